/* Pooling, portable, 8-bit and float. Taps outside the image do not count. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

/* The part of a window that lies inside the image. */
typedef struct window {
  int32_t first_row, last_row, first_column, last_column; /* last_*: one past the end */
} window;

static window place(int32_t oy, int32_t ox, int32_t stride_height, int32_t stride_width, int32_t pad_top,
                    int32_t pad_left, int32_t filter_height, int32_t filter_width, int32_t height, int32_t width) {
  const int32_t y = oy * stride_height - pad_top, x = ox * stride_width - pad_left;
  const window w = {edge_max(y, 0), edge_min(y + filter_height, height), edge_max(x, 0),
                    edge_min(x + filter_width, width)};
  return w;
}

#define EDGE_PLACE(p)                                                                                                  \
  place(oy, ox, (p)->stride_height, (p)->stride_width, (p)->pad_top, (p)->pad_left, (p)->filter_height,                \
        (p)->filter_width, (p)->input_height, (p)->input_width)

/* Rows of bytes may alias anything in C; `restrict` is what lets compilers vectorise these. */
static void larger_s8(int8_t *restrict output, const int8_t *restrict from, int32_t n) {
  for (int32_t c = 0; c < n; c++)
    output[c] = from[c] > output[c] ? from[c] : output[c];
}

static void larger_u8(uint8_t *restrict output, const uint8_t *restrict from, int32_t n) {
  for (int32_t c = 0; c < n; c++)
    output[c] = from[c] > output[c] ? from[c] : output[c];
}

#define EDGE_MAX_POOL(type, low, larger)                                                                               \
  const int32_t channels = p->channels;                                                                                \
  for (int32_t b = 0; b < p->batches; b++) {                                                                           \
    const type *image = (const type *)operands[0] + (ptrdiff_t)b * p->input_height * p->input_width * channels;        \
    for (int32_t oy = 0; oy < p->output_height; oy++)                                                                  \
      for (int32_t ox = 0; ox < p->output_width; ox++) {                                                               \
        const window w = EDGE_PLACE(p);                                                                                \
        for (int32_t c = 0; c < channels; c++)                                                                         \
          output[c] = low;                                                                                             \
        for (int32_t y = w.first_row; y < w.last_row; y++)                                                             \
          for (int32_t x = w.first_column; x < w.last_column; x++)                                                     \
            larger(output, image + ((ptrdiff_t)y * p->input_width + x) * channels, channels);                          \
        if (p->output_min > (low) || p->output_max < (low) + 255)                                                      \
          for (int32_t c = 0; c < channels; c++)                                                                       \
            output[c] = (type)edge_min(edge_max(output[c], p->output_min), p->output_max);                             \
        output += channels;                                                                                            \
      }                                                                                                                \
  }

void edge_max_pool_8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_max_pool_8 *p = (const edge_max_pool_8 *)parameters;
  if (p->is_signed) {
    int8_t *output = (int8_t *)operands[1];
    EDGE_MAX_POOL(int8_t, INT8_MIN, larger_s8)
  } else {
    uint8_t *output = (uint8_t *)operands[1];
    EDGE_MAX_POOL(uint8_t, 0, larger_u8)
  }
}

void edge_average_pool_8__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_average_pool_8 *p = (const edge_average_pool_8 *)parameters;
  int32_t *sums = (int32_t *)scratch;
  uint8_t *output = (uint8_t *)operands[1];
  for (int32_t b = 0; b < p->batches; b++) {
    const uint8_t *image = (const uint8_t *)operands[0] + (ptrdiff_t)b * p->input_height * p->input_width * p->channels;
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        const window w = EDGE_PLACE(p);
        const int32_t count = (w.last_row - w.first_row) * (w.last_column - w.first_column);
        for (int32_t c = 0; c < p->channels; c++)
          sums[c] = 0;
        for (int32_t y = w.first_row; y < w.last_row; y++)
          for (int32_t x = w.first_column; x < w.last_column; x++) {
            const uint8_t *from = image + ((ptrdiff_t)y * p->input_width + x) * p->channels;
            for (int32_t c = 0; c < p->channels; c++)
              sums[c] += p->is_signed ? (int8_t)from[c] : from[c];
          }
        for (int32_t c = 0; c < p->channels; c++) {
          const int32_t mean = sums[c] > 0 ? (sums[c] + count / 2) / count : (sums[c] - count / 2) / count;
          output[c] = (uint8_t)edge_min(edge_max(mean, p->output_min), p->output_max);
        }
        output += p->channels;
      }
  }
}

#ifndef EDGE_RUN_FUNCTIONS_ONLY
size_t edge_average_pool_8__portable_scratch(const void *parameters) {
  return (size_t)((const edge_average_pool_8 *)parameters)->channels * sizeof(int32_t);
}
#endif

void edge_pool_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_pool_f32 *p = (const edge_pool_f32 *)parameters;
  float *output = (float *)operands[1];
  for (int32_t b = 0; b < p->batches; b++) {
    const float *image = (const float *)operands[0] + (ptrdiff_t)b * p->input_height * p->input_width * p->channels;
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        const window w = EDGE_PLACE(p);
        const float scale = 1.0f / (float)((w.last_row - w.first_row) * (w.last_column - w.first_column));
        for (int32_t c = 0; c < p->channels; c++)
          output[c] = p->is_average ? 0.0f : -3.402823466e+38f;
        for (int32_t y = w.first_row; y < w.last_row; y++)
          for (int32_t x = w.first_column; x < w.last_column; x++) {
            const float *from = image + ((ptrdiff_t)y * p->input_width + x) * p->channels;
            if (p->is_average) {
              for (int32_t c = 0; c < p->channels; c++)
                output[c] += from[c];
            } else {
              for (int32_t c = 0; c < p->channels; c++)
                output[c] = from[c] > output[c] ? from[c] : output[c];
            }
          }
        for (int32_t c = 0; c < p->channels; c++) {
          float v = p->is_average ? output[c] * scale : output[c];
          v = v < p->output_min ? p->output_min : v;
          output[c] = v > p->output_max ? p->output_max : v;
        }
        output += p->channels;
      }
  }
}

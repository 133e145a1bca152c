/* Pooling and means of int16 values, portable. Taps outside the image do not count. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

/* One result: the largest tap or the mean, ties away from zero. */
static int32_t pool(const edge_max_pool_s16 *p, const int16_t *image, int32_t oy, int32_t ox, int is_average) {
  const int32_t top = oy * p->stride_height - p->pad_top, left = ox * p->stride_width - p->pad_left;
  int32_t largest = INT16_MIN, sum = 0, count = 0;
  for (int32_t y = edge_max(top, 0); y < edge_min(top + p->filter_height, p->input_height); y++)
    for (int32_t x = edge_max(left, 0); x < edge_min(left + p->filter_width, p->input_width); x++) {
      const int32_t v = image[((ptrdiff_t)y * p->input_width + x) * p->channels];
      largest = edge_max(largest, v);
      sum += v;
      count++;
    }
  if (!is_average)
    return largest;
  return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

static void pool_all(const edge_max_pool_s16 *p, void *const *operands, int is_average) {
  int16_t *output = (int16_t *)operands[1];
  for (int32_t b = 0; b < p->batches; b++) {
    const int16_t *image = (const int16_t *)operands[0] + (ptrdiff_t)b * p->input_height * p->input_width * p->channels;
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++)
        for (int32_t c = 0; c < p->channels; c++)
          *output++ = (int16_t)edge_min(edge_max(pool(p, image + c, oy, ox, is_average), p->output_min), p->output_max);
  }
}

void edge_max_pool_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  pool_all((const edge_max_pool_s16 *)parameters, operands, 0);
}

void edge_average_pool_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_average_pool_s16 *a = (const edge_average_pool_s16 *)parameters;
  const edge_max_pool_s16 p = {a->batches,      a->input_height,  a->input_width,  a->channels,      a->output_height,
                               a->output_width, a->filter_height, a->filter_width, a->stride_height, a->stride_width,
                               a->pad_top,      a->pad_left,      a->is_signed,    a->output_min,    a->output_max};
  pool_all(&p, operands, 1);
}

void edge_mean_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_mean_s16 *p = (const edge_mean_s16 *)parameters;
  const int16_t *input = (const int16_t *)operands[0];
  int16_t *output = (int16_t *)operands[2];
  int32_t *sums = (int32_t *)scratch;
  for (int32_t o = 0; o < p->outer; o++) {
    for (int32_t i = 0; i < p->inner; i++)
      sums[i] = 0;
    for (int32_t k = 0; k < p->axis; k++) {
      for (int32_t i = 0; i < p->inner; i++)
        sums[i] += input[i];
      input += p->inner;
    }
    for (int32_t i = 0; i < p->inner; i++)
      output[i] = (int16_t)edge_requantize(sums[i], p->requantization, operands[1], 0, 0, p->output_min, p->output_max);
    output += p->inner;
  }
}

size_t edge_mean_s16__portable_scratch(const void *parameters) {
  return (size_t)((const edge_mean_s16 *)parameters)->inner * sizeof(int32_t);
}

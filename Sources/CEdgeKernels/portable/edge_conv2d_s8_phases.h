/* Transposed convolutions as ordinary ones, and where weights and results of either lie. */
#ifndef EDGE_CONV2D_S8_PHASES_H
#define EDGE_CONV2D_S8_PHASES_H

#include "edge_conv2d_s8.h"
#include "edge_kernel_functions.h"

/* Where the weights of a kernel lie: that of channel c, row y, column x and input channel k is
 * from[c * channel + y * row + x * column + k]. */
typedef struct edge_weights {
  const int8_t *from;
  ptrdiff_t channel, row, column;
} edge_weights;

/* The weights of a convolution as models have them. */
static inline edge_weights edge_weights_of(const edge_conv2d_s8 *p, const void *from) {
  const ptrdiff_t column = p->input_channels / p->groups, row = column * p->kernel_width;
  const edge_weights w = {(const int8_t *)from, row * p->kernel_height, row, column};
  return w;
}

/* Element k of channel c's window. */
static inline int8_t edge_weight(const edge_conv2d_s8 *p, const edge_weights *w, int32_t c, int32_t k) {
  const int32_t channels = p->input_channels / p->groups, tap = k / channels;
  return w->from[c * w->channel + tap / p->kernel_width * w->row + tap % p->kernel_width * w->column + k % channels];
}

/* Where results lie: rows and pixels are so many bytes apart. */
typedef struct edge_place {
  uint8_t *output;
  size_t row, pixel;
} edge_place;

/* The place of a convolution's whole output. */
static inline edge_place edge_whole_place(const edge_conv2d_s8 *p, void *output) {
  const size_t pixel = (size_t)p->output_channels;
  const edge_place place = {(uint8_t *)output, pixel * (size_t)p->output_width, pixel};
  return place;
}

/* Pixel i of a convolution, in the order of rows. */
static inline uint8_t *edge_place_of(const edge_place *place, const edge_conv2d_s8 *p, int32_t i) {
  return place->output + (size_t)(i / p->output_width) * place->row + (size_t)(i % p->output_width) * place->pixel;
}

/* One phase of a transposed convolution: the output pixels whose windows begin at the same place between the input's
 * pixels, `stride` apart. For them alone it is an ordinary convolution with every stride-th row and column of the
 * kernel, in reverse order. */
typedef struct edge_phase {
  edge_conv2d_s8 conv;
  int32_t y, x;                  /* the first output pixel */
  int32_t last_row, last_column; /* of the kernel, first of the convolution */
} edge_phase;

/* Taps, border and pixels of a phase along one side. */
static inline void edge_phase_side(int32_t kernel, int32_t stride, int32_t cut, int32_t size, int32_t first,
                                   int32_t *taps, int32_t *pad, int32_t *count, int32_t *last) {
  const int32_t rest = (first + cut) % stride;
  *taps = kernel > rest ? (kernel - rest + stride - 1) / stride : 0;
  *pad = *taps - 1 - (first + cut) / stride;
  *count = size > first ? (size - first + stride - 1) / stride : 0;
  *last = rest + stride * (*taps - 1);
}

static inline edge_phase edge_phase_at(const edge_transpose_conv_s8 *p, int32_t number) {
  edge_phase phase = {.conv = {.batches = 1,
                               .input_height = p->input_height,
                               .input_width = p->input_width,
                               .input_channels = p->input_channels,
                               .output_channels = p->output_channels,
                               .groups = 1,
                               .stride_height = 1,
                               .stride_width = 1,
                               .dilation_height = 1,
                               .dilation_width = 1,
                               .input_zero_point = p->input_zero_point,
                               .output_zero_point = p->output_zero_point,
                               .output_min = p->output_min,
                               .output_max = p->output_max,
                               .requantization = p->requantization,
                               .has_table = p->has_table},
                      .y = number / p->stride_width,
                      .x = number % p->stride_width};
  edge_conv2d_s8 *c = &phase.conv;
  edge_phase_side(p->kernel_height, p->stride_height, p->pad_top, p->output_height, phase.y, &c->kernel_height,
                  &c->pad_top, &c->output_height, &phase.last_row);
  edge_phase_side(p->kernel_width, p->stride_width, p->pad_left, p->output_width, phase.x, &c->kernel_width,
                  &c->pad_left, &c->output_width, &phase.last_column);
  return phase;
}

static inline int32_t edge_phase_count(const edge_transpose_conv_s8 *p) {
  return p->stride_height * p->stride_width;
}

enum { EDGE_MOST_PHASE_ROWS = 64 };

/* Phases without taps or with very many, or whose first window begins inside the image. */
static inline int edge_has_no_phases(const edge_transpose_conv_s8 *p) {
  for (int32_t i = 0; i < edge_phase_count(p); i++) {
    const edge_conv2d_s8 c = edge_phase_at(p, i).conv;
    if (c.kernel_height < 1 || c.kernel_height > EDGE_MOST_PHASE_ROWS || c.kernel_width < 1 || c.pad_top < 0 ||
        c.pad_left < 0 || c.output_height < 1 || c.output_width < 1)
      return 1;
  }
  return 0;
}

/* The weights of a phase: the kernel backwards, in steps of the stride. */
static inline edge_weights edge_phase_weights(const edge_transpose_conv_s8 *p, const edge_phase *phase,
                                              const void *from) {
  const ptrdiff_t column = p->input_channels, row = column * p->kernel_width;
  const edge_weights w = {(const int8_t *)from + phase->last_row * row + phase->last_column * column,
                          row * p->kernel_height, -row * p->stride_height, -column * p->stride_width};
  return w;
}

/* The place of a phase's results for one image of the batch. */
static inline edge_place edge_phase_place(const edge_transpose_conv_s8 *p, const edge_phase *phase, void *output,
                                          int32_t batch) {
  const size_t pixel = (size_t)p->output_channels, row = pixel * (size_t)p->output_width;
  const edge_place place = {(uint8_t *)output + (size_t)batch * (size_t)p->output_height * row +
                                (size_t)phase->y * row + (size_t)phase->x * pixel,
                            row * (size_t)p->stride_height, pixel * (size_t)p->stride_width};
  return place;
}

static inline size_t edge_transposed_weights_size(const edge_transpose_conv_s8 *p) {
  return (size_t)p->output_channels * (size_t)p->kernel_height * (size_t)p->kernel_width * (size_t)p->input_channels;
}

/* Bytes of one image of the input. */
static inline size_t edge_phase_image_size(const edge_transpose_conv_s8 *p) {
  return (size_t)p->input_height * (size_t)p->input_width * (size_t)p->input_channels;
}

/* Scratch of the phase that needs most; scratch(conv) is the convolution's. */
static inline size_t edge_phases_scratch(const edge_transpose_conv_s8 *p, size_t (*scratch)(const void *)) {
  size_t most = 0;
  for (int32_t i = 0; i < edge_phase_count(p); i++) {
    const edge_phase phase = edge_phase_at(p, i);
    const size_t size = scratch(&phase.conv);
    most = size > most ? size : most;
  }
  return most;
}

/* Bytes of the packed weights of all phases; packed(conv) is the convolution's. */
static inline size_t edge_phases_packed(const edge_transpose_conv_s8 *p, size_t (*packed)(const void *)) {
  if (edge_has_no_phases(p))
    return edge_transposed_weights_size(p);
  size_t sum = 0;
  for (int32_t i = 0; i < edge_phase_count(p); i++) {
    const edge_phase phase = edge_phase_at(p, i);
    sum += packed(&phase.conv);
  }
  return sum;
}

/* Packs the weights of one phase after another; without phases they stay as they are. */
static inline void edge_phases_pack(const edge_transpose_conv_s8 *p, const void *from, void *to,
                                    size_t (*packed)(const void *),
                                    void (*pack)(const edge_conv2d_s8 *, const edge_weights *, void *)) {
  int8_t *at = (int8_t *)to;
  if (edge_has_no_phases(p)) {
    for (size_t i = 0; i < edge_transposed_weights_size(p); i++)
      at[i] = ((const int8_t *)from)[i];
    return;
  }
  for (int32_t i = 0; i < edge_phase_count(p); i++) {
    const edge_phase phase = edge_phase_at(p, i);
    const edge_weights w = edge_phase_weights(p, &phase, from);
    pack(&phase.conv, &w, at);
    at += packed(&phase.conv);
  }
}

/* A convolution of `input` by packed weights; operands as conv2d_s8. */
typedef void edge_convolve(const edge_conv2d_s8 *p, const int8_t *input, const int8_t *weights, void *const *operands,
                           const edge_place *place, void *scratch);

/* Runs phase after phase. */
static inline void edge_phases_run(const edge_transpose_conv_s8 *p, void *const *operands, void *scratch,
                                   size_t (*packed)(const void *), edge_convolve *convolve) {
  const int8_t *weights = (const int8_t *)operands[1];
  for (int32_t i = 0; i < edge_phase_count(p); i++) {
    const edge_phase phase = edge_phase_at(p, i);
    const int8_t *image = (const int8_t *)operands[0];
    for (int32_t b = 0; b < p->batches; b++) {
      const edge_place place = edge_phase_place(p, &phase, operands[5], b);
      convolve(&phase.conv, image, weights, operands, &place, scratch);
      image += edge_phase_image_size(p);
    }
    weights += packed(&phase.conv);
  }
}

/* What the convolutions of these variants offer to transposed ones. */
#define EDGE_DECLARE_PHASES(variant)                                                                                   \
  edge_convolve edge_conv2d_s8__##variant##_convolve;                                                                  \
  void edge_conv2d_s8__##variant##_pack_weights(const edge_conv2d_s8 *p, const edge_weights *w, void *packed);
EDGE_DECLARE_PHASES(avx512vnni)
EDGE_DECLARE_PHASES(avxvnni)
EDGE_DECLARE_PHASES(avx2)
EDGE_DECLARE_PHASES(mve)
EDGE_DECLARE_PHASES(dsp)

#endif

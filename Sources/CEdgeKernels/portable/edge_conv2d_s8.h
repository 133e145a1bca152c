/* What all variants of the int8 convolution share. */
#ifndef EDGE_CONV2D_S8_H
#define EDGE_CONV2D_S8_H

#include "edge_requantize.h"

/* Elements of one output channel's weights, rounded up so that dot products have no tail. */
static inline int32_t edge_conv2d_s8_padded_depth(const edge_conv2d_s8 *p) {
  int32_t depth = p->kernel_height * p->kernel_width * (p->input_channels / p->groups);
  return (depth + 15) & ~15;
}

/* Pixel i of the output, in the order of rows. */
static inline uint8_t *edge_conv2d_s8_pixel(const edge_conv2d_s8 *p, void *output, int32_t i) {
  return (uint8_t *)output + (ptrdiff_t)(i / p->output_width) * p->output_row_step +
         (ptrdiff_t)(i % p->output_width) * p->output_pixel_step;
}

/* Scratch of the patch-gathering variants: accumulators and int16 patches of four pixels. */
static inline size_t edge_conv2d_s8_patch_scratch(const edge_conv2d_s8 *p) {
  size_t depth = (size_t)edge_conv2d_s8_padded_depth(p);
  size_t channels = (size_t)(p->output_channels / p->groups);
  return 4 * (channels * sizeof(int32_t) + depth * sizeof(int16_t));
}

#endif

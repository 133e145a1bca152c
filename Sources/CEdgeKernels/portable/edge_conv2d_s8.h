/* What all variants of the 8-bit convolutions share. */
#ifndef EDGE_CONV2D_S8_H
#define EDGE_CONV2D_S8_H

#include "edge_requantize.h"

/* Elements of one output channel's weights, rounded up so that dot products have no tail. */
static inline int32_t edge_conv2d_8_padded_depth(int32_t kernel_height, int32_t kernel_width, int32_t channels) {
  return (kernel_height * kernel_width * channels + 15) & ~15;
}
static inline int32_t edge_conv2d_s8_padded_depth(const edge_conv2d_s8 *p) {
  return edge_conv2d_8_padded_depth(p->kernel_height, p->kernel_width, p->input_channels / p->groups);
}
static inline int32_t edge_conv2d_u8_padded_depth(const edge_conv2d_u8 *p) {
  return edge_conv2d_8_padded_depth(p->kernel_height, p->kernel_width, p->input_channels / p->groups);
}

/* Pixel i of the output, in the order of rows. */
static inline uint8_t *edge_conv2d_s8_pixel(const edge_conv2d_s8 *p, void *output, int32_t i) {
  return (uint8_t *)output + (ptrdiff_t)(i / p->output_width) * p->output_row_step +
         (ptrdiff_t)(i % p->output_width) * p->output_pixel_step;
}

/* Scratch of the patch-gathering variants: accumulators and int16 patches of four pixels. */
static inline size_t edge_conv2d_8_patch_scratch(int32_t padded_depth, int32_t channels) {
  return 4 * ((size_t)channels * sizeof(int32_t) + (size_t)padded_depth * sizeof(int16_t));
}
static inline size_t edge_conv2d_s8_patch_scratch(const edge_conv2d_s8 *p) {
  return edge_conv2d_8_patch_scratch(edge_conv2d_s8_padded_depth(p), p->output_channels / p->groups);
}
static inline size_t edge_conv2d_u8_patch_scratch(const edge_conv2d_u8 *p) {
  return edge_conv2d_8_patch_scratch(edge_conv2d_u8_padded_depth(p), p->output_channels / p->groups);
}

#endif

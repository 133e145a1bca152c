/* What the x86 variants of the int8 depthwise convolution share: the order of packed weights.
 *
 * The input is copied once into scratch memory with its border, as int16 less its zero point. Two taps at a time are
 * interleaved and multiplied with the interleaved weights of two vectors of channels. Interleaving works within 128
 * bits, so vector v holds channels 4 v to 4 v + 3 of every eight; packing the results puts them back in order. Where an
 * input channel has several output channels, the copy holds it as often. Very large windows use the portable code.
 */
#ifndef EDGE_DEPTHWISE_CONV2D_S8_PAIRS_H
#define EDGE_DEPTHWISE_CONV2D_S8_PAIRS_H

#include "edge_conv2d_s8_windows.h"

enum { EDGE_MOST_TAPS = 64, EDGE_PAIR_PIXELS = 32 };

static inline int edge_has_no_pairs(const edge_depthwise_conv2d_s8 *p) {
  return p->kernel_height * p->kernel_width > EDGE_MOST_TAPS;
}

/* Pairs of taps, the last one with a zero weight where the number is odd. */
static inline int32_t edge_tap_pairs(const edge_depthwise_conv2d_s8 *p) {
  return (p->kernel_height * p->kernel_width + 1) / 2;
}

/* Blocks of two vectors of `lanes` channels each. */
static inline int32_t edge_pair_blocks(const edge_depthwise_conv2d_s8 *p, int32_t lanes) {
  return (p->output_channels + 2 * lanes - 1) / (2 * lanes);
}

/* The channel in a lane of the first or second vector of a block. */
static inline int32_t edge_channel_of_lane(int32_t vector, int32_t lane) {
  return lane / 4 * 8 + vector * 4 + lane % 4;
}

static inline edge_border edge_depthwise_border(const edge_depthwise_conv2d_s8 *p) {
  const edge_border border = {
      .batches = p->batches,
      .input_height = p->input_height,
      .input_width = p->input_width,
      .channels = p->output_channels,
      .height = edge_bordered(p->output_height, p->stride_height, p->kernel_height, p->dilation_height),
      .width = edge_bordered(p->output_width, p->stride_width, p->kernel_width, p->dilation_width),
      .pad_top = p->pad_top,
      .pad_left = p->pad_left,
      .zero_point = p->input_zero_point,
      .repeats = p->depth_multiplier};
  return border;
}

/* Windows of one pixel without a stride: a few pixels at a time are copied, and need not leave the nearest cache. */
static inline int edge_pairs_are_pixels(const edge_depthwise_conv2d_s8 *p) {
  return p->depth_multiplier == 1 && p->kernel_height == 1 && p->kernel_width == 1 && p->stride_height == 1 &&
         p->stride_width == 1 && p->pad_top == 0 && p->pad_left == 0 && p->output_height == p->input_height &&
         p->output_width == p->input_width;
}

/* Bytes of the copied input. The last block of channels may reach beyond the last pixel. */
static inline size_t edge_pairs_image_size(const edge_depthwise_conv2d_s8 *p) {
  const edge_border b = edge_depthwise_border(p);
  const size_t pixels =
      edge_pairs_are_pixels(p) ? (size_t)EDGE_PAIR_PIXELS : (size_t)b.batches * (size_t)b.height * (size_t)b.width;
  return (pixels * (size_t)b.channels * sizeof(int16_t) + 128 + 63) & ~(size_t)63;
}

/* The copied input, then bias and scale of every lane. */
static inline size_t edge_pairs_scratch(const edge_depthwise_conv2d_s8 *p, int32_t lanes) {
  if (edge_has_no_pairs(p))
    return edge_depthwise_conv2d_s8__portable_scratch(p);
  return edge_pairs_image_size(p) + (size_t)edge_pair_blocks(p, lanes) * 2 * (size_t)lanes * 8;
}

static inline size_t edge_pairs_packed(const edge_depthwise_conv2d_s8 *p, int32_t lanes) {
  if (edge_has_no_pairs(p))
    return (size_t)p->kernel_height * (size_t)p->kernel_width * (size_t)p->output_channels;
  return (size_t)edge_pair_blocks(p, lanes) * (size_t)edge_tap_pairs(p) * 4 * (size_t)lanes * sizeof(int16_t);
}

/* Layout: [block][pair][vector][lane][tap] of int16. */
static inline void edge_pairs_pack(const edge_depthwise_conv2d_s8 *p, int32_t lanes, const void *from, void *packed) {
  const int8_t *weights = (const int8_t *)from;
  const int32_t taps = p->kernel_height * p->kernel_width;
  if (edge_has_no_pairs(p)) {
    for (int32_t i = 0; i < taps * p->output_channels; i++)
      ((int8_t *)packed)[i] = weights[i];
    return;
  }
  int16_t *to = (int16_t *)packed;
  for (int32_t block = 0; block < edge_pair_blocks(p, lanes); block++)
    for (int32_t pair = 0; pair < edge_tap_pairs(p); pair++)
      for (int32_t vector = 0; vector < 2; vector++)
        for (int32_t lane = 0; lane < lanes; lane++)
          for (int32_t tap = 2 * pair; tap < 2 * pair + 2; tap++) {
            const int32_t c = block * 2 * lanes + edge_channel_of_lane(vector, lane);
            *to++ = c < p->output_channels && tap < taps ? weights[tap * p->output_channels + c] : 0;
          }
}

#endif

/* conv2d_s8 for Helium: dot products of 16 bytes at a time.
 *
 * sum((q - z) * w) = sum(q * w) - z * sum(w); the second term is packed behind the weights, and taps outside the image
 * read the zero point. 1x1 convolutions read pixels where they are.
 */
#include "edge_conv2d_s8_triples.h"
#include "edge_mve.h"

size_t edge_conv2d_s8__mve_scratch(const void *parameters) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  const size_t depth = (size_t)edge_conv2d_s8_padded_depth(p);
  const size_t channels = (size_t)(p->output_channels / p->groups);
  return channels * 4 + (size_t)edge_conv2d_s8_triples_pixels(p, 1) * (channels * 4 + depth);
}

size_t edge_conv2d_s8__mve_packed(const void *parameters) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  return (size_t)p->output_channels * ((size_t)edge_conv2d_s8_padded_depth(p) + 4);
}

/* Layout: pairs of channels in pieces of 16 bytes, then int32 -z * sum(w) of each channel. */
void edge_conv2d_s8__mve_pack(const void *parameters, const void *from, void *packed) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  const int8_t *weights = (const int8_t *)from;
  const int32_t depth = p->kernel_height * p->kernel_width * (p->input_channels / p->groups);
  edge_conv2d_s8_pack_pairs(p, weights, (int8_t *)packed, 16);
  int32_t *corrections =
      (int32_t *)(void *)((int8_t *)packed + (ptrdiff_t)p->output_channels * edge_conv2d_s8_padded_depth(p));
  for (int32_t c = 0; c < p->output_channels; c++) {
    int32_t sum = 0;
    for (int32_t k = 0; k < depth; k++)
      sum += weights[(ptrdiff_t)c * depth + k];
    corrections[c] = -p->input_zero_point * sum;
  }
}

#if EDGE_HAS_MVE

#define EDGE_NAME(x) conv2d_s8_mve_##x

static inline void conv2d_s8_mve_copy(int8_t *to, const int8_t *from, int32_t n) {
  for (int32_t i = 0; i < n; i += 16) {
    const mve_pred16_t p = vctp8q((uint32_t)(n - i));
    vstrbq_p_s8(to + i, vldrbq_z_s8(from + i, p), p);
  }
}

static inline void conv2d_s8_mve_fill(int8_t *to, int8_t value, int32_t n) {
  for (int32_t i = 0; i < n; i += 16)
    vstrbq_p_s8(to + i, vdupq_n_s8(value), vctp8q((uint32_t)(n - i)));
}

#include "edge_conv2d_s8_gather.h"

/* Sums of three pixels by two channels over `pieces` of 16 bytes. */
static inline void multiply_pair(const int8_t *a0, const int8_t *a1, const int8_t *a2, const int8_t *weights,
                                 int32_t pieces, int32_t start0, int32_t start1, int32_t *to0, int32_t *to1,
                                 int32_t *to2) {
  int32_t s00 = start0, s10 = start0, s20 = start0, s01 = start1, s11 = start1, s21 = start1;
  do {
    const int8x16_t w0 = edge_mve_load_words(weights), w1 = edge_mve_load_words(weights + 16);
    int8x16_t v = edge_mve_load_words(a0);
    s00 = vmladavaq_s8(s00, v, w0);
    s01 = vmladavaq_s8(s01, v, w1);
    v = edge_mve_load_words(a1);
    s10 = vmladavaq_s8(s10, v, w0);
    s11 = vmladavaq_s8(s11, v, w1);
    v = edge_mve_load_words(a2);
    s20 = vmladavaq_s8(s20, v, w0);
    s21 = vmladavaq_s8(s21, v, w1);
    a0 += 16;
    a1 += 16;
    a2 += 16;
    weights += 32;
  } while (--pieces != 0);
  to0[0] = s00;
  to0[1] = s01;
  to1[0] = s10;
  to1[1] = s11;
  to2[0] = s20;
  to2[1] = s21;
}

/* Two channels of `count` pixels, whose patches follow one another. Not inlined, so that its loops have the registers.
 */
__attribute__((noinline)) static void multiply_pairs(const int8_t *rows, int32_t count, int32_t depth,
                                                     const int8_t *weights, const int32_t *start, int32_t channels,
                                                     int32_t *accumulators) {
  const int32_t start0 = start[0], start1 = start[1];
  for (; count >= 3; count -= 3) {
    multiply_pair(rows, rows + depth, rows + 2 * depth, weights, depth / 16, start0, start1, accumulators,
                  accumulators + channels, accumulators + 2 * channels);
    rows += 3 * depth;
    accumulators += 3 * channels;
  }
  if (count > 0) {
    const int32_t next = count - 1;
    multiply_pair(rows, rows + next * depth, rows, weights, depth / 16, start0, start1, accumulators,
                  accumulators + next * channels, accumulators);
  }
}

/* One channel of `count` pixels. */
__attribute__((noinline)) static void multiply_singles(const int8_t *rows, int32_t count, int32_t depth,
                                                       const int8_t *weights, int32_t start, int32_t channels,
                                                       int32_t *accumulators) {
  for (int32_t i = 0; i < count; i++) {
    int32_t sum = start;
    for (int32_t k = 0; k < depth; k += 16)
      sum = vmladavaq_s8(sum, edge_mve_load_words(rows + k), edge_mve_load_words(weights + k));
    accumulators[i * channels] = sum;
    rows += depth;
  }
}

void edge_conv2d_s8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  const int8_t *weights = (const int8_t *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const uint8_t *table = (const uint8_t *)operands[4];
  const int32_t depth = edge_conv2d_s8_padded_depth(p);
  const int32_t channels = p->output_channels / p->groups;
  const int32_t block = edge_conv2d_s8_triples_pixels(p, 1);
  const int32_t pixels = p->batches * p->output_height * p->output_width;
  const int32_t *corrections = (const int32_t *)(const void *)(weights + (ptrdiff_t)p->output_channels * depth);
  int32_t *starts = (int32_t *)scratch;
  int32_t *accumulators = starts + channels;
  int8_t *patches = (int8_t *)(accumulators + block * channels);
  const int is_pointwise = edge_conv2d_s8_is_pointwise(p, 16) && ((uintptr_t)input & 3) == 0;
  for (int32_t group = 0; group < p->groups; group++) {
    const int32_t channel = group * channels;
    for (int32_t c = 0; c < channels; c++)
      starts[c] = (int32_t)((uint32_t)bias[channel + c] + (uint32_t)corrections[channel + c]);
    for (int32_t first = 0; first < pixels; first += block) {
      const int32_t count = edge_min(block, pixels - first);
      const int8_t *rows = patches;
      if (is_pointwise)
        rows = input + (ptrdiff_t)first * depth;
      else
        for (int32_t i = 0; i < count; i++)
          conv2d_s8_mve_gather(p, input, group, first + i, patches + i * depth);
      const int8_t *pair = weights + (ptrdiff_t)channel * depth;
      for (int32_t c = 0; c < channels; c += 2) {
        if (c + 1 < channels)
          multiply_pairs(rows, count, depth, pair, starts + c, channels, accumulators + c);
        else
          multiply_singles(rows, count, depth, pair, starts[c], channels, accumulators + c);
        pair += 2 * depth;
      }
      for (int32_t i = 0; i < count; i++) {
        uint8_t *to = edge_conv2d_s8_pixel(p, operands[5], first + i) + channel;
        edge_mve_store(to, accumulators + i * channels, channels, p->requantization, operands[3], channel,
                       p->output_zero_point, p->output_min, p->output_max);
        if (p->has_table)
          edge_mve_look_up(to, to, table, channels);
      }
    }
  }
}
#endif

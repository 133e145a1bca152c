/* conv2d_s8 for Arm's DSP instructions: two products of 16 bits at a time.
 *
 * Bytes 0 and 2, then 1 and 3 of each word are widened by one instruction, so patches hold the input, less its zero
 * point, in that order; weights stay bytes in memory. Patches of three pixels lie interleaved, a word of each in
 * turn, so that one pointer walks them all.
 */
#include "edge_conv2d_s8_triples.h"
#include "edge_dsp.h"

size_t edge_conv2d_s8__dsp_scratch(const void *parameters) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  const size_t depth = (size_t)edge_conv2d_s8_padded_depth(p);
  const size_t channels = (size_t)(p->output_channels / p->groups);
  return (size_t)edge_conv2d_s8_triples_pixels(p, 2) * (channels * 4 + depth * 2) + depth;
}

size_t edge_conv2d_s8__dsp_packed(const void *parameters) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  return (size_t)p->output_channels * (size_t)edge_conv2d_s8_padded_depth(p);
}

/* Layout: pairs of channels in pieces of four elements: of elements 0, 2, 1 and 3 both channels' bytes. What is widened
 * from a word are then both halves of one channel, and of the other. */
void edge_conv2d_s8__dsp_pack(const void *parameters, const void *from, void *packed) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  const int32_t depth = edge_conv2d_s8_padded_depth(p), channels = p->output_channels / p->groups;
  edge_conv2d_s8_pack_pairs(p, (const int8_t *)from, (int8_t *)packed, 1);
  for (int32_t group = 0; group < p->groups; group++) {
    int8_t *pieces = (int8_t *)packed + (ptrdiff_t)group * channels * depth;
    for (const int8_t *end = pieces + (ptrdiff_t)(channels - channels % 2) * depth; pieces != end; pieces += 8)
      for (int i = 2; i < 4; i++) {
        const int8_t other = pieces[i];
        pieces[i] = pieces[i + 2];
        pieces[i + 2] = other;
      }
  }
}

#if EDGE_HAS_DSP

#define EDGE_NAME(x) conv2d_s8_dsp_##x

static inline void conv2d_s8_dsp_copy(int8_t *to, const int8_t *from, int32_t n) {
  int32_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const uint32_t word = edge_dsp_load(from + i);
    edge_dsp_keep(to + i, word);
  }
  for (; i < n; i++)
    to[i] = from[i];
}

static inline void conv2d_s8_dsp_fill(int8_t *to, int8_t value, int32_t n) {
  int32_t i = 0;
  for (; i + 4 <= n; i += 4)
    edge_dsp_keep(to + i, (uint8_t)value * 0x01010101u);
  for (; i < n; i++)
    to[i] = value;
}

#include "edge_conv2d_s8_gather.h"

/* Bytes to 16-bit distances from the zero point, in every third word. */
static void widen(const int8_t *from, int32_t depth, int32_t zero, uint32_t *to) {
  const int16x2_t minus_zero = (int16x2_t)(((uint32_t)-zero & 0xFFFF) * 0x10001u);
  for (int32_t k = 0; k < depth; k += 8) {
    const uint32_t first = edge_dsp_load(from + k), second = edge_dsp_load(from + k + 4);
    to[0] = (uint32_t)__sxtab16(minus_zero, (int8x4_t)first);
    to[3] = (uint32_t)__sxtab16(minus_zero, edge_dsp_odd_bytes(first));
    to[6] = (uint32_t)__sxtab16(minus_zero, (int8x4_t)second);
    to[9] = (uint32_t)__sxtab16(minus_zero, edge_dsp_odd_bytes(second));
    to += 12;
  }
}

/* Two words by one instruction, which compilers do not come to. */
#define EDGE_LOAD_TWO(first, second, from, index)                                                                      \
  __asm__ volatile("ldrd %0, %1, [%2, %3]" : "=r"(first), "=r"(second) : "r"(from), "i"((index)*4) : "memory")

/* The sums of three pixels by two channels over four elements, loaded in the order of patches. */
#define EDGE_MULTIPLY_PIECE(n)                                                                                         \
  do {                                                                                                                 \
    uint32_t w0, w1, v0, v1;                                                                                           \
    EDGE_LOAD_TWO(w0, w1, weights, 2 * (n));                                                                           \
    EDGE_LOAD_TWO(v0, v1, patches, 6 * (n));                                                                           \
    int16x2_t a = __sxtb16((int8x4_t)w0), b = __sxtb16(edge_dsp_odd_bytes(w0));                                        \
    s00 = __smlad((int16x2_t)v0, a, s00);                                                                              \
    s01 = __smlad((int16x2_t)v0, b, s01);                                                                              \
    s10 = __smlad((int16x2_t)v1, a, s10);                                                                              \
    s11 = __smlad((int16x2_t)v1, b, s11);                                                                              \
    EDGE_LOAD_TWO(v0, v1, patches, 6 * (n) + 2);                                                                       \
    s20 = __smlad((int16x2_t)v0, a, s20);                                                                              \
    s21 = __smlad((int16x2_t)v0, b, s21);                                                                              \
    a = __sxtb16((int8x4_t)w1);                                                                                        \
    b = __sxtb16(edge_dsp_odd_bytes(w1));                                                                              \
    s00 = __smlad((int16x2_t)v1, a, s00);                                                                              \
    s01 = __smlad((int16x2_t)v1, b, s01);                                                                              \
    EDGE_LOAD_TWO(v0, v1, patches, 6 * (n) + 4);                                                                       \
    s10 = __smlad((int16x2_t)v0, a, s10);                                                                              \
    s11 = __smlad((int16x2_t)v0, b, s11);                                                                              \
    s20 = __smlad((int16x2_t)v1, a, s20);                                                                              \
    s21 = __smlad((int16x2_t)v1, b, s21);                                                                              \
  } while (0)

/* Three pixels by two channels; `depth` is a multiple of 16. Not inlined, so that its loop has the registers. */
__attribute__((noinline)) static void multiply_pair(const uint32_t *patches, const uint32_t *weights, int32_t depth,
                                                    const int32_t *bias, int32_t channels, int32_t *accumulators) {
  int32_t s00 = bias[0], s10 = s00, s20 = s00, s01 = bias[1], s11 = s01, s21 = s01;
  const uint32_t *end = weights + depth / 2;
  do {
    EDGE_MULTIPLY_PIECE(0);
    EDGE_MULTIPLY_PIECE(1);
    EDGE_MULTIPLY_PIECE(2);
    EDGE_MULTIPLY_PIECE(3);
    patches += 24;
    weights += 8;
    EDGE_DSP_KEEP_ADDRESSES(patches, weights);
  } while (weights != end);
  accumulators[0] = s00;
  accumulators[1] = s01;
  accumulators[channels] = s10;
  accumulators[channels + 1] = s11;
  accumulators[2 * channels] = s20;
  accumulators[2 * channels + 1] = s21;
}

/* Three pixels by one channel. */
static void multiply_single(const uint32_t *patches, const uint32_t *weights, int32_t depth, int32_t bias,
                            int32_t channels, int32_t *accumulators) {
  int32_t s0 = bias, s1 = bias, s2 = bias;
  for (int32_t k = 0; k < depth / 4; k++) {
    const int16x2_t a = __sxtb16((int8x4_t)weights[k]), b = __sxtb16(edge_dsp_odd_bytes(weights[k]));
    s0 = __smlad((int16x2_t)patches[3], b, __smlad((int16x2_t)patches[0], a, s0));
    s1 = __smlad((int16x2_t)patches[4], b, __smlad((int16x2_t)patches[1], a, s1));
    s2 = __smlad((int16x2_t)patches[5], b, __smlad((int16x2_t)patches[2], a, s2));
    patches += 6;
  }
  accumulators[0] = s0;
  accumulators[channels] = s1;
  accumulators[2 * channels] = s2;
}

void edge_conv2d_s8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  const int8_t *weights = (const int8_t *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const uint8_t *table = p->has_table ? (const uint8_t *)operands[4] : NULL;
  const int32_t depth = edge_conv2d_s8_padded_depth(p);
  const int32_t channels = p->output_channels / p->groups;
  const int32_t block = edge_conv2d_s8_triples_pixels(p, 2);
  const int32_t pixels = p->batches * p->output_height * p->output_width;
  int32_t *accumulators = (int32_t *)scratch;
  uint32_t *patches = (uint32_t *)(accumulators + block * channels);
  int8_t *window = (int8_t *)(patches + block * depth / 2);
  const int is_pointwise = edge_conv2d_s8_is_pointwise(p, 16);
  for (int32_t k = 0; k < depth; k++)
    window[k] = 0;
  for (int32_t group = 0; group < p->groups; group++) {
    const int32_t channel = group * channels;
    for (int32_t first = 0; first < pixels; first += block) {
      const int32_t count = edge_min(block, pixels - first);
      for (int32_t i = 0; i < count; i++) {
        const int8_t *from = window;
        if (is_pointwise)
          from = input + (ptrdiff_t)(first + i) * depth;
        else
          conv2d_s8_dsp_gather(p, input, group, first + i, window);
        widen(from, depth, p->input_zero_point, patches + i / 3 * 3 * (depth / 2) + i % 3);
      }
      const int8_t *pair = weights + (ptrdiff_t)channel * depth;
      for (int32_t c = 0; c < channels; c += 2) {
        const uint32_t *words = (const uint32_t *)(const void *)pair;
        for (int32_t i = 0; i < count; i += 3) {
          const uint32_t *triple = patches + i * (depth / 2);
          if (c + 1 < channels)
            multiply_pair(triple, words, depth, bias + channel + c, channels, accumulators + i * channels + c);
          else
            multiply_single(triple, words, depth, bias[channel + c], channels, accumulators + i * channels + c);
        }
        pair += 2 * depth;
      }
      for (int32_t i = 0; i < count; i++)
        edge_dsp_store(edge_conv2d_s8_pixel(p, operands[5], first + i) + channel, accumulators + i * channels, channels,
                       p->requantization, operands[3], channel, p->output_zero_point, p->output_min, p->output_max,
                       table);
    }
  }
}
#endif

/* What the elementwise int8 families share on Arm's DSP instructions: rows of words, and bytes of four values. */
#ifndef EDGE_ELEMENTWISE_S8_DSP_H
#define EDGE_ELEMENTWISE_S8_DSP_H

#include "edge_broadcast.h"
#include "edge_dsp.h"

#if EDGE_HAS_DSP

/* Runs each(word of a, word of b), which gives a word of the result, along a row. */
#define EDGE_DSP_ROW(each)                                                                                             \
  do {                                                                                                                 \
    (void)a_step;                                                                                                      \
    const int8_t *x = a + a_at, *y = b + b_at;                                                                         \
    int8_t *to = out + out_at;                                                                                         \
    const uint32_t same = (uint8_t)*y * 0x01010101u;                                                                   \
    const int32_t repeats = b_step == 0, left = n % 4;                                                                 \
    int32_t i = 0;                                                                                                     \
    if (repeats)                                                                                                       \
      for (; i < n - left; i += 4)                                                                                     \
        edge_dsp_keep(to + i, each(edge_dsp_load(x + i), same));                                                       \
    else                                                                                                               \
      for (; i < n - left; i += 4)                                                                                     \
        edge_dsp_keep(to + i, each(edge_dsp_load(x + i), edge_dsp_load(y + i)));                                       \
    if (left != 0)                                                                                                     \
      edge_dsp_keep_some(                                                                                              \
          to + i, each(edge_dsp_load_some(x + i, left), repeats ? same : edge_dsp_load_some(y + i, left)), left);      \
  } while (0)

/* What rows must be like. */
#define EDGE_DSP_IS_CONTIGUOUS(k) ((k)->a_steps[5] == 1 && ((k)->b_steps[5] == 0 || (k)->b_steps[5] == 1))

/* What clamps four bytes. */
typedef struct edge_dsp_limits {
  uint32_t above, range, low;
} edge_dsp_limits;

static inline edge_dsp_limits edge_dsp_limits_of(int32_t low, int32_t high) {
  const uint32_t above = (uint32_t)(127 - high);
  const edge_dsp_limits l = {above * 0x01010101u, (above + (uint32_t)(low + 128)) * 0x01010101u,
                             (uint8_t)low * 0x01010101u};
  return l;
}

static inline int16x2_t edge_dsp_halves(int32_t low, int32_t high) {
  return (int16x2_t)((uint32_t)high << 16 | ((uint32_t)low & 0xFFFF));
}

/* Two values to 0...255; compilers disagree about the type of this instruction's intrinsic. */
static inline uint32_t edge_dsp_saturate(int16x2_t v) {
  uint32_t result;
  __asm__("usat16 %0, #8, %1" : "=r"(result) : "r"(v));
  return result;
}

/* Four values, each 128 too large, to bytes within limits. */
static inline uint32_t edge_dsp_pack(int16x2_t even, int16x2_t odd, const edge_dsp_limits *l) {
  const uint32_t v02 = edge_dsp_saturate(even), v13 = edge_dsp_saturate(odd);
  /* Saturating at either end and moving back clamps. */
  const uint8x4_t v = __uqsub8(__uqadd8((uint8x4_t)(v02 | v13 << 8), (uint8x4_t)l->above), (uint8x4_t)l->range);
  return (uint32_t)__uadd8(v, (uint8x4_t)l->low);
}

/* edge_mbqm for |x| < 2^30 and exponents of at most 0, but for its second shift: adding -1 to negative values, where
 * `away` is 1, makes that shift's ties, which go towards +infinity, go away from zero. */
static inline int32_t edge_dsp_scaled(int32_t twice_x, int32_t multiplier, int32_t away) {
  const int32_t v = edge_dsp_high_rounded(twice_x, multiplier);
  return edge_dsp_add_high(v, v, away);
}

#endif
#endif

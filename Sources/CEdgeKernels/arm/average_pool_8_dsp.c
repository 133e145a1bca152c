/* average_pool_8 for Arm's DSP instructions: sums of two times two channels in the halves of two registers. */
#include "edge_dsp.h"

size_t edge_average_pool_8__dsp_scratch(const void *parameters) {
  return edge_average_pool_8__portable_scratch(parameters);
}

#if EDGE_HAS_DSP
#define EDGE_NAME(x) average_pool_8_dsp_##x
#include "edge_average_pool_8_windows.h"

static inline uint32_t high_product(uint32_t a, uint32_t b) {
  return (uint32_t)((uint64_t)a * b >> 32);
}

/* Four channels, of which `many` exist. */
static inline uint32_t four_means(const window *w, const uint8_t *row, int32_t many) {
  uint32_t even = 0, odd = 0;
#define EDGE_SUM(extend)                                                                                               \
  for (int32_t y = 0; y < w->rows; y++) {                                                                              \
    const uint8_t *from = row;                                                                                         \
    for (int32_t x = 0; x < w->columns; x++) {                                                                         \
      const uint32_t v = many == 4 ? edge_dsp_load(from) : edge_dsp_load_some(from, many);                             \
      __asm__(extend " %0, %0, %1" : "+r"(even) : "r"(v));                                                             \
      __asm__(extend " %0, %0, %1, ror #8" : "+r"(odd) : "r"(v));                                                      \
      from += w->channels;                                                                                             \
    }                                                                                                                  \
    row += w->row_step;                                                                                                \
  }
  /* Compilers disagree about the types of these instructions' intrinsics. */
  if (w->is_signed)
    EDGE_SUM("sxtab16")
  else
    EDGE_SUM("uxtab16")
#undef EDGE_SUM
  const uint32_t ones = w->ties_away * 0x10001u, offset = w->offset * 0x10001u, reciprocal = w->reciprocal;
  even =
      (uint32_t)__uadd16((uint16x2_t)__usub16((uint16x2_t)even, (uint16x2_t)(even >> 15 & ones)), (uint16x2_t)offset);
  odd = (uint32_t)__uadd16((uint16x2_t)__usub16((uint16x2_t)odd, (uint16x2_t)(odd >> 15 & ones)), (uint16x2_t)offset);
  const uint32_t means = high_product(even & 0xFFFF, reciprocal) | high_product(odd & 0xFFFF, reciprocal) << 8 |
                         high_product(even >> 16, reciprocal) << 16 | high_product(odd >> 16, reciprocal) << 24;
  return w->is_signed ? means ^ 0x80808080u : means;
}

static void average_pool_8_dsp_means(const window *w, uint8_t *to) {
  const int32_t left = w->channels % 4;
  int32_t c = 0;
  for (; c < w->channels - left; c += 4)
    edge_dsp_keep(to + c, four_means(w, w->from + c, 4));
  if (left != 0)
    edge_dsp_keep_some(to + c, four_means(w, w->from + c, left), left);
}

void edge_average_pool_8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_average_pool_8 *p = (const edge_average_pool_8 *)parameters;
  if (p->filter_height * p->filter_width > EDGE_AVERAGE_MOST_TAPS)
    edge_average_pool_8__portable(parameters, operands, scratch);
  else
    average_pool_8_dsp_run(p, (const uint8_t *)operands[0], (uint8_t *)operands[1]);
}
#endif

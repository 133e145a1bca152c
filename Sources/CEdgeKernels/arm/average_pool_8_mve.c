/* average_pool_8 for Helium, eight channels at a time. */
#include "edge_mve.h"

size_t edge_average_pool_8__mve_scratch(const void *parameters) {
  return edge_average_pool_8__portable_scratch(parameters);
}

#if EDGE_HAS_MVE
#define EDGE_NAME(x) average_pool_8_mve_##x
#include "edge_average_pool_8_windows.h"

/* Eight channels, of which those of the predicate exist. */
static inline uint16x8_t eight_means(const window *w, const uint8_t *row, mve_pred16_t p) {
  uint16x8_t sum = vdupq_n_u16(0);
#define EDGE_SUM(load)                                                                                                 \
  for (int32_t y = 0; y < w->rows; y++) {                                                                              \
    const uint8_t *from = row;                                                                                         \
    for (int32_t x = 0; x < w->columns; x++) {                                                                         \
      sum = vaddq_u16(sum, load);                                                                                      \
      from += w->channels;                                                                                             \
    }                                                                                                                  \
    row += w->row_step;                                                                                                \
  }
  if (w->is_signed)
    EDGE_SUM(vreinterpretq_u16_s16(vldrbq_z_s16((const int8_t *)from, p)))
  else
    EDGE_SUM(vldrbq_z_u16(from, p))
#undef EDGE_SUM
  const uint16x8_t negative = vandq_u16(vshrq_n_u16(sum, 15), vdupq_n_u16((uint16_t)w->ties_away));
  const uint16x8_t v = vaddq_n_u16(vsubq_u16(sum, negative), (uint16_t)w->offset);
  const uint32x4_t reciprocal = vdupq_n_u32(w->reciprocal);
  const uint16x8_t even = vreinterpretq_u16_u32(vmulhq_u32(vmovlbq_u16(v), reciprocal));
  return vmovntq_u32(even, vmulhq_u32(vmovltq_u16(v), reciprocal));
}

static void average_pool_8_mve_means(const window *w, uint8_t *to) {
  const uint16_t moved = w->is_signed ? 128 : 0;
  for (int32_t c = 0; c < w->channels; c += 8) {
    const mve_pred16_t p = vctp16q((uint32_t)(w->channels - c));
    vstrbq_p_u16(to + c, vsubq_n_u16(eight_means(w, w->from + c, p), moved), p);
  }
}

void edge_average_pool_8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_average_pool_8 *p = (const edge_average_pool_8 *)parameters;
  if (p->filter_height * p->filter_width > EDGE_AVERAGE_MOST_TAPS)
    edge_average_pool_8__portable(parameters, operands, scratch);
  else
    average_pool_8_mve_run(p, (const uint8_t *)operands[0], (uint8_t *)operands[1]);
}
#endif

/* From accumulators to bytes in 512-bit registers. To be included after immintrin.h, where the
 * instruction set is chosen. */
#ifndef EDGE_X86_512_H
#define EDGE_X86_512_H

#include "edge_requantize.h"

/* Requantizes sixteen accumulators by the float rule. */
static inline __m512i edge_requantize_512(__m512i accumulators, __m512 scales, __m512 low, __m512 high,
                                          __m512i zero_point) {
  __m512 v = _mm512_mul_ps(_mm512_cvtepi32_ps(accumulators), scales);
  v = _mm512_min_ps(_mm512_max_ps(v, low), high);
  return _mm512_add_epi32(_mm512_cvtps_epi32(v), zero_point);
}

/* Translates bytes by a table of 256; bit 7 of each chooses the half. */
static inline __m512i edge_look_up_512(__m512i bytes, const uint8_t *table) {
  const __m512i low = _mm512_permutex2var_epi8(_mm512_loadu_si512(table), bytes, _mm512_loadu_si512(table + 64));
  const __m512i high =
      _mm512_permutex2var_epi8(_mm512_loadu_si512(table + 128), bytes, _mm512_loadu_si512(table + 192));
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes), low, high);
}

#endif

/* From accumulators to bytes in 256-bit registers. To be included after immintrin.h, where the
 * instruction set is chosen. */
#ifndef EDGE_X86_256_H
#define EDGE_X86_256_H

#include "edge_requantize.h"

/* Requantizes eight accumulators by the float rule. */
static inline __m256i edge_requantize_256(__m256i accumulators, __m256 scales, __m256 low, __m256 high,
                                          __m256i zero_point) {
  __m256 v = _mm256_mul_ps(_mm256_cvtepi32_ps(accumulators), scales);
  v = _mm256_min_ps(_mm256_max_ps(v, low), high);
  return _mm256_add_epi32(_mm256_cvtps_epi32(v), zero_point);
}

/* The low bytes of sixteen words from -128 to 255. */
static inline __m128i edge_low_bytes_256(__m256i words) {
  const __m256i bytes = _mm256_and_si256(words, _mm256_set1_epi16(0xFF));
  return _mm_packus_epi16(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1));
}

/* Stores the first `count` of sixteen bytes, translated where there is a table. */
static inline void edge_store_bytes_256(uint8_t *to, __m128i bytes, int32_t count, const uint8_t *table) {
  if (count == 16 && !table) {
    _mm_storeu_si128((__m128i *)(void *)to, bytes);
    return;
  }
  uint8_t values[16];
  _mm_storeu_si128((__m128i *)(void *)values, bytes);
  if (table)
    for (int32_t c = 0; c < count; c++)
      to[c] = table[values[c]];
  else
    for (int32_t c = 0; c < count; c++)
      to[c] = values[c];
}

#endif

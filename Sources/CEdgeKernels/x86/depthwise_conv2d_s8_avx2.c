/* depthwise_conv2d_s8 for AVX2. */
#include "edge_depthwise_conv2d_s8_pairs.h"

enum { LANES = 8 };

size_t edge_depthwise_conv2d_s8__avx2_scratch(const void *parameters) {
  return edge_pairs_scratch((const edge_depthwise_conv2d_s8 *)parameters, LANES);
}

size_t edge_depthwise_conv2d_s8__avx2_packed(const void *parameters) {
  return edge_pairs_packed((const edge_depthwise_conv2d_s8 *)parameters, LANES);
}

void edge_depthwise_conv2d_s8__avx2_pack(const void *parameters, const void *from, void *packed) {
  edge_pairs_pack((const edge_depthwise_conv2d_s8 *)parameters, LANES, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "edge_x86_256.h"

/* Requantizes and stores up to sixteen channels of one pixel. */
static inline void store_channels(const edge_depthwise_conv2d_s8 *p, __m256i first, __m256i second, const float *scales,
                                  const uint8_t *table, uint8_t *output, int32_t count) {
  const __m256 low = _mm256_set1_ps((float)(p->output_min - p->output_zero_point));
  const __m256 high = _mm256_set1_ps((float)(p->output_max - p->output_zero_point));
  const __m256i zero_point = _mm256_set1_epi32(p->output_zero_point);
  const __m256i a = edge_requantize_256(first, _mm256_loadu_ps(scales), low, high, zero_point);
  const __m256i b = edge_requantize_256(second, _mm256_loadu_ps(scales + LANES), low, high, zero_point);
  edge_store_bytes_256(output, edge_low_bytes_256(_mm256_packs_epi32(a, b)), count, table);
}

#define EDGE_NAME                      edge_depthwise_conv2d_s8__avx2
#define EDGE_VECTOR                    __m256i
#define EDGE_LANES                     LANES
#define EDGE_LOAD(at)                  _mm256_loadu_si256((const __m256i *)(const void *)(at))
#define EDGE_STORE(at, v)              _mm256_storeu_si256((__m256i *)(void *)(at), v)
#define EDGE_UNPACK_LOW(a, b)          _mm256_unpacklo_epi16(a, b)
#define EDGE_UNPACK_HIGH(a, b)         _mm256_unpackhi_epi16(a, b)
#define EDGE_MULTIPLY_PAIRS(sum, a, w) _mm256_add_epi32(sum, _mm256_madd_epi16(a, w))
#include "depthwise_conv2d_s8_pairs_template.h"

#pragma clang attribute pop
#endif

/* depthwise_conv2d_s8 for AVX-512 with VNNI and VBMI. */
#include "edge_depthwise_conv2d_s8_pairs.h"

enum { LANES = 16 };

size_t edge_depthwise_conv2d_s8__avx512vnni_scratch(const void *parameters) {
  return edge_pairs_scratch((const edge_depthwise_conv2d_s8 *)parameters, LANES);
}

size_t edge_depthwise_conv2d_s8__avx512vnni_packed(const void *parameters) {
  return edge_pairs_packed((const edge_depthwise_conv2d_s8 *)parameters, LANES);
}

void edge_depthwise_conv2d_s8__avx512vnni_pack(const void *parameters, const void *from, void *packed) {
  edge_pairs_pack((const edge_depthwise_conv2d_s8 *)parameters, LANES, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx512vbmi"))),               \
                             apply_to = function)
#include "edge_x86_512.h"

/* Requantizes and stores up to 32 channels of one pixel. */
static inline void store_channels(const edge_depthwise_conv2d_s8 *p, __m512i first, __m512i second, const float *scales,
                                  const uint8_t *table, uint8_t *output, int32_t count) {
  const __m512 low = _mm512_set1_ps((float)(p->output_min - p->output_zero_point));
  const __m512 high = _mm512_set1_ps((float)(p->output_max - p->output_zero_point));
  const __m512i zero_point = _mm512_set1_epi32(p->output_zero_point);
  const __m512i a = edge_requantize_512(first, _mm512_loadu_ps(scales), low, high, zero_point);
  const __m512i b = edge_requantize_512(second, _mm512_loadu_ps(scales + LANES), low, high, zero_point);
  __m256i bytes = _mm512_cvtepi16_epi8(_mm512_packs_epi32(a, b));
  if (table)
    bytes = _mm512_castsi512_si256(edge_look_up_512(_mm512_castsi256_si512(bytes), table));
  _mm256_mask_storeu_epi8(output, _cvtu32_mask32(~0u >> (32 - count)), bytes);
}

#define EDGE_NAME                      edge_depthwise_conv2d_s8__avx512vnni
#define EDGE_VECTOR                    __m512i
#define EDGE_LANES                     LANES
#define EDGE_LOAD(at)                  _mm512_loadu_si512(at)
#define EDGE_STORE(at, v)              _mm512_storeu_si512(at, v)
#define EDGE_UNPACK_LOW(a, b)          _mm512_unpacklo_epi16(a, b)
#define EDGE_UNPACK_HIGH(a, b)         _mm512_unpackhi_epi16(a, b)
#define EDGE_MULTIPLY_PAIRS(sum, a, w) _mm512_dpwssd_epi32(sum, a, w)
#include "depthwise_conv2d_s8_pairs_template.h"

#pragma clang attribute pop
#endif

/* softmax_s8 for AVX-512. */
#include "edge_kernel_functions.h"

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl"))), apply_to = function)

static inline __m512i gather_integers(const int8_t *from, __m512i at) {
  return _mm512_i32gather_epi32(at, from, 1);
}

static inline __m512 gather_floats(const float *from, __m512i at) {
  return _mm512_i32gather_ps(at, from, 4);
}

static inline __m512i add_halves(__m512i whole, __m512 rest) {
  const __mmask16 is_half = _mm512_cmp_ps_mask(rest, _mm512_set1_ps(0.5f), _CMP_GE_OQ);
  return _mm512_mask_add_epi32(whole, is_half, whole, _mm512_set1_epi32(1));
}

#define EDGE_NAME         edge_softmax_s8__avx512vnni
#define EDGE_LANES        16
#define EDGE_INTEGERS     __m512i
#define EDGE_FLOATS       __m512
#define EDGE_V(f)         _mm512_##f
#define EDGE_LOAD(at)     _mm512_loadu_si512(at)
#define EDGE_STORE(at, v) _mm512_storeu_si512(at, v)
#define EDGE_AND(a, b)    _mm512_and_si512(a, b)
#define EDGE_OR(a, b)     _mm512_or_si512(a, b)
#include "softmax_s8_rows_template.h"

#pragma clang attribute pop
#endif

/* softmax_s8 for AVX2. */
#include "edge_kernel_functions.h"

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

static inline __m256i gather_integers(const int8_t *from, __m256i at) {
  return _mm256_i32gather_epi32((const int *)(const void *)from, at, 1);
}

static inline __m256 gather_floats(const float *from, __m256i at) {
  return _mm256_i32gather_ps(from, at, 4);
}

static inline __m256i add_halves(__m256i whole, __m256 rest) {
  const __m256 is_half = _mm256_cmp_ps(rest, _mm256_set1_ps(0.5f), _CMP_GE_OQ);
  return _mm256_sub_epi32(whole, _mm256_castps_si256(is_half));
}

#define EDGE_NAME         edge_softmax_s8__avx2
#define EDGE_LANES        8
#define EDGE_INTEGERS     __m256i
#define EDGE_FLOATS       __m256
#define EDGE_V(f)         _mm256_##f
#define EDGE_LOAD(at)     _mm256_loadu_si256((const __m256i *)(const void *)(at))
#define EDGE_STORE(at, v) _mm256_storeu_si256((__m256i *)(void *)(at), v)
#define EDGE_AND(a, b)    _mm256_and_si256(a, b)
#define EDGE_OR(a, b)     _mm256_or_si256(a, b)
#include "softmax_s8_rows_template.h"

#pragma clang attribute pop
#endif

/* conv2d_u8 and conv2d_f32_s8 for AVX2: the portable sources once more, with products in vectors of 256 bits. */
#include "edge_conv2d_s8.h"
#include "edge_dynamic.h"
#include "edge_kernel_functions.h"

size_t edge_conv2d_u8__avx2_scratch(const void *parameters) {
  return edge_conv2d_u8__portable_wide_scratch(parameters);
}

size_t edge_conv2d_u8__avx2_packed(const void *parameters) {
  return edge_conv2d_u8__portable_wide_packed(parameters);
}

void edge_conv2d_u8__avx2_pack(const void *parameters, const void *from, void *packed) {
  edge_conv2d_u8__portable_wide_pack(parameters, from, packed);
}

size_t edge_conv2d_f32_s8__avx2_scratch(const void *parameters) {
  return edge_conv2d_f32_s8__portable_scratch(parameters);
}

size_t edge_conv2d_f32_s8__avx2_packed(const void *parameters) {
  return edge_conv2d_f32_s8__portable_packed(parameters);
}

void edge_conv2d_f32_s8__avx2_pack(const void *parameters, const void *from, void *packed) {
  edge_conv2d_f32_s8__portable_pack(parameters, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define EDGE_RUN_FUNCTIONS_ONLY
#define EDGE_HAS_MULTIPLY

#define EDGE_NAME(x)                 conv2d_f32_s8_portable_##x
#define EDGE_WEIGHT                  int8_t
#define EDGE_WEIGHTS(at)             _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(at)))
#define edge_conv2d_f32_s8__portable edge_conv2d_f32_s8__avx2
#include "conv2d_wide_256_template.h"
#undef EDGE_NAME
#undef EDGE_WEIGHT
#undef EDGE_WEIGHTS
#include "conv2d_f32_s8_portable.c"

#define EDGE_NAME(x)                  conv2d_u8_portable_wide_##x
#define EDGE_WEIGHT                   int16_t
#define EDGE_WEIGHTS(at)              _mm256_loadu_si256((const __m256i *)(const void *)(at))
#define edge_conv2d_u8__portable_wide edge_conv2d_u8__avx2
#include "conv2d_wide_256_template.h"
#undef EDGE_NAME
#undef EDGE_WEIGHT
#undef EDGE_WEIGHTS
#include "conv2d_u8_portable_wide.c"
#pragma clang attribute pop
#endif

/* conv2d_s8 for AVX2.
 *
 * The input is copied as int16, less its zero point, of which two at a time are multiplied with the weights of eight
 * channels. Multiplying bytes would save half the work, but the instruction that does saturates sums of two products.
 */
#include "edge_conv2d_s8_windows.h"

static const edge_lanes lanes = {.lanes = 8, .group = 2, .element_bytes = 2, .sums = 0};

size_t edge_conv2d_s8__avx2_scratch(const void *parameters) {
  return edge_windows_scratch((const edge_conv2d_s8 *)parameters, lanes);
}

size_t edge_conv2d_s8__avx2_packed(const void *parameters) {
  return edge_windows_packed((const edge_conv2d_s8 *)parameters, lanes);
}

void edge_conv2d_s8__avx2_pack(const void *parameters, const void *from, void *packed) {
  edge_windows_pack((const edge_conv2d_s8 *)parameters, lanes, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define EDGE_ELEMENT                 int16_t
#define EDGE_GROUP                   2
#define EDGE_WEIGHTS(at)             _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(at)))
#define EDGE_MULTIPLY(sum, a, w)     _mm256_add_epi32(sum, _mm256_madd_epi16(a, w))
#define EDGE_START(w, channel, bias) (bias)
#include "conv2d_s8_blocks_256_template.h"

#define EDGE_CONV                          edge_conv2d_s8__avx2
#define EDGE_LANES                         lanes
#define EDGE_BORDER(zero_point)            0
#define EDGE_COPY(to, from, n, zero_point) copy_widened(to, from, n, zero_point)
#include "conv2d_s8_windows_template.h"

#pragma clang attribute pop
#endif

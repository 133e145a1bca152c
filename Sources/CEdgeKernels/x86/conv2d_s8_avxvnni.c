/* conv2d_s8 for AVX-VNNI: processors with the byte products of AVX-512 VNNI, but in 256-bit
 * registers.
 *
 * The input is copied as unsigned bytes (value + 128), of which four at a time are multiplied with the weights of eight
 * channels: sum((q - z) * w) = sum((q + 128) * w) - (z + 128) * sum(w). The border holds the zero point, so it cancels
 * too.
 */
#include "edge_conv2d_s8_windows.h"

static const edge_lanes lanes = {.lanes = 8, .group = 4, .element_bytes = 1, .sums = 1};

size_t edge_conv2d_s8__avxvnni_scratch(const void *parameters) {
  return edge_windows_scratch((const edge_conv2d_s8 *)parameters, lanes);
}

size_t edge_conv2d_s8__avxvnni_packed(const void *parameters) {
  return edge_windows_packed((const edge_conv2d_s8 *)parameters, lanes);
}

void edge_conv2d_s8__avxvnni_pack(const void *parameters, const void *from, void *packed) {
  edge_windows_pack((const edge_conv2d_s8 *)parameters, lanes, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,avxvnni"))), apply_to = function)

static inline void copy_flipped(uint8_t *to, const int8_t *from, size_t n) {
  for (size_t i = 0; i < n; i++)
    to[i] = (uint8_t)from[i] ^ 0x80;
}

static inline __m256i start_of_sums(const edge_windows *w, int32_t channel, __m256i bias) {
  const __m256i sums = _mm256_loadu_si256((const __m256i *)(const void *)(w->sums + channel));
  return _mm256_sub_epi32(bias, _mm256_mullo_epi32(sums, _mm256_set1_epi32(w->p->input_zero_point + 128)));
}

#define EDGE_ELEMENT                 uint8_t
#define EDGE_GROUP                   4
#define EDGE_WEIGHTS(at)             _mm256_loadu_si256((const __m256i *)(const void *)(at))
#define EDGE_MULTIPLY(sum, a, w)     _mm256_dpbusd_avx_epi32(sum, a, w)
#define EDGE_START(w, channel, bias) start_of_sums(w, channel, bias)
#include "conv2d_s8_blocks_256_template.h"

#define EDGE_CONV                          edge_conv2d_s8__avxvnni
#define EDGE_LANES                         lanes
#define EDGE_BORDER(zero_point)            (uint8_t)((zero_point) + 128)
#define EDGE_COPY(to, from, n, zero_point) copy_flipped(to, from, n)
#include "conv2d_s8_windows_template.h"

#pragma clang attribute pop
#endif

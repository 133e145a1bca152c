/* conv2d_s8 for AVX-512 with VNNI and VBMI.
 *
 * The input is copied as unsigned bytes (value + 128), of which four at a time are multiplied with the weights of 16
 * channels: sum((q - z) * w) = sum((q + 128) * w) - (z + 128) * sum(w). The border holds the zero point, so it cancels
 * too.
 */
#include "edge_conv2d_s8_windows.h"

enum { LANES = 16 };

static const edge_lanes lanes = {.lanes = LANES, .group = 4, .element_bytes = 1, .sums = 1};

size_t edge_conv2d_s8__avx512vnni_scratch(const void *parameters) {
  return edge_windows_scratch((const edge_conv2d_s8 *)parameters, lanes);
}

size_t edge_conv2d_s8__avx512vnni_packed(const void *parameters) {
  return edge_windows_packed((const edge_conv2d_s8 *)parameters, lanes);
}

void edge_conv2d_s8__avx512vnni_pack(const void *parameters, const void *from, void *packed) {
  edge_windows_pack((const edge_conv2d_s8 *)parameters, lanes, from, packed);
}

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,avx512vbmi"))),               \
                             apply_to = function)

/* Copies n bytes with the top bit flipped: int8 to unsigned bytes 128 higher. */
static inline void copy_flipped(uint8_t *to, const int8_t *from, size_t n) {
  const __m512i flip = _mm512_set1_epi8((char)0x80);
  size_t i = 0;
  for (; i + 64 <= n; i += 64)
    _mm512_storeu_si512(to + i, _mm512_xor_si512(_mm512_loadu_si512(from + i), flip));
  if (i < n) {
    const __mmask64 mask = _cvtu64_mask64(~UINT64_C(0) >> (64 - (n - i)));
    _mm512_mask_storeu_epi8(to + i, mask, _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, from + i), flip));
  }
}

#include "edge_x86_512.h"

#define EDGE_UNROLL _Pragma("clang loop unroll(full)")

/* One block: PIXELS pixels, BLOCKS times 16 channels. `windows` are byte offsets of the pixels' windows; only `count`
 * pixels are stored. */
#define EDGE_DEFINE_BLOCK(PIXELS, BLOCKS)                                                                              \
  static void block_##PIXELS##x##BLOCKS(const edge_windows *j, const size_t *windows, int32_t channel,                 \
                                        uint8_t *output, int32_t count) {                                              \
    const edge_conv2d_s8 *p = j->p;                                                                                    \
    const size_t block_bytes = j->block_bytes;                                                                         \
    const int8_t *weights = j->weights + (size_t)(channel / LANES) * block_bytes;                                      \
    const __m512i correction = _mm512_set1_epi32(p->input_zero_point + 128);                                           \
    __m512i sums[PIXELS][BLOCKS];                                                                                      \
    EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                     \
      const int32_t c = channel + n * LANES;                                                                           \
      const int32_t left = edge_min(p->output_channels - c, LANES);                                                    \
      const __mmask16 mask = (__mmask16)((1u << left) - 1);                                                            \
      const __m512i start = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(mask, j->bias + c),                              \
                                             _mm512_mullo_epi32(_mm512_loadu_si512(j->sums + c), correction));         \
      EDGE_UNROLL for (int i = 0; i < PIXELS; i++) sums[i][n] = start;                                                 \
    }                                                                                                                  \
    for (int32_t s = 0; s < j->segments; s++) {                                                                        \
      const uint8_t *base = (const uint8_t *)j->image + j->offsets[s];                                                 \
      for (int32_t q = 0; q < j->groups; q++) {                                                                        \
        __m512i w[BLOCKS];                                                                                             \
        EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) w[n] = _mm512_loadu_si512(weights + (size_t)n * block_bytes);     \
        EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {                                                                 \
          int32_t quad;                                                                                                \
          __builtin_memcpy(&quad, base + windows[i] + (size_t)q * 4, 4);                                               \
          const __m512i a = _mm512_set1_epi32(quad);                                                                   \
          EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) sums[i][n] = _mm512_dpbusd_epi32(sums[i][n], a, w[n]);          \
        }                                                                                                              \
        weights += 64;                                                                                                 \
      }                                                                                                                \
    }                                                                                                                  \
    if (p->requantization == EDGE_REQUANTIZE_FLOAT) {                                                                  \
      const __m512 low = _mm512_set1_ps((float)(p->output_min - p->output_zero_point));                                \
      const __m512 high = _mm512_set1_ps((float)(p->output_max - p->output_zero_point));                               \
      const __m512i zero_point = _mm512_set1_epi32(p->output_zero_point);                                              \
      __m512 scales[BLOCKS];                                                                                           \
      EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                   \
        const int32_t c = channel + n * LANES;                                                                         \
        const __mmask16 mask = (__mmask16)((1u << edge_min(p->output_channels - c, LANES)) - 1);                       \
        scales[n] = _mm512_maskz_loadu_ps(mask, (const float *)j->requant + c);                                        \
      }                                                                                                                \
      const int32_t bytes = edge_min(p->output_channels - channel, BLOCKS * LANES);                                    \
      const __mmask64 mask = _cvtu64_mask64(~UINT64_C(0) >> (64 - bytes));                                             \
      EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {                                                                   \
        __m512i result = _mm512_setzero_si512();                                                                       \
        EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                 \
          const __m128i part =                                                                                         \
              _mm512_cvtepi32_epi8(edge_requantize_512(sums[i][n], scales[n], low, high, zero_point));                 \
          result = n == 0   ? _mm512_inserti32x4(result, part, 0)                                                      \
                   : n == 1 ? _mm512_inserti32x4(result, part, 1)                                                      \
                   : n == 2 ? _mm512_inserti32x4(result, part, 2)                                                      \
                            : _mm512_inserti32x4(result, part, 3);                                                     \
        }                                                                                                              \
        if (p->has_table)                                                                                              \
          result = edge_look_up_512(result, j->table);                                                                 \
        if (i < count)                                                                                                 \
          _mm512_mask_storeu_epi8(output + (size_t)i * (size_t)p->output_pixel_step + (size_t)channel, mask, result);  \
      }                                                                                                                \
      return;                                                                                                          \
    }                                                                                                                  \
    /* Accumulators are indexed by constants only: any other index would keep them out of registers. */                \
    int32_t values[PIXELS][BLOCKS * LANES];                                                                            \
    EDGE_UNROLL for (int i = 0; i < PIXELS; i++) EDGE_UNROLL for (int n = 0; n < BLOCKS; n++)                          \
        _mm512_storeu_si512(values[i] + n * LANES, sums[i][n]);                                                        \
    const int32_t channels = edge_min(p->output_channels - channel, BLOCKS * LANES);                                   \
    for (int32_t i = 0; i < count; i++)                                                                                \
      for (int32_t c = 0; c < channels; c++) {                                                                         \
        const uint8_t v = (uint8_t)edge_requantize(values[i][c], p->requantization, j->requant, channel + c,           \
                                                   p->output_zero_point, p->output_min, p->output_max);                \
        output[(size_t)i * (size_t)p->output_pixel_step + (size_t)(channel + c)] = p->has_table ? j->table[v] : v;     \
      }                                                                                                                \
  }

EDGE_DEFINE_BLOCK(12, 1)
EDGE_DEFINE_BLOCK(12, 2)
EDGE_DEFINE_BLOCK(6, 4)
/* Fully connected layers, and the last maps of classifiers, have rows of one pixel. */
EDGE_DEFINE_BLOCK(1, 1)
EDGE_DEFINE_BLOCK(1, 2)
EDGE_DEFINE_BLOCK(1, 4)

#define EDGE_CONV                          edge_conv2d_s8__avx512vnni
#define EDGE_LANES                         lanes
#define EDGE_ELEMENT                       uint8_t
#define EDGE_BORDER(zero_point)            (uint8_t)((zero_point) + 128)
#define EDGE_COPY(to, from, n, zero_point) copy_flipped(to, from, n)
#define EDGE_TAKE(left)                    ((left) >= 4 ? 4 : (left) >= 2 ? 2 : 1)
#define EDGE_RUN_TAKEN(taken, RUN)                                                                                     \
  if (taken == 4 && width == 1) {                                                                                      \
    RUN(1, 4)                                                                                                          \
  } else if (taken == 2 && width == 1) {                                                                               \
    RUN(1, 2)                                                                                                          \
  } else if (width == 1) {                                                                                             \
    RUN(1, 1)                                                                                                          \
  } else if (taken == 4) {                                                                                             \
    RUN(6, 4)                                                                                                          \
  } else if (taken == 2) {                                                                                             \
    RUN(12, 2)                                                                                                         \
  } else {                                                                                                             \
    RUN(12, 1)                                                                                                         \
  }
#include "conv2d_s8_windows_template.h"

#pragma clang attribute pop
#endif

/* Blocks of pixels and channels in 256-bit registers, eight channels each. The including file defines
 *
 *   EDGE_ELEMENT                type of the copied input
 *   EDGE_GROUP                  elements of a group; they fill 32 bits
 *   EDGE_WEIGHTS(at)            the weights of eight channels for one group
 *   EDGE_MULTIPLY(sum, a, w)    sum plus the products of a group, broadcast, with the weights
 *   EDGE_START(w, channel, bias)  where the sums of eight channels start
 */

#include "edge_x86_256.h"

#define EDGE_UNROLL _Pragma("clang loop unroll(full)")

/* All ones in the first `count` of eight lanes. */
static inline __m256i lane_mask(int32_t count) {
  const __m256i order = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), order);
}

/* One block: PIXELS pixels, BLOCKS (1 or 2) times eight channels. `windows` are the pixels' windows, in elements; only
 * `count` pixels are stored. */
#define EDGE_DEFINE_BLOCK(PIXELS, BLOCKS)                                                                              \
  static void block_##PIXELS##x##BLOCKS(const edge_windows *j, const size_t *windows, int32_t channel,                 \
                                        uint8_t *output, int32_t count) {                                              \
    const edge_conv2d_s8 *p = j->p;                                                                                    \
    const size_t block_bytes = j->block_bytes;                                                                         \
    const int8_t *weights = j->weights + (size_t)(channel / 8) * block_bytes;                                          \
    __m256i sums[PIXELS][BLOCKS];                                                                                      \
    EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                     \
      const int32_t c = channel + 8 * n;                                                                               \
      const __m256i bias = _mm256_maskload_epi32(j->bias + c, lane_mask(p->output_channels - c));                      \
      const __m256i start = EDGE_START(j, c, bias);                                                                    \
      EDGE_UNROLL for (int i = 0; i < PIXELS; i++) sums[i][n] = start;                                                 \
    }                                                                                                                  \
    for (int32_t s = 0; s < j->segments; s++) {                                                                        \
      const EDGE_ELEMENT *base = (const EDGE_ELEMENT *)j->image + j->offsets[s];                                       \
      const EDGE_ELEMENT *at[PIXELS];                                                                                  \
      EDGE_UNROLL for (int i = 0; i < PIXELS; i++) at[i] = base + windows[i];                                          \
      for (ptrdiff_t k = 0; k < (ptrdiff_t)j->groups * EDGE_GROUP; k += EDGE_GROUP) {                                  \
        __m256i w[BLOCKS];                                                                                             \
        EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) w[n] = EDGE_WEIGHTS(weights + (size_t)n * block_bytes);           \
        EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {                                                                 \
          int32_t group;                                                                                               \
          __builtin_memcpy(&group, at[i] + k, 4);                                                                      \
          const __m256i a = _mm256_set1_epi32(group);                                                                  \
          EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) sums[i][n] = EDGE_MULTIPLY(sums[i][n], a, w[n]);                \
        }                                                                                                              \
        weights += 8 * EDGE_GROUP;                                                                                     \
      }                                                                                                                \
    }                                                                                                                  \
    const int32_t channels = edge_min(p->output_channels - channel, 8 * BLOCKS);                                       \
    const uint8_t *table = p->has_table ? j->table : NULL;                                                             \
    if (p->requantization == EDGE_REQUANTIZE_FLOAT) {                                                                  \
      const __m256 low = _mm256_set1_ps((float)(p->output_min - p->output_zero_point));                                \
      const __m256 high = _mm256_set1_ps((float)(p->output_max - p->output_zero_point));                               \
      const __m256i zero_point = _mm256_set1_epi32(p->output_zero_point);                                              \
      __m256 scales[BLOCKS];                                                                                           \
      EDGE_UNROLL for (int n = 0; n < BLOCKS; n++) {                                                                   \
        const int32_t c = channel + 8 * n;                                                                             \
        scales[n] = _mm256_maskload_ps((const float *)j->requant + c, lane_mask(p->output_channels - c));              \
      }                                                                                                                \
      EDGE_UNROLL for (int i = 0; i < PIXELS; i++) {                                                                   \
        const __m256i first = edge_requantize_256(sums[i][0], scales[0], low, high, zero_point);                       \
        const __m256i last =                                                                                           \
            BLOCKS == 1 ? first : edge_requantize_256(sums[i][BLOCKS - 1], scales[BLOCKS - 1], low, high, zero_point); \
        if (i < count)                                                                                                 \
          edge_store_bytes_256(output + (size_t)i * (size_t)p->output_pixel_step + (size_t)channel,                    \
                               edge_low_bytes_256(_mm256_permute4x64_epi64(_mm256_packs_epi32(first, last), 0xD8)),    \
                               channels, table);                                                                       \
      }                                                                                                                \
      return;                                                                                                          \
    }                                                                                                                  \
    /* Accumulators are indexed by constants only: any other index would keep them out of registers. */                \
    int32_t values[PIXELS][BLOCKS * 8];                                                                                \
    EDGE_UNROLL for (int i = 0; i < PIXELS; i++) EDGE_UNROLL for (int n = 0; n < BLOCKS; n++)                          \
        _mm256_storeu_si256((__m256i *)(void *)(values[i] + 8 * n), sums[i][n]);                                       \
    for (int32_t i = 0; i < count; i++)                                                                                \
      for (int32_t c = 0; c < channels; c++) {                                                                         \
        const uint8_t v = (uint8_t)edge_requantize(values[i][c], p->requantization, j->requant, channel + c,           \
                                                   p->output_zero_point, p->output_min, p->output_max);                \
        output[(size_t)i * (size_t)p->output_pixel_step + (size_t)(channel + c)] = table ? table[v] : v;               \
      }                                                                                                                \
  }

/* Thirteen to fifteen of the sixteen registers hold sums, weights and a group. */
EDGE_DEFINE_BLOCK(6, 2)
EDGE_DEFINE_BLOCK(12, 1)
/* Fully connected layers, and the last maps of classifiers, have rows of one pixel. */
EDGE_DEFINE_BLOCK(1, 1)
EDGE_DEFINE_BLOCK(1, 2)

#define EDGE_TAKE(left) ((left) >= 2 ? 2 : 1)
#define EDGE_RUN_TAKEN(taken, RUN)                                                                                     \
  if (taken == 2 && width == 1) {                                                                                      \
    RUN(1, 2)                                                                                                          \
  } else if (width == 1) {                                                                                             \
    RUN(1, 1)                                                                                                          \
  } else if (taken == 2) {                                                                                             \
    RUN(6, 2)                                                                                                          \
  } else {                                                                                                             \
    RUN(12, 1)                                                                                                         \
  }

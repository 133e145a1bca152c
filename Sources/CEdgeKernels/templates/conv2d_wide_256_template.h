/* The products of conv2d_8_template.h in vectors of 256 bits: two channels of four pixels at a time, of whose patches
 * and weights 16 values are multiplied at once. The including file defines EDGE_NAME(x), EDGE_WEIGHT and
 * EDGE_WEIGHTS(at), 16 packed weights as int16. */
static inline int32_t EDGE_NAME(total)(__m256i v) {
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
  return _mm_cvtsi128_si32(sum);
}

/* accumulators: four rows of `channels` values. */
static void EDGE_NAME(multiply)(const int16_t *patches, int32_t depth, const EDGE_WEIGHT *weights, const int32_t *bias,
                                int32_t zero, int32_t channels, int32_t *accumulators) {
  (void)zero;
  for (int32_t c = 0; c < channels; c += 2) {
    const int32_t next = edge_min(c + 1, channels - 1);
    const EDGE_WEIGHT *w0 = weights + (ptrdiff_t)c * depth, *w1 = weights + (ptrdiff_t)next * depth;
    __m256i s[4][2];
    for (int32_t i = 0; i < 4; i++)
      s[i][0] = s[i][1] = _mm256_setzero_si256();
    for (int32_t k = 0; k < depth; k += 16) {
      const __m256i v0 = EDGE_WEIGHTS(w0 + k), v1 = EDGE_WEIGHTS(w1 + k);
      for (int32_t i = 0; i < 4; i++) {
        const __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)(patches + (ptrdiff_t)i * depth + k));
        s[i][0] = _mm256_add_epi32(s[i][0], _mm256_madd_epi16(a, v0));
        s[i][1] = _mm256_add_epi32(s[i][1], _mm256_madd_epi16(a, v1));
      }
    }
    for (int32_t i = 0; i < 4; i++) {
      accumulators[i * channels + c] = EDGE_NAME(total)(s[i][0]) + bias[c];
      accumulators[i * channels + next] = EDGE_NAME(total)(s[i][1]) + bias[next];
    }
  }
}

/* lookup_8 for AVX-512 with VBMI. */
#include "edge_kernel_functions.h"

#if defined(__x86_64__) && defined(__clang__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi"))), apply_to = function)
#include "edge_x86_512.h"

void edge_lookup_8__avx512vnni(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const int32_t count = ((const edge_lookup_8 *)parameters)->count;
  const uint8_t *input = (const uint8_t *)operands[0];
  const uint8_t *table = (const uint8_t *)operands[1];
  uint8_t *output = (uint8_t *)operands[2];
  int32_t i = 0;
  for (; i + 64 <= count; i += 64)
    _mm512_storeu_si512(output + i, edge_look_up_512(_mm512_loadu_si512(input + i), table));
  for (; i < count; i++)
    output[i] = table[input[i]];
}

#pragma clang attribute pop
#endif

/* lookup_8 for processors with Arm's DSP instructions, which have none for tables. Each byte takes three instructions
 * whatever is done; loading eight before the first is used lets them follow one another without waiting. */
#include "edge_kernel_functions.h"

#if EDGE_HAS_DSP
void edge_lookup_8__dsp(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const uint8_t *input = (const uint8_t *)operands[0];
  const uint8_t *table = (const uint8_t *)operands[1];
  uint8_t *output = (uint8_t *)operands[2];
  const int32_t count = ((const edge_lookup_8 *)parameters)->count, left = count % 8;
  const uint8_t *end = input + (count - left);
  while (input != end) {
    const uint8_t v0 = table[input[0]], v1 = table[input[1]], v2 = table[input[2]], v3 = table[input[3]];
    const uint8_t v4 = table[input[4]], v5 = table[input[5]], v6 = table[input[6]], v7 = table[input[7]];
    output[0] = v0;
    output[1] = v1;
    output[2] = v2;
    output[3] = v3;
    output[4] = v4;
    output[5] = v5;
    output[6] = v6;
    output[7] = v7;
    input += 8;
    output += 8;
  }
  for (int32_t i = 0; i < left; i++)
    output[i] = table[input[i]];
}
#endif

/* max_pool_8 for Arm's DSP instructions, four values at a time: the difference sets flags by which bytes are selected.
 */
#include "edge_dsp.h"

size_t edge_max_pool_8__dsp_scratch(const void *parameters) {
  const edge_max_pool_8 *p = (const edge_max_pool_8 *)parameters;
  return (size_t)p->input_width * (size_t)p->channels;
}

#if EDGE_HAS_DSP
#define EDGE_NAME(x) max_pool_8_dsp_##x

static inline void max_pool_8_dsp_larger(uint8_t *to, const uint8_t *from, int32_t n, int is_signed) {
  /* The top bit turned, signed bytes are in the order of unsigned ones. */
  const uint8_t turned = is_signed ? 0x80 : 0;
  int32_t i = 0;
  /* Compilers do not know that one instruction leaves flags for the other. */
#define EDGE_SELECT_LARGER(subtraction)                                                                                \
  for (; i + 4 <= n; i += 4) {                                                                                         \
    uint32_t larger;                                                                                                   \
    __asm__(subtraction " %0, %1, %2\n\tsel %0, %1, %2"                                                                \
            : "=&r"(larger)                                                                                            \
            : "r"(edge_dsp_load(to + i)), "r"(edge_dsp_load(from + i))                                                 \
            : "cc");                                                                                                   \
    edge_dsp_keep(to + i, larger);                                                                                     \
  }
  if (is_signed)
    EDGE_SELECT_LARGER("ssub8")
  else
    EDGE_SELECT_LARGER("usub8")
#undef EDGE_SELECT_LARGER
  for (; i < n; i++)
    to[i] = (from[i] ^ turned) > (to[i] ^ turned) ? from[i] : to[i];
}

#include "edge_max_pool_8_rows.h"

void edge_max_pool_8__dsp(const void *parameters, void *const *operands, void *scratch) {
  max_pool_8_dsp_run((const edge_max_pool_8 *)parameters, (const uint8_t *)operands[0], (uint8_t *)operands[1],
                     (uint8_t *)scratch);
}
#endif

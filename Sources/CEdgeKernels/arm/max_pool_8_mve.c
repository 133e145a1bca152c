/* max_pool_8 for Helium, sixteen values at a time. */
#include "edge_mve.h"

size_t edge_max_pool_8__mve_scratch(const void *parameters) {
  const edge_max_pool_8 *p = (const edge_max_pool_8 *)parameters;
  return (size_t)p->input_width * (size_t)p->channels;
}

#if EDGE_HAS_MVE
#define EDGE_NAME(x) max_pool_8_mve_##x

static inline void max_pool_8_mve_larger(uint8_t *to, const uint8_t *from, int32_t n, int is_signed) {
  if (is_signed) {
    for (int32_t i = 0; i < n; i += 16) {
      const mve_pred16_t p = vctp8q((uint32_t)(n - i));
      int8_t *place = (int8_t *)to + i;
      vstrbq_p_s8(place, vmaxq_s8(vldrbq_z_s8(place, p), vldrbq_z_s8((const int8_t *)from + i, p)), p);
    }
  } else {
    for (int32_t i = 0; i < n; i += 16) {
      const mve_pred16_t p = vctp8q((uint32_t)(n - i));
      vstrbq_p_u8(to + i, vmaxq_u8(vldrbq_z_u8(to + i, p), vldrbq_z_u8(from + i, p)), p);
    }
  }
}

#include "edge_max_pool_8_rows.h"

void edge_max_pool_8__mve(const void *parameters, void *const *operands, void *scratch) {
  max_pool_8_mve_run((const edge_max_pool_8 *)parameters, (const uint8_t *)operands[0], (uint8_t *)operands[1],
                     (uint8_t *)scratch);
}
#endif

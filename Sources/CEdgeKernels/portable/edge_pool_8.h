/* What pooling of bytes shares on microcontrollers. */
#ifndef EDGE_POOL_8_H
#define EDGE_POOL_8_H

#include "edge_requantize.h"

/* Clamps n bytes, unless all values are allowed. */
static inline void edge_pool_8_clamp(uint8_t *output, int32_t n, int32_t is_signed, int32_t low, int32_t high) {
  const int32_t lowest = is_signed ? -128 : 0;
  if (low > lowest || high < lowest + 255)
    for (int32_t c = 0; c < n; c++) {
      const int32_t v = is_signed ? (int8_t)output[c] : output[c];
      output[c] = (uint8_t)edge_min(edge_max(v, low), high);
    }
}

#endif

/* What kernels for Helium share: rows of bytes, and the roundings of edge_requantize.h on four values at a time. */
#ifndef EDGE_MVE_H
#define EDGE_MVE_H

#include "edge_kernel_functions.h"
#include "edge_requantize.h"

#if EDGE_HAS_MVE
#include <arm_mve.h>

/* Sixteen bytes from an address that is a multiple of 4. */
static inline int8x16_t edge_mve_load_words(const int8_t *from) {
  return vreinterpretq_s8_s32(vldrwq_s32((const int32_t *)(const void *)from));
}

/* Replaces n bytes by their entries of a table of 256; input and output may be the same. */
static inline void edge_mve_look_up(uint8_t *to, const uint8_t *from, const uint8_t *table, int32_t n) {
  for (int32_t i = 0; i < n; i += 16) {
    const mve_pred16_t p = vctp8q((uint32_t)(n - i));
    vstrbq_p_u8(to + i, vldrbq_gather_offset_z_u8(table, vldrbq_z_u8(from + i, p), p), p);
  }
}

/* edge_mbqm. Adding -1 to negative values makes the shift's ties, which go towards +infinity, go away from zero. */
static inline int32x4_t edge_mve_mbqm(int32x4_t x, int32x4_t multiplier, int32x4_t exponent) {
  const int32x4_t zero = vdupq_n_s32(0);
  const int32x4_t right = vminq_s32(exponent, zero);
  const int32x4_t v = vqrdmulhq_s32(vshlq_s32(x, vmaxq_s32(exponent, zero)), multiplier);
  return vrshlq_s32(vqaddq_s32(v, vshrq_n_s32(vandq_s32(v, right), 31)), right);
}

/* edge_mbqm_up. */
static inline int32x4_t edge_mve_mbqm_up(int32x4_t x, int32x4_t multiplier, int32x4_t exponent) {
  const int32x4_t zero = vdupq_n_s32(0);
  const int32x4_t v = vqrdmulhq_s32(vshlq_s32(x, vmaxq_s32(exponent, zero)), multiplier);
  return vrshlq_s32(v, vminq_s32(exponent, zero));
}

/* edge_requantize_float without the zero point; NaN does not occur. */
static inline int32x4_t edge_mve_requantize_float(int32x4_t accumulators, float32x4_t scales, float low, float high) {
  const float32x4_t v = vmulq_f32(vcvtq_f32_s32(accumulators), scales);
  return vcvtnq_s32_f32(vminnmq_f32(vmaxnmq_f32(v, vdupq_n_f32(low)), vdupq_n_f32(high)));
}

/* Requantizes a pixel's n accumulators, of the channels from `channel` on, by any of the rules. */
static inline void edge_mve_store(uint8_t *output, const int32_t *accumulators, int32_t n, int32_t rule,
                                  const void *requant, int32_t channel, int32_t zero_point, int32_t low, int32_t high) {
  if (rule == EDGE_REQUANTIZE_FLOAT) {
    const float *scales = (const float *)requant + channel;
    const float low_distance = (float)(low - zero_point), high_distance = (float)(high - zero_point);
    for (int32_t c = 0; c < n; c += 4) {
      const mve_pred16_t p = vctp32q((uint32_t)(n - c));
      const int32x4_t v = edge_mve_requantize_float(vldrwq_z_s32(accumulators + c, p), vldrwq_z_f32(scales + c, p),
                                                    low_distance, high_distance);
      vstrbq_p_s32((int8_t *)output + c, vaddq_n_s32(v, zero_point), p);
    }
  } else if (rule == EDGE_REQUANTIZE_DOUBLE_RHA) {
    for (int32_t c = 0; c < n; c++)
      output[c] = (uint8_t)edge_requantize(accumulators[c], rule, requant, channel + c, zero_point, low, high);
  } else {
    const int32_t *pairs = (const int32_t *)requant + 2 * channel;
    const uint32x4_t even = vmulq_n_u32(vidupq_n_u32(0, 1), 2);
    for (int32_t c = 0; c < n; c += 4) {
      const mve_pred16_t p = vctp32q((uint32_t)(n - c));
      const int32x4_t multipliers = vldrwq_gather_shifted_offset_z_s32(pairs + 2 * c, even, p);
      const int32x4_t exponents = vldrwq_gather_shifted_offset_z_s32(pairs + 2 * c + 1, even, p);
      const int32x4_t x = vldrwq_z_s32(accumulators + c, p);
      const int32x4_t v = rule == EDGE_REQUANTIZE_MBQM ? edge_mve_mbqm(x, multipliers, exponents)
                                                       : edge_mve_mbqm_up(x, multipliers, exponents);
      const int32x4_t shifted = vqaddq_n_s32(v, zero_point);
      vstrbq_p_s32((int8_t *)output + c, vminq_s32(vmaxq_s32(shifted, vdupq_n_s32(low)), vdupq_n_s32(high)), p);
    }
  }
}

#endif
#endif

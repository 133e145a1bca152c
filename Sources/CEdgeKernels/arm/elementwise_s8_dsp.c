/* Elementwise int8 families of two operands for Arm's DSP instructions, four values at a time. Rows that are not
 * contiguous, and scales at which values on the way could outgrow their registers, are left to the portable code.
 * Outputs may be the same memory as an operand of equal shape.
 */
#include "edge_elementwise_s8_dsp.h"

#if EDGE_HAS_DSP

/* The upper byte of each 16 bits; bytes 1 and 3, or with a shift of 8, 0 and 2. */
static inline int32_t upper_bytes(uint32_t word, int shift) {
  return (int32_t)(word << shift & 0xFF00FF00u);
}

/* SMLAW drops 16 bits of a product of 32 by 16 bits, here zeros, as both the byte and its multiplier are moved up by
 * eight. The upper half of a product with a power of two is a shift. */
static inline uint32_t add_four(uint32_t x, uint32_t y, int32_t ma, int32_t mb, int32_t bias, int32_t power,
                                int32_t zero, const edge_dsp_limits *l) {
  const int32_t x02 = upper_bytes(x, 8), x13 = upper_bytes(x, 0), y02 = upper_bytes(y, 8), y13 = upper_bytes(y, 0);
  const int32_t v0 = __smlawb(mb, y02, __smlawb(ma, x02, bias)), v2 = __smlawt(mb, y02, __smlawt(ma, x02, bias));
  const int32_t v1 = __smlawb(mb, y13, __smlawb(ma, x13, bias)), v3 = __smlawt(mb, y13, __smlawt(ma, x13, bias));
  return edge_dsp_pack(edge_dsp_halves(edge_dsp_add_high(zero, v0, power), edge_dsp_add_high(zero, v2, power)),
                       edge_dsp_halves(edge_dsp_add_high(zero, v1, power), edge_dsp_add_high(zero, v3, power)), l);
}

void edge_add_s8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_add_s8 *k = (const edge_add_s8 *)parameters;
  const int32_t most = (1 << 23) - 1;
  if (!EDGE_DSP_IS_CONTIGUOUS(k) || k->shift < 17 || k->shift > 30 ||
      edge_max(k->a_multiplier, -k->a_multiplier) > most || edge_max(k->b_multiplier, -k->b_multiplier) > most) {
    edge_add_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
  const int32_t ma = k->a_multiplier * 256, mb = k->b_multiplier * 256, bias = k->bias;
  const int32_t power = (int32_t)1 << (32 - k->shift), zero = k->output_zero_point + 128;
  const edge_dsp_limits l = edge_dsp_limits_of(k->output_min, k->output_max);
#define EDGE_EACH(x, y) add_four(x, y, ma, mb, bias, power, zero, &l)
  EDGE_FOR_EACH_ROW(k, EDGE_DSP_ROW(EDGE_EACH));
#undef EDGE_EACH
}

/* Products of bytes less their zero points. */
typedef struct products {
  int32_t p0, p1, p2, p3;
} products;

static inline products multiply_four(uint32_t x, uint32_t y, int16x2_t minus_za, int16x2_t minus_zb) {
  const int32_t x02 = (int32_t)__sxtab16(minus_za, (int8x4_t)x), y02 = (int32_t)__sxtab16(minus_zb, (int8x4_t)y);
  const int32_t x13 = (int32_t)__sxtab16(minus_za, edge_dsp_odd_bytes(x));
  const int32_t y13 = (int32_t)__sxtab16(minus_zb, edge_dsp_odd_bytes(y));
  const products p = {edge_dsp_multiply_low(x02, y02), edge_dsp_multiply_low(x13, y13),
                      edge_dsp_multiply_high(x02, y02), edge_dsp_multiply_high(x13, y13)};
  return p;
}

static inline uint32_t requantize_float(products p, float scale, int16x2_t zeros, const edge_dsp_limits *l) {
  const int32_t v0 = edge_round_even((float)p.p0 * scale), v1 = edge_round_even((float)p.p1 * scale);
  const int32_t v2 = edge_round_even((float)p.p2 * scale), v3 = edge_round_even((float)p.p3 * scale);
  return edge_dsp_pack(__sadd16(edge_dsp_halves(v0, v2), zeros), __sadd16(edge_dsp_halves(v1, v3), zeros), l);
}

static inline uint32_t requantize_mbqm(products p, int32_t multiplier, int32_t away, int32_t power, int32_t zero,
                                       const edge_dsp_limits *l) {
  const int32_t v0 = edge_dsp_add_high_rounded(zero, edge_dsp_scaled(2 * p.p0, multiplier, away), power);
  const int32_t v1 = edge_dsp_add_high_rounded(zero, edge_dsp_scaled(2 * p.p1, multiplier, away), power);
  const int32_t v2 = edge_dsp_add_high_rounded(zero, edge_dsp_scaled(2 * p.p2, multiplier, away), power);
  const int32_t v3 = edge_dsp_add_high_rounded(zero, edge_dsp_scaled(2 * p.p3, multiplier, away), power);
  return edge_dsp_pack(edge_dsp_halves(v0, v2), edge_dsp_halves(v1, v3), l);
}

void edge_multiply_s8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_multiply_s8 *k = (const edge_multiply_s8 *)parameters;
  const int is_float = k->requantization == EDGE_REQUANTIZE_FLOAT;
  const float scale = is_float ? *(const float *)operands[2] : 0;
  const int32_t *pair = (const int32_t *)operands[2];
  /* A product has 16 bits and a sign. */
  if (!EDGE_DSP_IS_CONTIGUOUS(k) || k->requantization == EDGE_REQUANTIZE_DOUBLE_RHA ||
      (is_float ? scale >= 0.25f : pair[1] > -2 || pair[1] < -30)) {
    edge_multiply_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[3];
  const int16x2_t minus_za = edge_dsp_halves(-k->a_zero_point, -k->a_zero_point);
  const int16x2_t minus_zb = edge_dsp_halves(-k->b_zero_point, -k->b_zero_point);
  const edge_dsp_limits l = edge_dsp_limits_of(k->output_min, k->output_max);
  const int32_t zero = k->output_zero_point + 128;
  if (is_float) {
    const int16x2_t zeros = edge_dsp_halves(zero, zero);
#define EDGE_EACH(x, y) requantize_float(multiply_four(x, y, minus_za, minus_zb), scale, zeros, &l)
    EDGE_FOR_EACH_ROW(k, EDGE_DSP_ROW(EDGE_EACH));
#undef EDGE_EACH
  } else {
    const int32_t multiplier = pair[0], power = (int32_t)1 << (32 + pair[1]);
    const int32_t away = k->requantization == EDGE_REQUANTIZE_MBQM;
#define EDGE_EACH(x, y) requantize_mbqm(multiply_four(x, y, minus_za, minus_zb), multiplier, away, power, zero, &l)
    EDGE_FOR_EACH_ROW(k, EDGE_DSP_ROW(EDGE_EACH));
#undef EDGE_EACH
  }
}

/* The difference sets flags by which bytes are selected; compilers do not know that one instruction leaves them for the
 * other. */
static inline uint32_t larger(uint32_t x, uint32_t y) {
  uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %1, %2" : "=&r"(result) : "r"(x), "r"(y) : "cc");
  return result;
}
static inline uint32_t smaller(uint32_t x, uint32_t y) {
  uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %2, %1" : "=&r"(result) : "r"(x), "r"(y) : "cc");
  return result;
}

void edge_select_s8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_select_s8 *k = (const edge_select_s8 *)parameters;
  if (!EDGE_DSP_IS_CONTIGUOUS(k)) {
    edge_select_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
  if (k->is_minimum)
    EDGE_FOR_EACH_ROW(k, EDGE_DSP_ROW(smaller));
  else
    EDGE_FOR_EACH_ROW(k, EDGE_DSP_ROW(larger));
}
#endif

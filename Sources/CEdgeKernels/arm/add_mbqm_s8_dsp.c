/* add_mbqm_s8 for Arm's DSP instructions, four values at a time. Rows that are not contiguous, and exponents that no
 * file leads to, are left to the portable code. Outputs may be the same memory as an operand of equal shape. */
#include "edge_elementwise_s8_dsp.h"

#if EDGE_HAS_DSP

/* An operand of add_mbqm_s8: what edge_mbqm makes of it, moved up by 20 bits; `v` is moved up by 21. */
typedef struct operand {
  int32_t multiplier, away, half, shift;
} operand;

static inline operand operand_of(int32_t multiplier, int32_t exponent) {
  const operand o = {multiplier, exponent < 0, exponent < 0 ? 1 << (-exponent - 1) : 0, -exponent};
  return o;
}

static inline int32_t value(int32_t v, const operand *o) {
  return (edge_dsp_scaled(v, o->multiplier, o->away) + o->half) >> o->shift;
}

typedef struct operands_of_four {
  int32_t v0, v1, v2, v3;
} operands_of_four;

static inline operands_of_four four_values(uint32_t word, int16x2_t minus_zero, const operand *o) {
  const uint32_t v02 = (uint32_t)__sxtab16(minus_zero, (int8x4_t)word);
  const uint32_t v13 = (uint32_t)__sxtab16(minus_zero, edge_dsp_odd_bytes(word));
  const operands_of_four v = {value((int32_t)(v02 << 21), o), value((int32_t)(v13 << 21), o),
                              value((int32_t)(v02 << 5 & 0xFFE00000u), o), value((int32_t)(v13 << 5 & 0xFFE00000u), o)};
  return v;
}

/* What becomes of a sum. */
typedef struct result {
  int32_t multiplier, power, zero;
} result;

static inline int32_t result_value(int32_t sum, const result *r) {
  return edge_dsp_add_high_rounded(r->zero, edge_dsp_scaled(2 * sum, r->multiplier, 1), r->power);
}

static inline uint32_t add_four(operands_of_four a, operands_of_four b, int32_t sign, const result *r,
                                const edge_dsp_limits *l) {
  const int32_t v0 = result_value(a.v0 + sign * b.v0, r), v1 = result_value(a.v1 + sign * b.v1, r);
  const int32_t v2 = result_value(a.v2 + sign * b.v2, r), v3 = result_value(a.v3 + sign * b.v3, r);
  return edge_dsp_pack(edge_dsp_halves(v0, v2), edge_dsp_halves(v1, v3), l);
}

void edge_add_mbqm_s8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_add_mbqm_s8 *k = (const edge_add_mbqm_s8 *)parameters;
  if (!EDGE_DSP_IS_CONTIGUOUS(k) || k->left_shift != 20 || k->a_exponent > 0 || k->a_exponent < -30 ||
      k->b_exponent > 0 || k->b_exponent < -30 || k->output_exponent > -14 || k->output_exponent < -30) {
    edge_add_mbqm_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
  const int16x2_t minus_za = edge_dsp_halves(-k->a_zero_point, -k->a_zero_point);
  const int16x2_t minus_zb = edge_dsp_halves(-k->b_zero_point, -k->b_zero_point);
  const operand first = operand_of(k->a_multiplier, k->a_exponent), second = operand_of(k->b_multiplier, k->b_exponent);
  const int32_t sign = k->b_sign;
  const result r = {k->output_multiplier, (int32_t)1 << (32 + k->output_exponent), k->output_zero_point + 128};
  const edge_dsp_limits l = edge_dsp_limits_of(k->output_min, k->output_max);
#define EDGE_EACH(x, y) add_four(four_values(x, minus_za, &first), four_values(y, minus_zb, &second), sign, &r, &l)
  EDGE_FOR_EACH_ROW(k, EDGE_DSP_ROW(EDGE_EACH));
#undef EDGE_EACH
}
#endif

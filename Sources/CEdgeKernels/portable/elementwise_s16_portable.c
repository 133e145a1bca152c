/* Elementwise int16 families and conversions, portable. Outputs of the families of two operands may be the same memory
 * as an operand of equal shape. */
#include "edge_broadcast.h"
#include "edge_dynamic.h"
#include "edge_kernel_functions.h"

void edge_multiply_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_multiply_s16 *p = (const edge_multiply_s16 *)parameters;
  const int16_t *a = (const int16_t *)operands[0];
  const int16_t *b = (const int16_t *)operands[1];
  const void *requant = operands[2];
  int16_t *out = (int16_t *)operands[3];
#define EDGE_EXPRESSION(x, y)                                                                                          \
  (int16_t) edge_requantize((x) * (y), p->requantization, requant, 0, 0, p->output_min, p->output_max)
  EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
}

static inline int16_t add_s16(int32_t x, int32_t y, const edge_add_s16 *p) {
  const int32_t left = edge_shift_left(x, p->left_shift), right = edge_shift_left(y, p->left_shift);
  const int32_t a = p->round_once ? edge_round_once(left, p->a_multiplier, p->a_exponent)
                                  : edge_mbqm(left, p->a_multiplier, p->a_exponent);
  const int32_t b = p->round_once ? edge_round_once(right, p->b_multiplier, p->b_exponent)
                                  : edge_mbqm(right, p->b_multiplier, p->b_exponent);
  const int32_t v = edge_mbqm(a + p->b_sign * b, p->output_multiplier, p->output_exponent);
  return (int16_t)edge_min(edge_max(v, p->output_min), p->output_max);
}

void edge_add_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_add_s16 local = *(const edge_add_s16 *)parameters, *p = &local;
  const int16_t *a = (const int16_t *)operands[0];
  const int16_t *b = (const int16_t *)operands[1];
  int16_t *out = (int16_t *)operands[2];
#define EDGE_EXPRESSION(x, y) add_s16(x, y, p)
  EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
}

void edge_quantize_f32_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_quantize_f32_s16 *p = (const edge_quantize_f32_s16 *)parameters;
  const float *input = (const float *)operands[0];
  int16_t *output = (int16_t *)operands[1];
  const float low = (float)(p->output_min - p->zero_point), high = (float)(p->output_max - p->zero_point);
  const float inverse = 1.0f / p->scale;
  for (int32_t i = 0; i < p->count; i++) {
    const int32_t v = p->reciprocal ? edge_round_even(edge_clamp(input[i] * inverse, low, high))
                                    : edge_round_away(edge_clamp(input[i] / p->scale, low, high));
    output[i] = (int16_t)(v + p->zero_point);
  }
}

void edge_rescale_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_rescale_s16 *p = (const edge_rescale_s16 *)parameters;
  const int16_t *input = (const int16_t *)operands[0];
  int16_t *output = (int16_t *)operands[1];
  for (int32_t i = 0; i < p->count; i++)
    output[i] = (int16_t)edge_min(edge_max(edge_mbqm(input[i], p->multiplier, p->exponent), INT16_MIN), INT16_MAX);
}

void edge_dequantize_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_dequantize_s16 *p = (const edge_dequantize_s16 *)parameters;
  const int16_t *input = (const int16_t *)operands[0];
  float *output = (float *)operands[1];
  for (int32_t i = 0; i < p->count; i++)
    output[i] = (float)(input[i] - p->zero_point) * p->scale;
}

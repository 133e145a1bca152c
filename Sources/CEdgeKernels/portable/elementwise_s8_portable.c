/* Elementwise int8 families of two operands, portable. Outputs may be the same memory as an operand of equal shape. */
#include "edge_broadcast.h"
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

void edge_multiply_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_multiply_s8 *p = (const edge_multiply_s8 *)parameters;
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  const void *requant = operands[2];
  int8_t *out = (int8_t *)operands[3];
  const int32_t za = p->a_zero_point, zb = p->b_zero_point;
  if (p->requantization == EDGE_REQUANTIZE_FLOAT) {
    const float scale = *(const float *)requant;
    const float low = (float)(p->output_min - p->output_zero_point);
    const float high = (float)(p->output_max - p->output_zero_point);
    const int32_t zo = p->output_zero_point;
#define EDGE_EXPRESSION(x, y) (int8_t) edge_requantize_float(((x)-za) * ((y)-zb), scale, low, high, zo)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
  } else {
#define EDGE_EXPRESSION(x, y)                                                                                          \
  (int8_t) edge_requantize(((x)-za) * ((y)-zb), p->requantization, requant, 0, p->output_zero_point, p->output_min,    \
                           p->output_max)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
  }
}

static inline int8_t add_s8(int32_t x, int32_t y, const edge_add_s8 *p) {
  int32_t v = ((p->bias + x * p->a_multiplier + y * p->b_multiplier) >> p->shift) + p->output_zero_point;
  return (int8_t)edge_min(edge_max(v, p->output_min), p->output_max);
}

void edge_add_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_add_s8 local = *(const edge_add_s8 *)parameters, *p = &local;
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
#define EDGE_EXPRESSION(x, y) add_s8(x, y, p)
  EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
}

static inline int8_t add_mbqm_s8(int32_t x, int32_t y, const edge_add_mbqm_s8 *p) {
  int32_t a = edge_mbqm(edge_shift_left(x - p->a_zero_point, p->left_shift), p->a_multiplier, p->a_exponent);
  int32_t b = edge_mbqm(edge_shift_left(y - p->b_zero_point, p->left_shift), p->b_multiplier, p->b_exponent);
  int32_t v = edge_mbqm(a + p->b_sign * b, p->output_multiplier, p->output_exponent) + p->output_zero_point;
  return (int8_t)edge_min(edge_max(v, p->output_min), p->output_max);
}

void edge_add_mbqm_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_add_mbqm_s8 local = *(const edge_add_mbqm_s8 *)parameters, *p = &local;
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
#define EDGE_EXPRESSION(x, y) add_mbqm_s8(x, y, p)
  EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
}

void edge_select_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_select_s8 *p = (const edge_select_s8 *)parameters;
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
#define EDGE_SMALLER(x, y) ((x) < (y) ? (x) : (y))
#define EDGE_LARGER(x, y)  ((x) > (y) ? (x) : (y))
  if (p->is_minimum)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_SMALLER));
  else
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_LARGER));
#undef EDGE_SMALLER
#undef EDGE_LARGER
}

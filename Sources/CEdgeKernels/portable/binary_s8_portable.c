/* Int8 operators of two operands that only LiteRT's own kernels compute, portable. Outputs may be the same memory as an
 * operand of equal shape. */
#include "edge_broadcast.h"
#include "edge_fixed_functions.h"
#include "edge_kernel_functions.h"

static inline int8_t stored(int32_t value, const edge_binary_s8 *p) {
  return (int8_t)edge_min(edge_max(value + p->output_zero_point, p->output_min), p->output_max);
}

static inline int8_t prelu_s8(int32_t x, int32_t y, const edge_binary_s8 *p) {
  x -= p->a_zero_point;
  return stored(x >= 0 ? edge_mbqm(x, p->a_multiplier, p->a_exponent)
                       : edge_mbqm(x * (y - p->b_zero_point), p->b_multiplier, p->b_exponent),
                p);
}

static inline int8_t squared_difference_s8(int32_t x, int32_t y, const edge_binary_s8 *p) {
  const int32_t a = edge_mbqm(edge_shift_left(x - p->a_zero_point, 7), p->a_multiplier, p->a_exponent);
  const int32_t b = edge_mbqm(edge_shift_left(y - p->b_zero_point, 7), p->b_multiplier, p->b_exponent);
  return stored(edge_mbqm((a - b) * (a - b), p->output_multiplier, p->output_exponent), p);
}

/* x / 2^n as LiteRT's kernel computes it on its hosts: for n beyond 31, where its source means nothing, shifts take n
 * modulo 32 and every remainder but the least rounds up. */
static inline int32_t rdiv_beyond(int32_t x, int n) {
  if (n <= 31)
    return edge_rdiv(x, n);
  return (x >> (n & 31)) + (x > (x < 0 ? 0 : -1) ? 1 : 0);
}

/* The quotient by a reciprocal in fixed point. LiteRT does not run where a divisor is 0: here the result is the end of
 * the range on the dividend's side. */
static inline int8_t divide_s8(int32_t x, int32_t y, const edge_binary_s8 *p) {
  x -= p->a_zero_point;
  y -= p->b_zero_point;
  if (y == 0)
    return (int8_t)(x == 0  ? edge_min(edge_max(p->output_zero_point, p->output_min), p->output_max)
                    : x < 0 ? p->output_min
                            : p->output_max);
  if (y < 0) {
    x = -x;
    y = -y;
  }
  const int zeros = edge_leading_zeros((uint32_t)y);
  const int32_t inverse = edge_reciprocal_of_one_plus((int32_t)(((uint32_t)y << zeros) - 0x80000000u));
  const int headroom = edge_leading_zeros((uint32_t)(x < 0 ? ~x : x)) - 1;
  const int shift = p->output_exponent - (31 - zeros) - headroom;
  const int32_t quotient = edge_srdhm(edge_shift_left(x, headroom), inverse);
  const int32_t value = shift <= 0 ? rdiv_beyond(edge_srdhm(quotient, p->output_multiplier), -shift)
                                   : edge_srdhm(edge_shift_left(quotient, shift), p->output_multiplier);
  const int64_t sum = (int64_t)value + p->output_zero_point;
  return (int8_t)(sum < p->output_min ? p->output_min : sum > p->output_max ? p->output_max : sum);
}

void edge_binary_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_binary_s8 local = *(const edge_binary_s8 *)parameters, *p = &local;
  const int8_t *a = (const int8_t *)operands[0];
  const int8_t *b = (const int8_t *)operands[1];
  int8_t *out = (int8_t *)operands[2];
#define EDGE_PRELU(x, y)              prelu_s8(x, y, p)
#define EDGE_SQUARED_DIFFERENCE(x, y) squared_difference_s8(x, y, p)
#define EDGE_QUOTIENT(x, y)           divide_s8(x, y, p)
  if (p->operation == EDGE_BINARY_PRELU)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_PRELU));
  else if (p->operation == EDGE_BINARY_SQUARED_DIFFERENCE)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_SQUARED_DIFFERENCE));
  else
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_QUOTIENT));
#undef EDGE_PRELU
#undef EDGE_SQUARED_DIFFERENCE
#undef EDGE_QUOTIENT
}

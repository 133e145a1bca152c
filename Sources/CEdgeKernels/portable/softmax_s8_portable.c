/* Softmax over int8 rows, portable: float with a table of exponentials, and the reference fixed-point arithmetic. */
#include "edge_fixed_functions.h"
#include "edge_kernel_functions.h"

void edge_softmax_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_softmax_s8 *p = (const edge_softmax_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  const float *exponentials = (const float *)operands[1];
  int8_t *output = (int8_t *)operands[2];
  for (int32_t row = 0; row < p->rows; row++) {
    int32_t largest = -128;
    for (int32_t k = 0; k < p->depth; k++)
      largest = edge_max(largest, input[k]);
    /* The sum is sequential on purpose: its roundings are part of the result. */
    float sum = 0;
    for (int32_t k = 0; k < p->depth; k++)
      sum += exponentials[largest - input[k]];
    const float inverse = 1.0f / (sum * p->output_scale);
    for (int32_t k = 0; k < p->depth; k++) {
      float v = exponentials[largest - input[k]] * inverse;
      v = v < 1024.0f ? v : 1024.0f;
      int32_t whole = (int32_t)v; /* v >= 0: nearest with ties away is floor plus the upper half */
      whole += v - (float)whole >= 0.5f ? 1 : 0;
      output[k] = (int8_t)edge_min(edge_max(whole + p->output_zero_point, -128), 127);
    }
    input += p->depth;
    output += p->depth;
  }
}

/* exp(a) in Q0.31 for a <= 0 with 5 integer bits: a polynomial on (-1/4, 0], then one factor per set bit of the rest.
 */
static int32_t exponential_q5(int32_t a) {
  static const int32_t factors[7] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  enum { FRACTION = 31 - 5 };
  if (a == 0)
    return INT32_MAX;
  const int32_t quarter = (int32_t)1 << (FRACTION - 2);
  const int32_t modulo = (a & (quarter - 1)) - quarter;
  const int32_t rest = modulo - a;
  const int32_t x = edge_saturating_shift_left(modulo, 5) + ((int32_t)1 << 28);
  const int32_t x2 = edge_srdhm(x, x), x3 = edge_srdhm(x2, x), x4 = edge_srdhm(x2, x2);
  const int32_t c = 1895147668;
  const int32_t inner = edge_rdiv(edge_srdhm(edge_rdiv(x4, 2) + x3, 715827883) + x2, 1);
  int32_t result = c + edge_srdhm(c, x + inner);
  for (int j = 0; j < 7; j++)
    if (rest & ((int32_t)1 << (FRACTION - 2 + j)))
      result = edge_srdhm(result, factors[j]);
  return result;
}

void edge_softmax_fixed_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_softmax_fixed_s8 *p = (const edge_softmax_fixed_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  int8_t *output = (int8_t *)operands[1];
  for (int32_t row = 0; row < p->rows; row++) {
    int32_t largest = -128;
    for (int32_t k = 0; k < p->depth; k++)
      largest = edge_max(largest, input[k]);
    int32_t sum = 0;
    for (int32_t k = 0; k < p->depth; k++) {
      int32_t d = input[k] - largest;
      if (d >= p->difference_min)
        sum += edge_rdiv(exponential_q5(edge_srdhm(edge_shift_left(d, p->left_shift), p->multiplier)), 12);
    }
    int headroom = 0;
    while (headroom < 31 && !(((uint32_t)sum << headroom) & 0x80000000u))
      headroom++;
    const int32_t scaled = (int32_t)(((uint32_t)sum << headroom) - 0x80000000u);
    const int32_t reciprocal = edge_reciprocal_of_one_plus(scaled);
    for (int32_t k = 0; k < p->depth; k++) {
      int32_t d = input[k] - largest;
      if (d >= p->difference_min) {
        int32_t e = exponential_q5(edge_srdhm(edge_shift_left(d, p->left_shift), p->multiplier));
        int32_t v = edge_rdiv(edge_srdhm(reciprocal, e), (12 - headroom) + 31 - 8);
        output[k] = (int8_t)edge_min(edge_max(v - 128, -128), 127);
      } else {
        output[k] = -128;
      }
    }
    input += p->depth;
    output += p->depth;
  }
}

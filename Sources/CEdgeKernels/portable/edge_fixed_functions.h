/* Exponentials, reciprocals and roots in fixed point, as gemmlowp and TensorFlow Lite define them. */
#ifndef EDGE_FIXED_FUNCTIONS_H
#define EDGE_FIXED_FUNCTIONS_H

#include "edge_requantize.h"

static inline int32_t edge_saturating_shift_left(int32_t x, int left) {
  int64_t v = (int64_t)x * ((int64_t)1 << left);
  return (int32_t)(v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : v);
}

/* Zero bits above the highest set one. */
static inline int edge_leading_zeros(uint32_t x) {
  int count = 0;
  while (count < 32 && !((x << count) & 0x80000000u))
    count++;
  return count;
}

/* exp(a) in Q0.31 for a <= 0 with 5 integer bits: a polynomial on (-1/4, 0], then one factor per set bit of the rest.
 */
static inline int32_t edge_exponential_q5(int32_t a) {
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

/* 1 / (1 + a) in Q0.31 for a in [0, 1) Q0.31: three Newton-Raphson steps. */
static inline int32_t edge_reciprocal_of_one_plus(int32_t a) {
  int64_t sum = (int64_t)a + INT32_MAX;
  const int32_t half = (int32_t)((sum + (sum >= 0 ? 1 : -1)) / 2);
  int32_t x = 1515870810 + edge_srdhm(half, -1010580540);
  for (int i = 0; i < 3; i++) {
    const int32_t error = ((int32_t)1 << 29) - edge_srdhm(half, x);
    x += edge_saturating_shift_left(edge_srdhm(x, error), 2);
  }
  return edge_saturating_shift_left(x, 1);
}

/* 1 / sqrt(x) as multiplier * 2^(exponent - 31), for x >= 0; 0 and 1 give the largest multiplier. Five Newton-Raphson
 * steps in Q3.28. */
static inline int32_t edge_inverse_square_root(int32_t x, int32_t *exponent) {
  *exponent = 0;
  if (x <= 1)
    return INT32_MAX;
  int shift = 11;
  while (x >= (int32_t)1 << 29) {
    x /= 4;
    shift++;
  }
  const int pairs = (edge_leading_zeros((uint32_t)x) - 1) / 2 - 1;
  shift -= pairs;
  x = edge_shift_left(x, 2 * pairs);
  const int32_t half = edge_rdiv(x >> 1, 1), three_halves = ((int32_t)1 << 28) + ((int32_t)1 << 27);
  int32_t y = (int32_t)1 << 28;
  for (int i = 0; i < 5; i++) {
    const int32_t cube = edge_saturating_shift_left(edge_srdhm(edge_srdhm(y, y), y), 6);
    y = edge_saturating_shift_left(edge_srdhm(three_halves, y) - edge_srdhm(half, cube), 3);
  }
  y = edge_srdhm(y, 1518500250);
  if (shift < 0) {
    y = edge_shift_left(y, -shift);
    shift = 0;
  }
  *exponent = -shift;
  return y;
}

#endif

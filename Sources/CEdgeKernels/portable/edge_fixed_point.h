/* Functions of the reference fixed-point arithmetic: exponential and reciprocal. */
#ifndef EDGE_FIXED_POINT_H
#define EDGE_FIXED_POINT_H

#include "edge_requantize.h"

static inline int32_t edge_saturating_shift_left(int32_t x, int left) {
  int64_t v = (int64_t)x * ((int64_t)1 << left);
  return (int32_t)(v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : v);
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

#endif

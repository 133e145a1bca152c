/* From int32 accumulators to 8-bit values: the roundings that the whole product's exactness rests on.
 *
 * Must be compiled without fast-math and without contraction of a*b+c: every float step is a rounding of its own.
 */
#ifndef EDGE_REQUANTIZE_H
#define EDGE_REQUANTIZE_H

#include "edge_kernels.h"

static inline int32_t edge_min(int32_t a, int32_t b) {
  return a < b ? a : b;
}
static inline int32_t edge_max(int32_t a, int32_t b) {
  return a > b ? a : b;
}

/* Nearest integer, ties to even, of |v| <= 2^22: adding 1.5 * 2^23 leaves the integer in the low mantissa bits. */
static inline int32_t edge_round_even(float v) {
  union {
    float f;
    int32_t i;
  } u;
  u.f = v + 12582912.0f;
  return u.i - 0x4B400000;
}

/* Float requantization [XNN]: the clamp acts on the float, so that huge products never reach the conversion. low and
 * high are the output range minus the zero point. */
static inline int32_t edge_requantize_float(int32_t accumulator, float scale, float low, float high,
                                            int32_t zero_point) {
  float v = (float)accumulator * scale;
  v = v < low ? low : v;
  v = v > high ? high : v;
  return edge_round_even(v) + zero_point;
}

/* A result rounded to float32 before it is used, whatever the compiler is told about contraction. */
static inline float edge_rounded(float v) {
  volatile float rounded = v;
  return rounded;
}

/* Requantization by a scale and an offset that holds the zero points [XNN]: each of the two steps is rounded. low and
 * high are the output range. */
static inline int32_t edge_requantize_affine(int32_t accumulator, float scale, float offset, float low, float high) {
  float v = edge_rounded((float)accumulator * scale) + offset;
  v = v < low ? low : v;
  v = v > high ? high : v;
  return edge_round_even(v);
}

/* (a * m + 2^30) >> 31: nearest, ties towards +infinity. Only (-2^31)^2 saturates. */
static inline int32_t edge_srdhm(int32_t a, int32_t m) {
  if (a == m && a == INT32_MIN)
    return INT32_MAX;
  int64_t product = (int64_t)a * m;
  return (int32_t)((product + (INT64_C(1) << 30)) >> 31);
}

/* x / 2^n, nearest, ties away from zero; 0 <= n <= 31. */
static inline int32_t edge_rdiv(int32_t x, int n) {
  int32_t mask = (int32_t)(((int64_t)1 << n) - 1);
  int32_t remainder = x & mask;
  int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> n) + (remainder > threshold ? 1 : 0);
}

/* x / 2^n, nearest, ties towards +infinity; 0 <= n <= 31. */
static inline int32_t edge_rshu(int32_t x, int n) {
  return n == 0 ? x : (int32_t)(((int64_t)x + ((int64_t)1 << (n - 1))) >> n);
}

/* x * 2^left, wrapping as two's complement: shifting a negative value left is undefined in C. */
static inline int32_t edge_shift_left(int32_t x, int left) {
  return (int32_t)((uint32_t)x << left);
}

/* Multiply by multiplier * 2^(exponent - 31) with two roundings, the second with ties away from zero. */
static inline int32_t edge_mbqm(int32_t x, int32_t multiplier, int32_t exponent) {
  int left = exponent > 0 ? exponent : 0;
  int right = exponent > 0 ? 0 : -exponent;
  return edge_rdiv(edge_srdhm(edge_shift_left(x, left), multiplier), right);
}

/* As edge_mbqm with ties of the second rounding towards +infinity. */
static inline int32_t edge_mbqm_up(int32_t x, int32_t multiplier, int32_t exponent) {
  int left = exponent > 0 ? exponent : 0;
  int right = exponent > 0 ? 0 : -exponent;
  return edge_rshu(edge_srdhm(edge_shift_left(x, left), multiplier), right);
}

/* Requantizes one accumulator of channel c by any of the rules (EDGE_REQUANTIZE_*). */
static inline int32_t edge_requantize(int32_t accumulator, int32_t rule, const void *requant, int32_t c,
                                      int32_t zero_point, int32_t low, int32_t high) {
  int32_t v;
  switch (rule) {
  case EDGE_REQUANTIZE_FLOAT:
    return edge_requantize_float(accumulator, ((const float *)requant)[c], (float)(low - zero_point),
                                 (float)(high - zero_point), zero_point);
  case EDGE_REQUANTIZE_AFFINE: {
    const float *pair = (const float *)requant + 2 * c;
    return edge_requantize_affine(accumulator, pair[0], pair[1], (float)low, (float)high);
  }
  case EDGE_REQUANTIZE_MBQM: {
    const int32_t *pair = (const int32_t *)requant + 2 * c;
    v = edge_mbqm(accumulator, pair[0], pair[1]);
    break;
  }
  case EDGE_REQUANTIZE_MBQM_UP: {
    const int32_t *pair = (const int32_t *)requant + 2 * c;
    v = edge_mbqm_up(accumulator, pair[0], pair[1]);
    break;
  }
  default: {
    double d = (double)accumulator * ((const double *)requant)[c];
    d = d < -1e6 ? -1e6 : d > 1e6 ? 1e6 : d;
    v = (int32_t)(d < 0 ? d - 0.5 : d + 0.5);
    break;
  }
  }
  /* The value may be near the int32 limits, so the zero point is added in 64 bits. */
  int64_t shifted = (int64_t)v + zero_point;
  return (int32_t)(shifted < low ? low : shifted > high ? high : shifted);
}

/* Multiply by multiplier * 2^(exponent - 31) with one rounding, ties towards +infinity. */
static inline int32_t edge_round_once(int32_t x, int32_t multiplier, int32_t exponent) {
  const int shift = 31 - exponent;
  return (int32_t)(((int64_t)x * multiplier + (INT64_C(1) << (shift - 1))) >> shift);
}

/* Requantizes an accumulator of 64 bits, |accumulator| < 2^47, whose zero points are 0. The rules of edge_requantize
 * take its low 32 bits, but for the double one. */
static inline int32_t edge_requantize_64(int64_t accumulator, int32_t rule, const void *requant, int32_t c, int32_t low,
                                         int32_t high) {
  int64_t v;
  if (rule == EDGE_REQUANTIZE_REDUCED) {
    const int32_t *pair = (const int32_t *)requant + 2 * c;
    const int32_t reduced = pair[0] < 0x7FFF0000 ? (pair[0] + (1 << 15)) >> 16 : 0x7FFF;
    const int shift = 15 - pair[1];
    v = (accumulator * reduced + (INT64_C(1) << (shift - 1))) >> shift;
  } else if (rule == EDGE_REQUANTIZE_DOUBLE_RHA) {
    double d = (double)accumulator * ((const double *)requant)[c];
    d = d < -1e6 ? -1e6 : d > 1e6 ? 1e6 : d;
    v = (int64_t)(d < 0 ? d - 0.5 : d + 0.5);
  } else {
    return edge_requantize((int32_t)accumulator, rule, requant, c, 0, low, high);
  }
  return (int32_t)(v < low ? low : v > high ? high : v);
}

#endif

/* Dynamic quantization: floats become 8-bit values by the range that they have in one run. */
#ifndef EDGE_DYNAMIC_H
#define EDGE_DYNAMIC_H

#include "edge_freestanding.h"
#include "edge_requantize.h"

/* Nearest integer, ties away from zero, of |v| < 2^23, where v -/+ 0.5 could itself round. */
static inline int32_t edge_round_away(float v) {
  const int32_t whole = (int32_t)v;
  const float fraction = v - (float)whole;
  return whole + (fraction >= 0.5f ? 1 : fraction <= -0.5f ? -1 : 0);
}

/* v in [low, high]; low where it is no number. */
static inline float edge_clamp(float v, float low, float high) {
  v = v > low ? v : low;
  return v < high ? v : high;
}

/* XNNPACK: the zero point is the one of both ends' that has the smaller error; nearest, ties to even. */
static inline float edge_quantize_even(const float *from, size_t count, float least, float largest, int16_t *to) {
  const float scale = least == largest ? 1.0f : 255.0f / (largest - least);
  const float low = least * scale, high = largest * scale;
  const float zero = (-128.0f + low) + (127.0f + high) > 0 ? -128.0f - low : 127.0f - high;
  const int32_t zero_point = edge_round_even(edge_clamp(zero, -128.0f, 127.0f));
  const float first = (float)(-128 - zero_point), last = (float)(127 - zero_point);
  for (size_t i = 0; i < count; i++)
    to[i] = (int16_t)edge_round_even(edge_clamp(from[i] * scale, first, last));
  return 1.0f / scale;
}

/* TFLite's own kernels, with a zero point. */
static inline float edge_quantize_asymmetric(const float *from, size_t count, float least, float largest, int16_t *to) {
  if (least == largest) {
    for (size_t i = 0; i < count; i++)
      to[i] = 0;
    return 1.0f;
  }
  const float scale = (largest - least) / 255.0f;
  const float low = least / scale, high = largest / scale;
  const float zero = 128.0f + fabsf(low) < 127.0f + fabsf(high) ? -128.0f - low : 127.0f - high;
  const int32_t zero_point = edge_round_away(edge_clamp(zero, -128.0f, 127.0f));
  const float inverse = 1.0f / scale;
  for (size_t i = 0; i < count; i++)
    to[i] = (int16_t)(edge_round_away(edge_clamp((float)zero_point + from[i] * inverse, -128.0f, 127.0f)) - zero_point);
  return scale;
}

/* TFLite's own kernels, the zero point being 0. */
static inline float edge_quantize_symmetric(const float *from, size_t count, float least, float largest, int16_t *to) {
  const float range = -least > largest ? -least : largest;
  const float inverse = range > 0 ? 127.0f / range : 0.0f;
  for (size_t i = 0; i < count; i++)
    to[i] = (int16_t)edge_round_away(edge_clamp(from[i] * inverse, -127.0f, 127.0f));
  return range > 0 ? range / 127.0f : 1.0f;
}

/* Writes quantized values less their zero point and returns their scale. rule: edge_dynamic_quantization. */
static inline float edge_quantize_dynamically(int32_t rule, const float *from, size_t count, int16_t *to) {
  float least = 0, largest = 0;
  for (size_t i = 0; i < count; i++) {
    least = from[i] < least ? from[i] : least;
    largest = from[i] > largest ? from[i] : largest;
  }
  switch (rule) {
  case EDGE_DYNAMIC_ASYMMETRIC:
    return edge_quantize_asymmetric(from, count, least, largest, to);
  case EDGE_DYNAMIC_SYMMETRIC:
    return edge_quantize_symmetric(from, count, least, largest, to);
  default:
    return edge_quantize_even(from, count, least, largest, to);
  }
}

/* What makes floats of accumulators. */
typedef struct edge_dynamic_result {
  const float *scales; /* of weights, per channel */
  const float *bias;
  float input_scale;
  float low, high;
  int32_t channels;
  int32_t rule; /* edge_dynamic_scaling */
} edge_dynamic_result;

/* One result of channel c. */
static inline float edge_dynamic_value(const edge_dynamic_result *r, int32_t accumulator, int32_t c) {
  const float a = (float)accumulator;
  float v;
  switch (r->rule) {
  case EDGE_DYNAMIC_PRODUCT_FIRST:
    v = a * (r->input_scale * r->scales[c]) + r->bias[c];
    break;
  case EDGE_DYNAMIC_WEIGHTS_FIRST_BY_FOUR:
    v = c < (r->channels & ~3) ? a * r->scales[c] * r->input_scale + r->bias[c]
                               : a * r->input_scale * r->scales[c] + r->bias[c];
    break;
  case EDGE_DYNAMIC_WEIGHTS_FIRST:
    v = a * r->scales[c] * r->input_scale + r->bias[c];
    break;
  default:
    v = fmaf(a * r->input_scale, r->scales[c], r->bias[c]);
    break;
  }
  v = v < r->low ? r->low : v;
  return v > r->high ? r->high : v;
}

#endif

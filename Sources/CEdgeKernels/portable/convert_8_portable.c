/* Tables and conversions of 8-bit values, portable. lookup_8 may run in place. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

void edge_lookup_8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const int32_t count = ((const edge_lookup_8 *)parameters)->count;
  const uint8_t *input = (const uint8_t *)operands[0];
  const uint8_t *table = (const uint8_t *)operands[1];
  uint8_t *output = (uint8_t *)operands[2];
  for (int32_t i = 0; i < count; i++)
    output[i] = table[input[i]];
}

static inline int32_t load_8(const uint8_t *from, int32_t i, int32_t is_signed) {
  return is_signed ? (int8_t)from[i] : from[i];
}

void edge_rescale_8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_rescale_8 *p = (const edge_rescale_8 *)parameters;
  const uint8_t *input = (const uint8_t *)operands[0];
  uint8_t *output = (uint8_t *)operands[1];
  const int32_t blocks = p->blocks_tie_up ? p->count & ~15 : 0;
  for (int32_t i = 0; i < p->count; i++) {
    int32_t x = load_8(input, i, p->input_is_signed) - p->input_zero_point;
    int32_t v = i < blocks ? edge_mbqm_up(x, p->multiplier, p->exponent) : edge_mbqm(x, p->multiplier, p->exponent);
    output[i] = (uint8_t)edge_min(edge_max(v + p->output_zero_point, p->output_min), p->output_max);
  }
}

void edge_quantize_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_quantize_f32 *p = (const edge_quantize_f32 *)parameters;
  const float *input = (const float *)operands[0];
  uint8_t *output = (uint8_t *)operands[1];
  const float low = (float)(p->output_min - p->zero_point), high = (float)(p->output_max - p->zero_point);
  if (p->reciprocal) {
    const float inverse = 1.0f / p->scale;
    for (int32_t i = 0; i < p->count; i++) {
      float v = input[i] * inverse;
      v = v > low ? v : low; /* also what NaN becomes */
      v = v < high ? v : high;
      output[i] = (uint8_t)(edge_round_even(v) + p->zero_point);
    }
  } else {
    for (int32_t i = 0; i < p->count; i++) {
      float v = input[i] / p->scale;
      v = v > low ? v : low;
      v = v < high ? v : high;
      /* Nearest, ties away from zero; |v| < 2^23 here, where v -/+ 0.5 could itself round: compare the fraction. */
      int32_t whole = (int32_t)v;
      float fraction = v - (float)whole;
      whole += fraction >= 0.5f ? 1 : fraction <= -0.5f ? -1 : 0;
      output[i] = (uint8_t)(whole + p->zero_point);
    }
  }
}

void edge_dequantize_8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_dequantize_8 *p = (const edge_dequantize_8 *)parameters;
  float *output = (float *)operands[1];
  const float scale = p->scale;
  if (p->input_is_signed) {
    const int8_t *input = (const int8_t *)operands[0];
    for (int32_t i = 0; i < p->count; i++)
      output[i] = (float)(input[i] - p->zero_point) * scale;
  } else {
    const uint8_t *input = (const uint8_t *)operands[0];
    for (int32_t i = 0; i < p->count; i++)
      output[i] = (float)(input[i] - p->zero_point) * scale;
  }
}

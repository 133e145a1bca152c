/* Normalization of rows, portable: to a length of 1, and logarithms of softmax. */
#include "edge_fixed_functions.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"

void edge_normalize_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_normalize_s8 *p = (const edge_normalize_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  int8_t *output = (int8_t *)operands[1];
  for (int32_t row = 0; row < p->rows; row++) {
    uint32_t sum = 0;
    for (int32_t k = 0; k < p->depth; k++) {
      const int32_t x = input[k] - p->input_zero_point;
      sum += (uint32_t)(x * x);
    }
    int32_t exponent;
    const int32_t multiplier = edge_inverse_square_root((int32_t)sum, &exponent);
    for (int32_t k = 0; k < p->depth; k++) {
      /* The result has 7 fractional bits. */
      const int32_t v = edge_mbqm(input[k] - p->input_zero_point, multiplier, exponent + 7);
      output[k] = (int8_t)edge_min(edge_max(v, -128), 127);
    }
    input += p->depth;
    output += p->depth;
  }
}

void edge_log_softmax_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_log_softmax_s8 *p = (const edge_log_softmax_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  const float *exponentials = (const float *)operands[1];
  int8_t *output = (int8_t *)operands[2];
  const float inverse = 1.0f / p->output_scale;
  for (int32_t row = 0; row < p->rows; row++) {
    int32_t largest = -128;
    for (int32_t k = 0; k < p->depth; k++)
      largest = edge_max(largest, input[k]);
    /* The sum is sequential on purpose: its roundings are part of the result. */
    float sum = 0;
    for (int32_t k = 0; k < p->depth; k++)
      sum += exponentials[largest - input[k]];
    const float subtrahend = p->input_scale * (float)largest + logf(sum);
    for (int32_t k = 0; k < p->depth; k++) {
      float v = p->input_scale * (float)input[k];
      v = (v - subtrahend) * inverse;
      v = v < -1024.0f ? -1024.0f : v > 1024.0f ? 1024.0f : v;
      int32_t whole = (int32_t)v;
      const float fraction = v - (float)whole;
      whole += fraction >= 0.5f ? 1 : fraction <= -0.5f ? -1 : 0;
      output[k] = (int8_t)edge_min(edge_max(whole + p->output_zero_point, -128), 127);
    }
    input += p->depth;
    output += p->depth;
  }
}

void edge_normalize_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_normalize_f32 *p = (const edge_normalize_f32 *)parameters;
  const float *input = (const float *)operands[0];
  float *output = (float *)operands[1];
  for (int32_t row = 0; row < p->rows; row++) {
    float sum = 0;
    if (p->operation == EDGE_NORMALIZE_LENGTH) {
      for (int32_t k = 0; k < p->depth; k++)
        sum += input[k] * input[k];
      float length = sqrtf(sum);
      length = length > 1e-6f ? length : 1e-6f;
      for (int32_t k = 0; k < p->depth; k++)
        output[k] = input[k] / length;
    } else {
      float largest = input[0];
      for (int32_t k = 1; k < p->depth; k++)
        largest = input[k] > largest ? input[k] : largest;
      for (int32_t k = 0; k < p->depth; k++)
        sum += expf(input[k] - largest);
      const float subtrahend = logf(sum);
      for (int32_t k = 0; k < p->depth; k++)
        output[k] = input[k] - largest - subtrahend;
    }
    input += p->depth;
    output += p->depth;
  }
}

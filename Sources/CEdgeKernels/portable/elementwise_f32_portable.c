/* Elementwise float families, softmax and reductions, portable. */
#include "edge_broadcast.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"

static inline float clamp_f32(float v, float low, float high) {
  v = v < low ? low : v;
  return v > high ? high : v;
}

void edge_binary_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_binary_f32 *p = (const edge_binary_f32 *)parameters;
  const float *a = (const float *)operands[0];
  const float *b = (const float *)operands[1];
  float *out = (float *)operands[2];
  const float low = p->output_min, high = p->output_max;
#define EDGE_FLOOR_QUOTIENT(x, y)     floorf((x) / (y))
#define EDGE_SUM(x, y)                clamp_f32((x) + (y), low, high)
#define EDGE_DIFFERENCE(x, y)         clamp_f32((x) - (y), low, high)
#define EDGE_PRODUCT(x, y)            clamp_f32((x) * (y), low, high)
#define EDGE_QUOTIENT(x, y)           clamp_f32((x) / (y), low, high)
#define EDGE_LARGER(x, y)             ((x) > (y) ? (x) : (y))
#define EDGE_SMALLER(x, y)            ((x) < (y) ? (x) : (y))
#define EDGE_PRELU(x, y)              ((x) >= 0 ? (x) : (x) * (y))
#define EDGE_SQUARED_DIFFERENCE(x, y) (((x) - (y)) * ((x) - (y)))
  switch (p->operation) {
  case EDGE_BINARY_ADD:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_SUM));
    break;
  case EDGE_BINARY_SUBTRACT:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_DIFFERENCE));
    break;
  case EDGE_BINARY_MULTIPLY:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_PRODUCT));
    break;
  case EDGE_BINARY_DIVIDE:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_QUOTIENT));
    break;
  case EDGE_BINARY_MAXIMUM:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_LARGER));
    break;
  case EDGE_BINARY_MINIMUM:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_SMALLER));
    break;
  case EDGE_BINARY_SQUARED_DIFFERENCE:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_SQUARED_DIFFERENCE));
    break;
  case EDGE_BINARY_FLOOR_DIVIDE:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_FLOOR_QUOTIENT));
    break;
  default:
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_PRELU));
    break;
  }
}

void edge_unary_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_unary_f32 *p = (const edge_unary_f32 *)parameters;
  const float *x = (const float *)operands[0];
  float *y = (float *)operands[1];
  const float alpha = p->alpha, low = p->low, high = p->high;
#define EDGE_MAP(expression)                                                                                           \
  for (int32_t i = 0; i < p->count; i++)                                                                               \
    y[i] = (expression);                                                                                               \
  break
  switch (p->operation) {
  case EDGE_UNARY_LOGISTIC:
    EDGE_MAP(1.0f / (1.0f + expf(-x[i])));
  case EDGE_UNARY_TANH:
    EDGE_MAP(tanhf(x[i]));
  case EDGE_UNARY_CLAMP:
    EDGE_MAP(clamp_f32(x[i], low, high));
  case EDGE_UNARY_LEAKY_RELU:
    EDGE_MAP(x[i] >= 0 ? x[i] : x[i] * alpha);
  case EDGE_UNARY_HARD_SWISH:
    EDGE_MAP(x[i] * (clamp_f32(x[i] + 3.0f, 0.0f, 6.0f) * (1.0f / 6.0f)));
  case EDGE_UNARY_ELU:
    EDGE_MAP(x[i] >= 0 ? x[i] : expm1f(x[i]));
  case EDGE_UNARY_EXP:
    EDGE_MAP(expf(x[i]));
  case EDGE_UNARY_LOG:
    EDGE_MAP(logf(x[i]));
  case EDGE_UNARY_SQRT:
    EDGE_MAP(sqrtf(x[i]));
  case EDGE_UNARY_RSQRT:
    EDGE_MAP(1.0f / sqrtf(x[i]));
  case EDGE_UNARY_SQUARE:
    EDGE_MAP(x[i] * x[i]);
  case EDGE_UNARY_ABS:
    EDGE_MAP(fabsf(x[i]));
  case EDGE_UNARY_NEGATE:
    EDGE_MAP(-x[i]);
  default:
    EDGE_MAP(floorf(x[i]));
  }
#undef EDGE_MAP
}

void edge_softmax_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_softmax_f32 *p = (const edge_softmax_f32 *)parameters;
  const float *input = (const float *)operands[0];
  float *output = (float *)operands[1];
  for (int32_t row = 0; row < p->rows; row++) {
    float largest = input[0], sum = 0;
    for (int32_t k = 1; k < p->depth; k++)
      largest = input[k] > largest ? input[k] : largest;
    for (int32_t k = 0; k < p->depth; k++) {
      output[k] = expf((input[k] - largest) * p->beta);
      sum += output[k];
    }
    for (int32_t k = 0; k < p->depth; k++)
      output[k] /= sum;
    input += p->depth;
    output += p->depth;
  }
}

void edge_reduce_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_reduce_f32 *p = (const edge_reduce_f32 *)parameters;
  const int starts_with_first = p->operation == EDGE_REDUCE_MAXIMUM || p->operation == EDGE_REDUCE_MINIMUM;
  const float *input = (const float *)operands[0];
  float *output = (float *)operands[1];
  for (int32_t o = 0; o < p->outer; o++) {
    for (int32_t i = 0; i < p->inner; i++)
      output[i] = starts_with_first ? input[i] : p->operation == EDGE_REDUCE_PRODUCT ? 1.0f : 0.0f;
    for (int32_t k = 0; k < p->axis; k++) {
      for (int32_t i = 0; i < p->inner; i++) {
        if (p->operation == EDGE_REDUCE_MAXIMUM)
          output[i] = input[i] > output[i] ? input[i] : output[i];
        else if (p->operation == EDGE_REDUCE_MINIMUM)
          output[i] = input[i] < output[i] ? input[i] : output[i];
        else if (p->operation == EDGE_REDUCE_PRODUCT)
          output[i] *= input[i];
        else
          output[i] += input[i];
      }
      input += p->inner;
    }
    if (p->operation == EDGE_REDUCE_MEAN)
      for (int32_t i = 0; i < p->inner; i++)
        output[i] /= (float)p->axis;
    output += p->inner;
  }
}

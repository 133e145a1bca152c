/* Elementwise float functions apart from the common ones, so that programs without them link none of the C library's
 * large functions. Portable. */
#include "edge_broadcast.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"

/* The remainder with the divisor's sign. */
static inline float floor_modulo(float x, float y) {
  const float remainder = fmodf(x, y);
  return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder;
}

void edge_binary_function_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_binary_function_f32 *p = (const edge_binary_function_f32 *)parameters;
  const float *a = (const float *)operands[0];
  const float *b = (const float *)operands[1];
  float *out = (float *)operands[2];
  if (p->operation == EDGE_BINARY_POWER)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(powf));
  else
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(floor_modulo));
}

void edge_unary_function_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_unary_function_f32 *p = (const edge_unary_function_f32 *)parameters;
  const float *x = (const float *)operands[0];
  float *y = (float *)operands[1];
#define EDGE_MAP(expression)                                                                                           \
  for (int32_t i = 0; i < p->count; i++)                                                                               \
    y[i] = (expression);                                                                                               \
  break
  switch (p->operation) {
  case EDGE_UNARY_SIN:
    EDGE_MAP(sinf(x[i]));
  case EDGE_UNARY_COS:
    EDGE_MAP(cosf(x[i]));
  case EDGE_UNARY_GELU:
    EDGE_MAP(0.5f * x[i] * (1.0f + erff(x[i] * 0.70710678118654752f)));
  default:
    EDGE_MAP(0.5f * x[i] * (1.0f + tanhf(0.79788456080286536f * (x[i] + 0.044715f * x[i] * x[i] * x[i]))));
  }
#undef EDGE_MAP
}

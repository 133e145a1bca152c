/* Reductions of integers along an axis, portable. */
#include "edge_elements.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

/* Sums and products wrap around, which is defined for unsigned integers only. */
#define EDGE_REDUCE_ALL(T)                                                                                             \
  do {                                                                                                                 \
    const T *input = (const T *)operands[0];                                                                           \
    T *output = (T *)operands[1];                                                                                      \
    for (int32_t o = 0; o < p->outer; o++) {                                                                           \
      for (int32_t i = 0; i < p->inner; i++) {                                                                         \
        T result = input[i];                                                                                           \
        for (int32_t k = 1; k < p->axis; k++) {                                                                        \
          const T x = input[(ptrdiff_t)k * p->inner + i];                                                              \
          if (p->operation == EDGE_REDUCE_MAXIMUM)                                                                     \
            result = x > result ? x : result;                                                                          \
          else if (p->operation == EDGE_REDUCE_MINIMUM)                                                                \
            result = x < result ? x : result;                                                                          \
          else if (p->operation == EDGE_REDUCE_SUM)                                                                    \
            result = (T)((uint64_t)result + (uint64_t)x);                                                              \
          else                                                                                                         \
            result = (T)((uint64_t)result * (uint64_t)x);                                                              \
        }                                                                                                              \
        output[i] = result;                                                                                            \
      }                                                                                                                \
      input += (ptrdiff_t)p->axis * p->inner;                                                                          \
      output += p->inner;                                                                                              \
    }                                                                                                                  \
  } while (0)

void edge_reduce_integer__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_reduce_integer *p = (const edge_reduce_integer *)parameters;
  switch (p->element) {
  case EDGE_ELEMENT_INT8:
    EDGE_REDUCE_ALL(int8_t);
    break;
  case EDGE_ELEMENT_UINT8:
    EDGE_REDUCE_ALL(uint8_t);
    break;
  case EDGE_ELEMENT_INT16:
    EDGE_REDUCE_ALL(int16_t);
    break;
  case EDGE_ELEMENT_INT32:
    EDGE_REDUCE_ALL(int32_t);
    break;
  default:
    EDGE_REDUCE_ALL(int64_t);
    break;
  }
}

void edge_sum_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_sum_s8 *p = (const edge_sum_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  int8_t *output = (int8_t *)operands[1];
  int32_t *sums = (int32_t *)scratch;
  const float low = (float)(p->output_min - p->output_zero_point);
  const float high = (float)(p->output_max - p->output_zero_point);
  for (int32_t o = 0; o < p->outer; o++) {
    for (int32_t i = 0; i < p->inner; i++)
      sums[i] = 0;
    for (int32_t k = 0; k < p->axis; k++) {
      for (int32_t i = 0; i < p->inner; i++)
        sums[i] += input[i];
      input += p->inner;
    }
    for (int32_t i = 0; i < p->inner; i++) {
      float v = (float)sums[i] * p->scale;
      v = v + p->bias;
      v = v < low ? low : v > high ? high : v;
      int32_t rounded = edge_round_even(v);
      if (p->ties_away) {
        rounded = (int32_t)v;
        const float fraction = v - (float)rounded;
        rounded += fraction >= 0.5f ? 1 : fraction <= -0.5f ? -1 : 0;
      }
      output[i] = (int8_t)(rounded + p->output_zero_point);
    }
    output += p->inner;
  }
}

size_t edge_sum_s8__portable_scratch(const void *parameters) {
  return (size_t)((const edge_sum_s8 *)parameters)->inner * sizeof(int32_t);
}

/* Comparing, choosing and converting elements of any type, and finding the largest ones, portable. */
#include "edge_broadcast.h"
#include "edge_elements.h"
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

#define EDGE_COMPARE_ALL(T)                                                                                            \
  do {                                                                                                                 \
    const T *a = (const T *)operands[0];                                                                               \
    const T *b = (const T *)operands[1];                                                                               \
    switch (p->operation) {                                                                                            \
    case EDGE_COMPARE_EQUAL:                                                                                           \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_IS_EQUAL));                                                                   \
      break;                                                                                                           \
    case EDGE_COMPARE_NOT_EQUAL:                                                                                       \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_IS_NOT_EQUAL));                                                               \
      break;                                                                                                           \
    case EDGE_COMPARE_LESS:                                                                                            \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_IS_LESS));                                                                    \
      break;                                                                                                           \
    case EDGE_COMPARE_LESS_EQUAL:                                                                                      \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_IS_LESS_OR_EQUAL));                                                           \
      break;                                                                                                           \
    case EDGE_COMPARE_GREATER:                                                                                         \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_IS_GREATER));                                                                 \
      break;                                                                                                           \
    case EDGE_COMPARE_GREATER_EQUAL:                                                                                   \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_IS_GREATER_OR_EQUAL));                                                        \
      break;                                                                                                           \
    case EDGE_COMPARE_AND:                                                                                             \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_ARE_BOTH));                                                                   \
      break;                                                                                                           \
    default:                                                                                                           \
      EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_IS_EITHER));                                                                  \
      break;                                                                                                           \
    }                                                                                                                  \
  } while (0)

#define EDGE_IS_EQUAL(x, y)            ((x) == (y))
#define EDGE_IS_NOT_EQUAL(x, y)        ((x) != (y))
#define EDGE_IS_LESS(x, y)             ((x) < (y))
#define EDGE_IS_LESS_OR_EQUAL(x, y)    ((x) <= (y))
#define EDGE_IS_GREATER(x, y)          ((x) > (y))
#define EDGE_IS_GREATER_OR_EQUAL(x, y) ((x) >= (y))
#define EDGE_ARE_BOTH(x, y)            ((x) != 0 && (y) != 0)
#define EDGE_IS_EITHER(x, y)           ((x) != 0 || (y) != 0)

/* The order of two rescaled values that are not yet compared: negative, 0 or positive. */
static inline int32_t order_of_8(int32_t x, int32_t y, const edge_compare *p) {
  const int32_t a = edge_mbqm(edge_shift_left(x - p->a_zero_point, 8), p->a_multiplier, p->a_exponent);
  const int32_t b = edge_mbqm(edge_shift_left(y - p->b_zero_point, 8), p->b_multiplier, p->b_exponent);
  return (a > b) - (a < b);
}

static inline uint8_t compare_8(int32_t x, int32_t y, const edge_compare *p) {
  const int32_t order = order_of_8(x, y, p);
  switch (p->operation) {
  case EDGE_COMPARE_EQUAL:
    return order == 0;
  case EDGE_COMPARE_NOT_EQUAL:
    return order != 0;
  case EDGE_COMPARE_LESS:
    return order < 0;
  case EDGE_COMPARE_LESS_EQUAL:
    return order <= 0;
  case EDGE_COMPARE_GREATER:
    return order > 0;
  default:
    return order >= 0;
  }
}

void edge_compare__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_compare *p = (const edge_compare *)parameters;
  uint8_t *out = (uint8_t *)operands[2];
  if (!p->is_quantized) {
    EDGE_FOR_ELEMENT(p->element, EDGE_COMPARE_ALL);
    return;
  }
#define EDGE_EXPRESSION(x, y) compare_8(x, y, p)
  if (p->element == EDGE_ELEMENT_INT8) {
    const int8_t *a = (const int8_t *)operands[0];
    const int8_t *b = (const int8_t *)operands[1];
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
  } else {
    const uint8_t *a = (const uint8_t *)operands[0];
    const uint8_t *b = (const uint8_t *)operands[1];
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
  }
#undef EDGE_EXPRESSION
}

void edge_choose_nd__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_choose_nd *p = (const edge_choose_nd *)parameters;
  const uint8_t *condition = (const uint8_t *)operands[0];
  const uint8_t *a = (const uint8_t *)operands[1];
  const uint8_t *b = (const uint8_t *)operands[2];
  uint8_t *out = (uint8_t *)operands[3];
  const ptrdiff_t size = p->element_size;
  int32_t at[EDGE_MAX_DIMS] = {0};
  int32_t count = 1;
  for (int d = 0; d < EDGE_MAX_DIMS; d++)
    count *= p->dims[d];
  ptrdiff_t condition_at = 0, a_at = 0, b_at = 0;
  for (int32_t i = 0; i < count; i++) {
    memcpy(out, condition[condition_at] ? a + a_at * size : b + b_at * size, (size_t)size);
    out += size;
    for (int d = EDGE_MAX_DIMS - 1; d >= 0; d--) {
      condition_at += p->condition_steps[d];
      a_at += p->a_steps[d];
      b_at += p->b_steps[d];
      if (++at[d] < p->dims[d])
        break;
      condition_at -= (ptrdiff_t)p->condition_steps[d] * p->dims[d];
      a_at -= (ptrdiff_t)p->a_steps[d] * p->dims[d];
      b_at -= (ptrdiff_t)p->b_steps[d] * p->dims[d];
      at[d] = 0;
    }
  }
}

/* 2^63 and the like are floats; the largest integers are not, so that the upper bound is exclusive. */
static int64_t integer_of_float(float x, int64_t low, int64_t high) {
  if (x < (float)high && x >= (float)low)
    return (int64_t)x;
  return x < 0 ? low : high;
}

static int64_t load_integer(const void *from, int32_t i, int32_t element) {
#define EDGE_LOAD(T) return (int64_t)((const T *)from)[i]
  EDGE_FOR_ELEMENT(element, EDGE_LOAD)
#undef EDGE_LOAD
}

void edge_cast__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_cast *p = (const edge_cast *)parameters;
  static const int64_t low[] = {INT8_MIN, 0, INT16_MIN, INT32_MIN, INT64_MIN};
  static const int64_t high[] = {INT8_MAX, UINT8_MAX, INT16_MAX, INT32_MAX, INT64_MAX};
  for (int32_t i = 0; i < p->count; i++) {
    int64_t value;
    if (p->from == EDGE_ELEMENT_FLOAT32) {
      const float x = ((const float *)operands[0])[i];
      if (p->to == EDGE_ELEMENT_FLOAT32) {
        ((float *)operands[1])[i] = x;
        continue;
      }
      value = p->to_bool ? x != 0 : integer_of_float(x, low[p->to], high[p->to]);
    } else {
      value = load_integer(operands[0], i, p->from);
      value = p->to_bool ? value != 0 : value;
    }
#define EDGE_STORE(T) ((T *)operands[1])[i] = (T)value
    EDGE_FOR_ELEMENT(p->to, EDGE_STORE)
#undef EDGE_STORE
  }
}

/* An element that is no number replaces, and is replaced by, every other, as in LiteRT. */
#define EDGE_ARG_MAX_OF(T)                                                                                             \
  do {                                                                                                                 \
    const T *row = (const T *)operands[0] + (ptrdiff_t)o * p->axis * p->inner + i;                                     \
    for (int32_t k = 1; k < p->axis; k++) {                                                                            \
      const T x = row[(ptrdiff_t)k * p->inner], y = row[(ptrdiff_t)best * p->inner];                                   \
      if (p->is_minimum ? !(y <= x) : !(y >= x))                                                                       \
        best = k;                                                                                                      \
    }                                                                                                                  \
  } while (0)

void edge_arg_max__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_arg_max *p = (const edge_arg_max *)parameters;
  ptrdiff_t at = 0;
  for (int32_t o = 0; o < p->outer; o++)
    for (int32_t i = 0; i < p->inner; i++) {
      int32_t best = 0;
      EDGE_FOR_ELEMENT(p->element, EDGE_ARG_MAX_OF)
      if (p->is_wide)
        ((int64_t *)operands[1])[at] = best;
      else
        ((int32_t *)operands[1])[at] = best;
      at++;
    }
}

/* Inserts each element behind those that are not smaller, as long as it is among the k largest. */
#define EDGE_TOP_K_OF(T)                                                                                               \
  do {                                                                                                                 \
    const T *row = (const T *)operands[0] + (ptrdiff_t)r * p->depth;                                                   \
    for (int32_t i = 0; i < p->depth; i++) {                                                                           \
      if (found == p->k && !(row[i] > row[best[found - 1]]))                                                           \
        continue;                                                                                                      \
      int32_t low = 0, high = found;                                                                                   \
      while (low < high) {                                                                                             \
        const int32_t middle = low + (high - low) / 2;                                                                 \
        if (row[i] > row[best[middle]])                                                                                \
          high = middle;                                                                                               \
        else                                                                                                           \
          low = middle + 1;                                                                                            \
      }                                                                                                                \
      found += found < p->k ? 1 : 0;                                                                                   \
      for (int32_t j = found - 1; j > low; j--)                                                                        \
        best[j] = best[j - 1];                                                                                         \
      best[low] = i;                                                                                                   \
    }                                                                                                                  \
  } while (0)

void edge_top_k__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_top_k *p = (const edge_top_k *)parameters;
  if (p->k == 0)
    return;
  for (int32_t r = 0; r < p->rows; r++) {
    int32_t *best = (int32_t *)operands[1] + (ptrdiff_t)r * p->k;
    int32_t found = 0;
    EDGE_FOR_ELEMENT(p->element, EDGE_TOP_K_OF)
  }
}

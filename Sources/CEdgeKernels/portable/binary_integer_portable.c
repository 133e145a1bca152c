/* Arithmetic of two integer operands, portable. Outputs may be the same memory as an operand of equal shape. */
#include "edge_broadcast.h"
#include "edge_kernel_functions.h"

/* Integers wrap around, which is defined for unsigned ones only. */
static inline int64_t compute(int64_t x, int64_t y, int32_t operation) {
  int64_t difference, remainder;
  switch (operation) {
  case EDGE_BINARY_ADD:
    return (int64_t)((uint64_t)x + (uint64_t)y);
  case EDGE_BINARY_SUBTRACT:
    return (int64_t)((uint64_t)x - (uint64_t)y);
  case EDGE_BINARY_MULTIPLY:
    return (int64_t)((uint64_t)x * (uint64_t)y);
  case EDGE_BINARY_MAXIMUM:
    return x > y ? x : y;
  case EDGE_BINARY_MINIMUM:
    return x < y ? x : y;
  case EDGE_BINARY_SQUARED_DIFFERENCE:
    difference = (int64_t)((uint64_t)x - (uint64_t)y);
    return (int64_t)((uint64_t)difference * (uint64_t)difference);
  default:
    break;
  }
  if (y == 0)
    return 0;
  if (y == -1) /* the quotient of the least integer would not fit */
    return operation == EDGE_BINARY_FLOOR_MODULO ? 0 : (int64_t)(0 - (uint64_t)x);
  remainder = x % y;
  if (operation == EDGE_BINARY_DIVIDE)
    return x / y;
  const int is_mixed = remainder != 0 && (remainder < 0) != (y < 0);
  return operation == EDGE_BINARY_FLOOR_DIVIDE ? x / y - is_mixed : remainder + (is_mixed ? y : 0);
}

static inline int32_t compute_32(int32_t x, int32_t y, const edge_binary_integer *p) {
  const int32_t v = (int32_t)(uint32_t)compute(x, y, p->operation);
  if (!p->is_clamped)
    return v;
  return v < p->output_min ? p->output_min : v > p->output_max ? p->output_max : v;
}

static inline int64_t compute_64(int64_t x, int64_t y, const edge_binary_integer *p) {
  const int64_t v = compute(x, y, p->operation);
  if (!p->is_clamped)
    return v;
  return v < p->output_min ? p->output_min : v > p->output_max ? p->output_max : v;
}

void edge_binary_integer__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_binary_integer local = *(const edge_binary_integer *)parameters, *p = &local;
  if (p->element == EDGE_ELEMENT_INT32) {
    const int32_t *a = (const int32_t *)operands[0];
    const int32_t *b = (const int32_t *)operands[1];
    int32_t *out = (int32_t *)operands[2];
#define EDGE_EXPRESSION(x, y) compute_32(x, y, p)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
  } else {
    const int64_t *a = (const int64_t *)operands[0];
    const int64_t *b = (const int64_t *)operands[1];
    int64_t *out = (int64_t *)operands[2];
#define EDGE_EXPRESSION(x, y) compute_64(x, y, p)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
  }
}

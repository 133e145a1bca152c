/* Elementwise 8-bit families of two operands, written once for both kinds of bytes. Outputs may be the same memory as
 * an operand of equal shape. The including file defines
 *
 *   EDGE_ELEMENT            int8_t or uint8_t
 *   EDGE_PARAMETERS(family) the parameter structure of a family, named without its type
 *   EDGE_KERNEL(family)     its function
 *   EDGE_NAME(x)            names that are the including file's own
 */
void EDGE_KERNEL(multiply)(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS(multiply) *p = (const EDGE_PARAMETERS(multiply) *)parameters;
  const EDGE_ELEMENT *a = (const EDGE_ELEMENT *)operands[0];
  const EDGE_ELEMENT *b = (const EDGE_ELEMENT *)operands[1];
  const void *requant = operands[2];
  EDGE_ELEMENT *out = (EDGE_ELEMENT *)operands[3];
  const int32_t za = p->a_zero_point, zb = p->b_zero_point;
  if (p->requantization == EDGE_REQUANTIZE_FLOAT) {
    const float scale = *(const float *)requant;
    const float low = (float)(p->output_min - p->output_zero_point);
    const float high = (float)(p->output_max - p->output_zero_point);
    const int32_t zo = p->output_zero_point;
#define EDGE_EXPRESSION(x, y) (EDGE_ELEMENT) edge_requantize_float(((x)-za) * ((y)-zb), scale, low, high, zo)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
  } else {
#define EDGE_EXPRESSION(x, y)                                                                                          \
  (EDGE_ELEMENT) edge_requantize(((x)-za) * ((y)-zb), p->requantization, requant, 0, p->output_zero_point,             \
                                 p->output_min, p->output_max)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
  }
}

static inline EDGE_ELEMENT EDGE_NAME(sum)(int32_t x, int32_t y, const EDGE_PARAMETERS(add) * p) {
  int32_t v = ((p->bias + x * p->a_multiplier + y * p->b_multiplier) >> p->shift) + p->output_zero_point;
  return (EDGE_ELEMENT)edge_min(edge_max(v, p->output_min), p->output_max);
}

void EDGE_KERNEL(add)(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS(add) local = *(const EDGE_PARAMETERS(add) *)parameters, *p = &local;
  const EDGE_ELEMENT *a = (const EDGE_ELEMENT *)operands[0];
  const EDGE_ELEMENT *b = (const EDGE_ELEMENT *)operands[1];
  EDGE_ELEMENT *out = (EDGE_ELEMENT *)operands[2];
#define EDGE_EXPRESSION(x, y) EDGE_NAME(sum)(x, y, p)
  EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
}

static inline EDGE_ELEMENT EDGE_NAME(rescaled_sum)(int32_t x, int32_t y, const EDGE_PARAMETERS(add_mbqm) * p) {
  int32_t a = edge_mbqm(edge_shift_left(x - p->a_zero_point, p->left_shift), p->a_multiplier, p->a_exponent);
  int32_t b = edge_mbqm(edge_shift_left(y - p->b_zero_point, p->left_shift), p->b_multiplier, p->b_exponent);
  int32_t v = edge_mbqm(a + p->b_sign * b, p->output_multiplier, p->output_exponent) + p->output_zero_point;
  return (EDGE_ELEMENT)edge_min(edge_max(v, p->output_min), p->output_max);
}

void EDGE_KERNEL(add_mbqm)(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS(add_mbqm) local = *(const EDGE_PARAMETERS(add_mbqm) *)parameters, *p = &local;
  const EDGE_ELEMENT *a = (const EDGE_ELEMENT *)operands[0];
  const EDGE_ELEMENT *b = (const EDGE_ELEMENT *)operands[1];
  EDGE_ELEMENT *out = (EDGE_ELEMENT *)operands[2];
#define EDGE_EXPRESSION(x, y) EDGE_NAME(rescaled_sum)(x, y, p)
  EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_EXPRESSION));
#undef EDGE_EXPRESSION
}

void EDGE_KERNEL(select)(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS(select) *p = (const EDGE_PARAMETERS(select) *)parameters;
  const EDGE_ELEMENT *a = (const EDGE_ELEMENT *)operands[0];
  const EDGE_ELEMENT *b = (const EDGE_ELEMENT *)operands[1];
  EDGE_ELEMENT *out = (EDGE_ELEMENT *)operands[2];
#define EDGE_SMALLER(x, y) ((x) < (y) ? (x) : (y))
#define EDGE_LARGER(x, y)  ((x) > (y) ? (x) : (y))
  if (p->is_minimum)
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_SMALLER));
  else
    EDGE_FOR_EACH_ROW(p, EDGE_ROW(EDGE_LARGER));
#undef EDGE_SMALLER
#undef EDGE_LARGER
}

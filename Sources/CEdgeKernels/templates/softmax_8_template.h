/* Softmax over rows of bytes, written once for both kinds. The including file defines
 *
 *   EDGE_ELEMENT            int8_t or uint8_t
 *   EDGE_LOWEST             its smallest value
 *   EDGE_PARAMETERS(family) the parameter structure of a family, named without its type
 *   EDGE_KERNEL(family)     its function
 */
void EDGE_KERNEL(softmax)(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS(softmax) *p = (const EDGE_PARAMETERS(softmax) *)parameters;
  const EDGE_ELEMENT *input = (const EDGE_ELEMENT *)operands[0];
  const float *exponentials = (const float *)operands[1];
  EDGE_ELEMENT *output = (EDGE_ELEMENT *)operands[2];
  for (int32_t row = 0; row < p->rows; row++) {
    int32_t largest = EDGE_LOWEST;
    for (int32_t k = 0; k < p->depth; k++)
      largest = edge_max(largest, input[k]);
    /* The sum is sequential on purpose: its roundings are part of the result. */
    float sum = 0;
    for (int32_t k = 0; k < p->depth; k++)
      sum += exponentials[largest - input[k]];
    const float inverse = 1.0f / (sum * p->output_scale);
    for (int32_t k = 0; k < p->depth; k++) {
      float v = exponentials[largest - input[k]] * inverse;
      v = v < 1024.0f ? v : 1024.0f;
      int32_t whole = (int32_t)v; /* v >= 0: nearest with ties away is floor plus the upper half */
      whole += v - (float)whole >= 0.5f ? 1 : 0;
      output[k] = (EDGE_ELEMENT)edge_min(edge_max(whole + p->output_zero_point, EDGE_LOWEST), EDGE_LOWEST + 255);
    }
    input += p->depth;
    output += p->depth;
  }
}

void EDGE_KERNEL(softmax_fixed)(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS(softmax_fixed) *p = (const EDGE_PARAMETERS(softmax_fixed) *)parameters;
  const EDGE_ELEMENT *input = (const EDGE_ELEMENT *)operands[0];
  EDGE_ELEMENT *output = (EDGE_ELEMENT *)operands[1];
  for (int32_t row = 0; row < p->rows; row++) {
    int32_t largest = EDGE_LOWEST;
    for (int32_t k = 0; k < p->depth; k++)
      largest = edge_max(largest, input[k]);
    int32_t sum = 0;
    for (int32_t k = 0; k < p->depth; k++) {
      int32_t d = input[k] - largest;
      if (d >= p->difference_min)
        sum += edge_rdiv(edge_exponential_q5(edge_srdhm(edge_shift_left(d, p->left_shift), p->multiplier)), 12);
    }
    int headroom = 0;
    while (headroom < 31 && !(((uint32_t)sum << headroom) & 0x80000000u))
      headroom++;
    const int32_t scaled = (int32_t)(((uint32_t)sum << headroom) - 0x80000000u);
    const int32_t reciprocal = edge_reciprocal_of_one_plus(scaled);
    for (int32_t k = 0; k < p->depth; k++) {
      int32_t d = input[k] - largest;
      if (d >= p->difference_min) {
        int32_t e = edge_exponential_q5(edge_srdhm(edge_shift_left(d, p->left_shift), p->multiplier));
        int32_t v = edge_rdiv(edge_srdhm(reciprocal, e), (12 - headroom) + 31 - 8);
        output[k] = (EDGE_ELEMENT)edge_min(edge_max(v + EDGE_LOWEST, EDGE_LOWEST), EDGE_LOWEST + 255);
      } else {
        output[k] = EDGE_LOWEST;
      }
    }
    input += p->depth;
    output += p->depth;
  }
}

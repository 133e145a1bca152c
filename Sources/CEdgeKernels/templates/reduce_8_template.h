/* Mean and bilinear resizing of bytes, written once for both kinds. The including file defines
 *
 *   EDGE_ELEMENT            int8_t or uint8_t
 *   EDGE_LOWEST             its smallest value
 *   EDGE_PARAMETERS(family) the parameter structure of a family, named without its type
 *   EDGE_KERNEL(family)     its function
 */
void EDGE_KERNEL(mean)(const void *parameters, void *const *operands, void *scratch) {
  const EDGE_PARAMETERS(mean) *p = (const EDGE_PARAMETERS(mean) *)parameters;
  const EDGE_ELEMENT *input = (const EDGE_ELEMENT *)operands[0];
  EDGE_ELEMENT *output = (EDGE_ELEMENT *)operands[2];
  int32_t *sums = (int32_t *)scratch;
  for (int32_t o = 0; o < p->outer; o++) {
    for (int32_t i = 0; i < p->inner; i++)
      sums[i] = -p->axis * p->input_zero_point;
    for (int32_t k = 0; k < p->axis; k++) {
      for (int32_t i = 0; i < p->inner; i++)
        sums[i] += input[i];
      input += p->inner;
    }
    for (int32_t i = 0; i < p->inner; i++)
      output[i] = (EDGE_ELEMENT)edge_requantize(sums[i], p->requantization, operands[1], 0, p->output_zero_point,
                                                p->output_min, p->output_max);
    output += p->inner;
  }
}

void EDGE_KERNEL(resize_bilinear)(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const EDGE_PARAMETERS(resize_bilinear) *p = (const EDGE_PARAMETERS(resize_bilinear) *)parameters;
  const int32_t *rows = (const int32_t *)operands[1];
  const int32_t *columns = (const int32_t *)operands[2];
  EDGE_ELEMENT *output = (EDGE_ELEMENT *)operands[3];
  const int32_t one = (int32_t)1 << p->fraction_bits, shift = 2 * p->fraction_bits;
  const int32_t half = (int32_t)1 << (shift - 1);
  for (int32_t b = 0; b < p->batches; b++) {
    const EDGE_ELEMENT *image = (const EDGE_ELEMENT *)operands[0] +
                                (size_t)b * (size_t)p->input_height * (size_t)p->input_width * (size_t)p->channels;
    for (int32_t y = 0; y < p->output_height; y++) {
      const EDGE_ELEMENT *top = image + (size_t)rows[3 * y] * (size_t)p->input_width * (size_t)p->channels;
      const EDGE_ELEMENT *bottom = image + (size_t)rows[3 * y + 1] * (size_t)p->input_width * (size_t)p->channels;
      const int32_t wy = rows[3 * y + 2];
      for (int32_t x = 0; x < p->output_width; x++) {
        const size_t left = (size_t)columns[3 * x] * (size_t)p->channels;
        const size_t right = (size_t)columns[3 * x + 1] * (size_t)p->channels;
        const int32_t wx = columns[3 * x + 2];
        for (int32_t c = 0; c < p->channels; c++) {
          const int32_t above = top[left + (size_t)c] * (one - wx) + top[right + (size_t)c] * wx;
          const int32_t below = bottom[left + (size_t)c] * (one - wx) + bottom[right + (size_t)c] * wx;
          const int32_t sum = above * (one - wy) + below * wy;
          const int32_t v = p->ties_away ? (sum + (sum > 0 ? half : -half)) / (2 * half) : (sum + half) >> shift;
          output[c] = (EDGE_ELEMENT)edge_min(edge_max(v, EDGE_LOWEST), EDGE_LOWEST + 255);
        }
        output += p->channels;
      }
    }
  }
}

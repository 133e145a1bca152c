/* Mean and bilinear resizing of int8 tensors, portable. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

void edge_mean_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_mean_s8 *p = (const edge_mean_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  int8_t *output = (int8_t *)operands[2];
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
      output[i] = (int8_t)edge_requantize(sums[i], p->requantization, operands[1], 0, p->output_zero_point,
                                          p->output_min, p->output_max);
    output += p->inner;
  }
}

size_t edge_mean_s8__portable_scratch(const void *parameters) {
  return (size_t)((const edge_mean_s8 *)parameters)->inner * sizeof(int32_t);
}

void edge_resize_bilinear_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_resize_bilinear_s8 *p = (const edge_resize_bilinear_s8 *)parameters;
  const int32_t *rows = (const int32_t *)operands[1];
  const int32_t *columns = (const int32_t *)operands[2];
  int8_t *output = (int8_t *)operands[3];
  const int32_t one = (int32_t)1 << p->fraction_bits, shift = 2 * p->fraction_bits;
  const int32_t half = (int32_t)1 << (shift - 1);
  for (int32_t b = 0; b < p->batches; b++) {
    const int8_t *image = (const int8_t *)operands[0] +
                          (size_t)b * (size_t)p->input_height * (size_t)p->input_width * (size_t)p->channels;
    for (int32_t y = 0; y < p->output_height; y++) {
      const int8_t *top = image + (size_t)rows[3 * y] * (size_t)p->input_width * (size_t)p->channels;
      const int8_t *bottom = image + (size_t)rows[3 * y + 1] * (size_t)p->input_width * (size_t)p->channels;
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
          output[c] = (int8_t)edge_min(edge_max(v, -128), 127);
        }
        output += p->channels;
      }
    }
  }
}

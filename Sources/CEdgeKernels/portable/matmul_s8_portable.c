/* matmul_s8, portable: products of two computed factors (attention), small in the networks this serves. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

void edge_matmul_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_matmul_s8 *p = (const edge_matmul_s8 *)parameters;
  const int32_t *bias = (const int32_t *)operands[2];
  uint8_t *output = (uint8_t *)operands[4];
  for (int32_t n = 0; n < p->batches; n++) {
    const int8_t *a_batch = (const int8_t *)operands[0] + (ptrdiff_t)n * p->a_batch_step;
    const int8_t *b_batch = (const int8_t *)operands[1] + (ptrdiff_t)n * p->b_batch_step;
    for (int32_t r = 0; r < p->rows; r++)
      for (int32_t c = 0; c < p->columns; c++) {
        const int8_t *a = a_batch + (ptrdiff_t)r * p->a_row_step;
        const int8_t *b = b_batch + (ptrdiff_t)c * p->b_column_step;
        int32_t sum = p->has_bias ? bias[c] : 0;
        for (int32_t k = 0; k < p->depth; k++)
          sum += (a[(ptrdiff_t)k * p->a_depth_step] - p->a_zero_point) *
                 (b[(ptrdiff_t)k * p->b_depth_step] - p->b_zero_point);
        *output++ = (uint8_t)edge_requantize(sum, p->requantization, operands[3], 0, p->output_zero_point,
                                             p->output_min, p->output_max);
      }
  }
}

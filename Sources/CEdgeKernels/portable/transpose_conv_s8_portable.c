/* transpose_conv_s8, portable. Each output pixel gathers the input pixels whose window covers it, so that no buffer of
 * int32 accumulators as large as the output is needed. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

void edge_transpose_conv_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_transpose_conv_s8 *p = (const edge_transpose_conv_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  const int8_t *weights = (const int8_t *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const void *requant = operands[3];
  const uint8_t *table = (const uint8_t *)operands[4];
  uint8_t *output = (uint8_t *)operands[5];
  int32_t *accumulators = (int32_t *)scratch;
  int16_t *pixel = (int16_t *)(accumulators + p->output_channels);
  const int32_t depth = p->input_channels;
  for (int32_t b = 0; b < p->batches; b++)
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        for (int32_t c = 0; c < p->output_channels; c++)
          accumulators[c] = bias[c];
        for (int32_t ky = 0; ky < p->kernel_height; ky++) {
          int32_t sy = oy + p->pad_top - ky;
          int32_t y = sy / p->stride_height;
          if (sy < 0 || sy % p->stride_height != 0 || y >= p->input_height)
            continue;
          for (int32_t kx = 0; kx < p->kernel_width; kx++) {
            int32_t sx = ox + p->pad_left - kx;
            int32_t x = sx / p->stride_width;
            if (sx < 0 || sx % p->stride_width != 0 || x >= p->input_width)
              continue;
            const int8_t *from = input + (((ptrdiff_t)b * p->input_height + y) * p->input_width + x) * depth;
            for (int32_t k = 0; k < depth; k++)
              pixel[k] = (int16_t)(from[k] - p->input_zero_point);
            for (int32_t c = 0; c < p->output_channels; c++) {
              const int8_t *w = weights + (((ptrdiff_t)c * p->kernel_height + ky) * p->kernel_width + kx) * depth;
              int32_t sum = 0;
              for (int32_t k = 0; k < depth; k++)
                sum += pixel[k] * w[k];
              accumulators[c] += sum;
            }
          }
        }
        for (int32_t c = 0; c < p->output_channels; c++) {
          uint8_t v = (uint8_t)edge_requantize(accumulators[c], p->requantization, requant, c, p->output_zero_point,
                                               p->output_min, p->output_max);
          output[c] = p->has_table ? table[v] : v;
        }
        output += p->output_channels;
      }
}

size_t edge_transpose_conv_s8__portable_scratch(const void *parameters) {
  const edge_transpose_conv_s8 *p = (const edge_transpose_conv_s8 *)parameters;
  return (size_t)p->output_channels * sizeof(int32_t) + (size_t)p->input_channels * sizeof(int16_t);
}

/* depthwise_conv2d_s8, portable: channels innermost, so that compilers vectorise over them. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

void edge_depthwise_conv2d_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_s8 *p = (const edge_depthwise_conv2d_s8 *)parameters;
  const int8_t *input = (const int8_t *)operands[0];
  const int8_t *weights = (const int8_t *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const void *requant = operands[3];
  const uint8_t *table = (const uint8_t *)operands[4];
  uint8_t *output = (uint8_t *)operands[5];
  int32_t *accumulators = (int32_t *)scratch;
  const int32_t channels = p->output_channels;
  const int32_t zero = p->input_zero_point;
  const float low = (float)(p->output_min - p->output_zero_point);
  const float high = (float)(p->output_max - p->output_zero_point);
  for (int32_t b = 0; b < p->batches; b++)
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        for (int32_t c = 0; c < channels; c++)
          accumulators[c] = bias[c];
        for (int32_t ky = 0; ky < p->kernel_height; ky++) {
          int32_t y = oy * p->stride_height - p->pad_top + ky * p->dilation_height;
          if (y < 0 || y >= p->input_height)
            continue;
          for (int32_t kx = 0; kx < p->kernel_width; kx++) {
            int32_t x = ox * p->stride_width - p->pad_left + kx * p->dilation_width;
            if (x < 0 || x >= p->input_width)
              continue;
            const int8_t *from =
                input + (((ptrdiff_t)b * p->input_height + y) * p->input_width + x) * p->input_channels;
            const int8_t *w = weights + (ptrdiff_t)(ky * p->kernel_width + kx) * channels;
            if (p->depth_multiplier == 1) {
              for (int32_t c = 0; c < channels; c++)
                accumulators[c] += (from[c] - zero) * w[c];
            } else {
              for (int32_t i = 0; i < p->input_channels; i++)
                for (int32_t m = 0; m < p->depth_multiplier; m++) {
                  int32_t c = i * p->depth_multiplier + m;
                  accumulators[c] += (from[i] - zero) * w[c];
                }
            }
          }
        }
        if (p->requantization == EDGE_REQUANTIZE_FLOAT) {
          const float *scales = (const float *)requant;
          for (int32_t c = 0; c < channels; c++)
            output[c] = (uint8_t)edge_requantize_float(accumulators[c], scales[c], low, high, p->output_zero_point);
        } else {
          for (int32_t c = 0; c < channels; c++)
            output[c] = (uint8_t)edge_requantize(accumulators[c], p->requantization, requant, c, p->output_zero_point,
                                                 p->output_min, p->output_max);
        }
        if (p->has_table)
          for (int32_t c = 0; c < channels; c++)
            output[c] = table[output[c]];
        output += channels;
      }
}

size_t edge_depthwise_conv2d_s8__portable_scratch(const void *parameters) {
  return (size_t)((const edge_depthwise_conv2d_s8 *)parameters)->output_channels * sizeof(int32_t);
}

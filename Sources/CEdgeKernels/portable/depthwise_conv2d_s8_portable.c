/* depthwise_conv2d_s8, portable: channels innermost, so that compilers vectorise over them. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

/* Adds one tap to the accumulators. |input - zero point| <= 255 and |weight| <= 128, so a product fits 16 bits. */
static void add_tap(int32_t *restrict accumulators, const int8_t *restrict from, const int8_t *restrict weights,
                    int32_t channels, int32_t zero) {
  const int16_t offset = (int16_t)zero;
  for (int32_t c = 0; c < channels; c++)
    accumulators[c] += (int16_t)((int16_t)(from[c] - offset) * weights[c]);
}

/* As add_tap with several output channels per input channel. */
static void add_multiplied_tap(int32_t *restrict accumulators, const int8_t *restrict from,
                               const int8_t *restrict weights, int32_t channels, int32_t multiplier, int32_t zero) {
  for (int32_t c = 0; c < channels; c++)
    accumulators[c] += (from[c / multiplier] - zero) * weights[c];
}

/* Requantizes one pixel by the float rule. */
static void store_float(uint8_t *restrict output, const int32_t *restrict accumulators, const float *restrict scales,
                        int32_t channels, float low, float high, int32_t zero_point) {
  for (int32_t c = 0; c < channels; c++)
    output[c] = (uint8_t)edge_requantize_float(accumulators[c], scales[c], low, high, zero_point);
}

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
            if (p->depth_multiplier == 1)
              add_tap(accumulators, from, w, channels, zero);
            else
              add_multiplied_tap(accumulators, from, w, channels, p->depth_multiplier, zero);
          }
        }
        if (p->requantization == EDGE_REQUANTIZE_FLOAT) {
          store_float(output, accumulators, (const float *)requant, channels, low, high, p->output_zero_point);
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

#ifndef EDGE_RUN_FUNCTIONS_ONLY
size_t edge_depthwise_conv2d_s8__portable_scratch(const void *parameters) {
  return (size_t)((const edge_depthwise_conv2d_s8 *)parameters)->output_channels * sizeof(int32_t);
}
#endif

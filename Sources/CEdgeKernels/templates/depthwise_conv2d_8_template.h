/* The 8-bit depthwise convolution, written once for both kinds of bytes: channels innermost, so that compilers
 * vectorise over them. The including file defines
 *
 *   EDGE_KERNEL         the kernel's function
 *   EDGE_PARAMETERS     edge_depthwise_conv2d_s8 or edge_depthwise_conv2d_u8
 *   EDGE_INPUT          int8_t or uint8_t, of input and weights
 *   EDGE_ZERO(p)        the zero point of weights
 *   EDGE_PRODUCT(x, w)  the product of an input and a weight, both int16 and less their zero points
 */
/* Adds one tap to the accumulators. */
static void add_tap(int32_t *restrict accumulators, const EDGE_INPUT *restrict from, const EDGE_INPUT *restrict weights,
                    int32_t channels, int32_t zero, int32_t weights_zero) {
  const int16_t offset = (int16_t)zero, weights_offset = (int16_t)weights_zero;
  for (int32_t c = 0; c < channels; c++)
    accumulators[c] += EDGE_PRODUCT((int16_t)(from[c] - offset), (int16_t)(weights[c] - weights_offset));
}

/* As add_tap with several output channels per input channel. */
static void add_multiplied_tap(int32_t *restrict accumulators, const EDGE_INPUT *restrict from,
                               const EDGE_INPUT *restrict weights, int32_t channels, int32_t multiplier, int32_t zero,
                               int32_t weights_zero) {
  for (int32_t c = 0; c < channels; c++)
    accumulators[c] += (from[c / multiplier] - zero) * (weights[c] - weights_zero);
}

/* Requantizes one pixel by the float rule. */
static void store_float(uint8_t *restrict output, const int32_t *restrict accumulators, const float *restrict scales,
                        int32_t channels, float low, float high, int32_t zero_point) {
  for (int32_t c = 0; c < channels; c++)
    output[c] = (uint8_t)edge_requantize_float(accumulators[c], scales[c], low, high, zero_point);
}

void EDGE_KERNEL(const void *parameters, void *const *operands, void *scratch) {
  const EDGE_PARAMETERS *p = (const EDGE_PARAMETERS *)parameters;
  const EDGE_INPUT *input = (const EDGE_INPUT *)operands[0];
  const EDGE_INPUT *weights = (const EDGE_INPUT *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const void *requant = operands[3];
  const uint8_t *table = (const uint8_t *)operands[4];
  uint8_t *output = (uint8_t *)operands[5];
  int32_t *accumulators = (int32_t *)scratch;
  const int32_t channels = p->output_channels;
  const int32_t zero = p->input_zero_point, weights_zero = EDGE_ZERO(p);
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
            const EDGE_INPUT *from =
                input + (((ptrdiff_t)b * p->input_height + y) * p->input_width + x) * p->input_channels;
            const EDGE_INPUT *w = weights + (ptrdiff_t)(ky * p->kernel_width + kx) * channels;
            if (p->depth_multiplier == 1)
              add_tap(accumulators, from, w, channels, zero, weights_zero);
            else
              add_multiplied_tap(accumulators, from, w, channels, p->depth_multiplier, zero, weights_zero);
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

/* depthwise_conv2d_f32_s8, portable: quantizes an image, then convolves it as integers. */
#include "edge_dynamic.h"
#include "edge_kernel_functions.h"

static size_t image_count(const edge_depthwise_conv2d_f32_s8 *p) {
  return (size_t)p->input_height * (size_t)p->input_width * (size_t)p->input_channels;
}

/* The accumulators of one pixel. */
static void accumulate(const edge_depthwise_conv2d_f32_s8 *p, const int16_t *image, const int8_t *weights, int32_t oy,
                       int32_t ox, int32_t *accumulators) {
  const int32_t channels = p->output_channels;
  for (int32_t c = 0; c < channels; c++)
    accumulators[c] = 0;
  for (int32_t ky = 0; ky < p->kernel_height; ky++) {
    const int32_t y = oy * p->stride_height - p->pad_top + ky * p->dilation_height;
    if (y < 0 || y >= p->input_height)
      continue;
    for (int32_t kx = 0; kx < p->kernel_width; kx++) {
      const int32_t x = ox * p->stride_width - p->pad_left + kx * p->dilation_width;
      if (x < 0 || x >= p->input_width)
        continue;
      const int16_t *from = image + ((ptrdiff_t)y * p->input_width + x) * p->input_channels;
      const int8_t *w = weights + (ptrdiff_t)(ky * p->kernel_width + kx) * channels;
      if (p->depth_multiplier == 1) {
        for (int32_t c = 0; c < channels; c++)
          accumulators[c] += from[c] * w[c];
      } else {
        for (int32_t c = 0; c < channels; c++)
          accumulators[c] += from[c / p->depth_multiplier] * w[c];
      }
    }
  }
}

/* Scratch: accumulators, the quantized image. */
void edge_depthwise_conv2d_f32_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_f32_s8 *p = (const edge_depthwise_conv2d_f32_s8 *)parameters;
  int32_t *accumulators = (int32_t *)scratch;
  int16_t *values = (int16_t *)(accumulators + p->output_channels);
  edge_dynamic_result result = {.scales = (const float *)operands[3],
                                .bias = (const float *)operands[2],
                                .low = p->output_min,
                                .high = p->output_max,
                                .channels = p->output_channels,
                                .rule = p->scaling};
  const float *input = (const float *)operands[0];
  float *output = (float *)operands[4];
  for (int32_t b = 0; b < p->batches; b++) {
    result.input_scale = edge_quantize_dynamically(p->quantization, input, image_count(p), values);
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        accumulate(p, values, (const int8_t *)operands[1], oy, ox, accumulators);
        for (int32_t c = 0; c < p->output_channels; c++)
          *output++ = edge_dynamic_value(&result, accumulators[c], c);
      }
    input += image_count(p);
  }
}

size_t edge_depthwise_conv2d_f32_s8__portable_scratch(const void *parameters) {
  const edge_depthwise_conv2d_f32_s8 *p = (const edge_depthwise_conv2d_f32_s8 *)parameters;
  return (size_t)p->output_channels * sizeof(int32_t) + image_count(p) * sizeof(int16_t);
}

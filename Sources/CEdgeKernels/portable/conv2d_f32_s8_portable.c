/* conv2d_f32_s8, portable: quantizes an image, then convolves it as integers. */
#include "edge_conv2d_s8.h"
#include "edge_dynamic.h"
#include "edge_kernel_functions.h"

#define EDGE_NAME(x)         conv2d_f32_s8_portable_##x
#define EDGE_PARAMETERS      edge_conv2d_s8
#define EDGE_INPUT           int16_t
#define EDGE_OUTPUT          float
#define EDGE_WEIGHT          int8_t
#define EDGE_ZERO(p)         0
#define EDGE_FACTOR(w, zero) (w)

static void EDGE_NAME(store)(const edge_conv2d_s8 *p, const int32_t *accumulators, const void *result,
                             const uint8_t *table, float *output, int32_t channel, int32_t count) {
  (void)p;
  (void)table;
  for (int32_t c = 0; c < count; c++)
    output[c] = edge_dynamic_value((const edge_dynamic_result *)result, accumulators[c], channel + c);
}

#include "conv2d_8_template.h"

static size_t image_count(const edge_conv2d_f32_s8 *p) {
  return (size_t)p->input_height * (size_t)p->input_width * (size_t)p->input_channels;
}

static int32_t padded_depth(const edge_conv2d_f32_s8 *p) {
  return edge_conv2d_8_padded_depth(p->kernel_height, p->kernel_width, p->input_channels / p->groups);
}

/* Scratch: zeros in place of an integer bias, accumulators and patches, the quantized image. */
void edge_conv2d_f32_s8__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_conv2d_f32_s8 *p = (const edge_conv2d_f32_s8 *)parameters;
  const edge_conv2d_s8 image = {.batches = 1,
                                .input_height = p->input_height,
                                .input_width = p->input_width,
                                .input_channels = p->input_channels,
                                .output_height = p->output_height,
                                .output_width = p->output_width,
                                .output_channels = p->output_channels,
                                .output_row_step = p->output_width * p->output_channels,
                                .output_pixel_step = p->output_channels,
                                .groups = p->groups,
                                .kernel_height = p->kernel_height,
                                .kernel_width = p->kernel_width,
                                .stride_height = p->stride_height,
                                .stride_width = p->stride_width,
                                .dilation_height = p->dilation_height,
                                .dilation_width = p->dilation_width,
                                .pad_top = p->pad_top,
                                .pad_left = p->pad_left};
  int32_t *zeros = (int32_t *)scratch;
  int32_t *work = zeros + p->output_channels;
  const size_t work_size = edge_conv2d_8_patch_scratch(padded_depth(p), p->output_channels / p->groups);
  int16_t *values = (int16_t *)(void *)((uint8_t *)work + work_size);
  for (int32_t c = 0; c < p->output_channels; c++)
    zeros[c] = 0;
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
    void *const image_operands[] = {values, operands[1], zeros, &result, NULL, output};
    conv2d_f32_s8_portable_run(&image, image_operands, work);
    input += image_count(p);
    output += (ptrdiff_t)p->output_height * p->output_width * p->output_channels;
  }
}

#ifndef EDGE_RUN_FUNCTIONS_ONLY
size_t edge_conv2d_f32_s8__portable_scratch(const void *parameters) {
  const edge_conv2d_f32_s8 *p = (const edge_conv2d_f32_s8 *)parameters;
  return (size_t)p->output_channels * sizeof(int32_t) +
         edge_conv2d_8_patch_scratch(padded_depth(p), p->output_channels / p->groups) +
         image_count(p) * sizeof(int16_t);
}

size_t edge_conv2d_f32_s8__portable_packed(const void *parameters) {
  const edge_conv2d_f32_s8 *p = (const edge_conv2d_f32_s8 *)parameters;
  return (size_t)p->output_channels * (size_t)padded_depth(p);
}

void edge_conv2d_f32_s8__portable_pack(const void *parameters, const void *from, void *packed) {
  const edge_conv2d_f32_s8 *p = (const edge_conv2d_f32_s8 *)parameters;
  const int8_t *weights = (const int8_t *)from;
  int8_t *to = (int8_t *)packed;
  const int32_t depth = p->kernel_height * p->kernel_width * (p->input_channels / p->groups);
  const int32_t padded = padded_depth(p);
  for (int32_t c = 0; c < p->output_channels; c++)
    for (int32_t k = 0; k < padded; k++)
      to[(ptrdiff_t)c * padded + k] = k < depth ? weights[(ptrdiff_t)c * depth + k] : 0;
}
#endif

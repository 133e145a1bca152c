/* Float convolutions and matrix products, portable. Sums run over the window in memory order. */
#include "edge_kernel_functions.h"

static inline float clamp_f32(float v, float low, float high) {
  v = v < low ? low : v;
  return v > high ? high : v;
}

/* Weights are packed [kh][kw][C_in][C_out], so that the innermost loop runs over output channels. */
void edge_conv2d_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_conv2d_f32 *p = (const edge_conv2d_f32 *)parameters;
  const float *input = (const float *)operands[0];
  const float *weights = (const float *)operands[1];
  const float *bias = (const float *)operands[2];
  float *output = (float *)operands[3];
  const int32_t in_group = p->input_channels / p->groups, out_group = p->output_channels / p->groups;
  for (int32_t b = 0; b < p->batches; b++)
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        for (int32_t c = 0; c < p->output_channels; c++)
          output[c] = bias[c];
        for (int32_t ky = 0; ky < p->kernel_height; ky++) {
          const int32_t y = oy * p->stride_height - p->pad_top + ky * p->dilation_height;
          if (y < 0 || y >= p->input_height)
            continue;
          for (int32_t kx = 0; kx < p->kernel_width; kx++) {
            const int32_t x = ox * p->stride_width - p->pad_left + kx * p->dilation_width;
            if (x < 0 || x >= p->input_width)
              continue;
            const float *from = input + (((ptrdiff_t)b * p->input_height + y) * p->input_width + x) * p->input_channels;
            const float *w = weights + (ptrdiff_t)(ky * p->kernel_width + kx) * in_group * p->output_channels;
            for (int32_t g = 0; g < p->groups; g++)
              for (int32_t i = 0; i < in_group; i++) {
                const float v = from[g * in_group + i];
                const float *row = w + (ptrdiff_t)i * p->output_channels + g * out_group;
                float *to = output + g * out_group;
                for (int32_t c = 0; c < out_group; c++)
                  to[c] += v * row[c];
              }
          }
        }
        for (int32_t c = 0; c < p->output_channels; c++)
          output[c] = clamp_f32(output[c], p->output_min, p->output_max);
        output += p->output_channels;
      }
}

#ifndef EDGE_RUN_FUNCTIONS_ONLY
size_t edge_conv2d_f32__portable_packed(const void *parameters) {
  const edge_conv2d_f32 *p = (const edge_conv2d_f32 *)parameters;
  return (size_t)p->kernel_height * (size_t)p->kernel_width * (size_t)(p->input_channels / p->groups) *
         (size_t)p->output_channels * sizeof(float);
}
#endif

#ifndef EDGE_RUN_FUNCTIONS_ONLY
void edge_conv2d_f32__portable_pack(const void *parameters, const void *from, void *packed) {
  const edge_conv2d_f32 *p = (const edge_conv2d_f32 *)parameters;
  const float *weights = (const float *)from;
  float *to = (float *)packed;
  const int32_t depth = p->kernel_height * p->kernel_width * (p->input_channels / p->groups);
  for (int32_t c = 0; c < p->output_channels; c++)
    for (int32_t k = 0; k < depth; k++)
      to[(ptrdiff_t)k * p->output_channels + c] = weights[(ptrdiff_t)c * depth + k];
}
#endif

void edge_depthwise_conv2d_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_depthwise_conv2d_f32 *p = (const edge_depthwise_conv2d_f32 *)parameters;
  const float *input = (const float *)operands[0];
  const float *weights = (const float *)operands[1];
  const float *bias = (const float *)operands[2];
  float *output = (float *)operands[3];
  for (int32_t b = 0; b < p->batches; b++)
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        for (int32_t c = 0; c < p->output_channels; c++)
          output[c] = bias[c];
        for (int32_t ky = 0; ky < p->kernel_height; ky++) {
          const int32_t y = oy * p->stride_height - p->pad_top + ky * p->dilation_height;
          if (y < 0 || y >= p->input_height)
            continue;
          for (int32_t kx = 0; kx < p->kernel_width; kx++) {
            const int32_t x = ox * p->stride_width - p->pad_left + kx * p->dilation_width;
            if (x < 0 || x >= p->input_width)
              continue;
            const float *from = input + (((ptrdiff_t)b * p->input_height + y) * p->input_width + x) * p->input_channels;
            const float *w = weights + (ptrdiff_t)(ky * p->kernel_width + kx) * p->output_channels;
            if (p->depth_multiplier == 1) {
              for (int32_t c = 0; c < p->output_channels; c++)
                output[c] += from[c] * w[c];
            } else {
              for (int32_t c = 0; c < p->output_channels; c++)
                output[c] += from[c / p->depth_multiplier] * w[c];
            }
          }
        }
        for (int32_t c = 0; c < p->output_channels; c++)
          output[c] = clamp_f32(output[c], p->output_min, p->output_max);
        output += p->output_channels;
      }
}

void edge_transpose_conv_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_transpose_conv_f32 *p = (const edge_transpose_conv_f32 *)parameters;
  const float *input = (const float *)operands[0];
  const float *weights = (const float *)operands[1];
  const float *bias = (const float *)operands[2];
  float *output = (float *)operands[3];
  for (int32_t b = 0; b < p->batches; b++)
    for (int32_t oy = 0; oy < p->output_height; oy++)
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        for (int32_t c = 0; c < p->output_channels; c++)
          output[c] = bias[c];
        for (int32_t ky = 0; ky < p->kernel_height; ky++) {
          const int32_t sy = oy + p->pad_top - ky, y = sy / p->stride_height;
          if (sy < 0 || sy % p->stride_height != 0 || y >= p->input_height)
            continue;
          for (int32_t kx = 0; kx < p->kernel_width; kx++) {
            const int32_t sx = ox + p->pad_left - kx, x = sx / p->stride_width;
            if (sx < 0 || sx % p->stride_width != 0 || x >= p->input_width)
              continue;
            const float *from = input + (((ptrdiff_t)b * p->input_height + y) * p->input_width + x) * p->input_channels;
            for (int32_t c = 0; c < p->output_channels; c++) {
              const float *w =
                  weights + (((ptrdiff_t)c * p->kernel_height + ky) * p->kernel_width + kx) * p->input_channels;
              float sum = 0;
              for (int32_t k = 0; k < p->input_channels; k++)
                sum += from[k] * w[k];
              output[c] += sum;
            }
          }
        }
        for (int32_t c = 0; c < p->output_channels; c++)
          output[c] = clamp_f32(output[c], p->output_min, p->output_max);
        output += p->output_channels;
      }
}

void edge_matmul_f32__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_matmul_f32 *p = (const edge_matmul_f32 *)parameters;
  const float *bias = (const float *)operands[2];
  float *output = (float *)operands[3];
  for (int32_t n = 0; n < p->batches; n++) {
    const float *a_batch = (const float *)operands[0] + (ptrdiff_t)n * p->a_batch_step;
    const float *b_batch = (const float *)operands[1] + (ptrdiff_t)n * p->b_batch_step;
    for (int32_t r = 0; r < p->rows; r++)
      for (int32_t c = 0; c < p->columns; c++) {
        const float *a = a_batch + (ptrdiff_t)r * p->a_row_step;
        const float *b = b_batch + (ptrdiff_t)c * p->b_column_step;
        float sum = p->has_bias ? bias[c] : 0.0f;
        for (int32_t k = 0; k < p->depth; k++)
          sum += a[(ptrdiff_t)k * p->a_depth_step] * b[(ptrdiff_t)k * p->b_depth_step];
        *output++ = clamp_f32(sum, p->output_min, p->output_max);
      }
  }
}

/* Convolutions of int16 values by int8 weights, portable. A product has 23 bits, so that 256 of them fit 32. */
#include "edge_kernel_functions.h"
#include "edge_requantize.h"

static int64_t dot(const int16_t *values, const int8_t *weights, int32_t count) {
  int64_t sum = 0;
  for (int32_t first = 0; first < count; first += 256) {
    const int32_t last = edge_min(first + 256, count);
    int32_t part = 0;
    for (int32_t k = first; k < last; k++)
      part += values[k] * weights[k];
    sum += part;
  }
  return sum;
}

/* The accumulator of one channel at one pixel, whose group's input channels begin at `image`. */
static int64_t accumulate(const edge_conv2d_s16 *p, const int16_t *image, const int8_t *weights, int32_t oy,
                          int32_t ox) {
  const int32_t channels = p->input_channels / p->groups;
  int64_t sum = 0;
  for (int32_t ky = 0; ky < p->kernel_height; ky++) {
    const int32_t y = oy * p->stride_height - p->pad_top + ky * p->dilation_height;
    for (int32_t kx = 0; kx < p->kernel_width; kx++) {
      const int32_t x = ox * p->stride_width - p->pad_left + kx * p->dilation_width;
      if (y >= 0 && y < p->input_height && x >= 0 && x < p->input_width)
        sum += dot(image + ((ptrdiff_t)y * p->input_width + x) * p->input_channels,
                   weights + (ptrdiff_t)(ky * p->kernel_width + kx) * channels, channels);
    }
  }
  return sum;
}

void edge_conv2d_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_conv2d_s16 *p = (const edge_conv2d_s16 *)parameters;
  const int8_t *weights = (const int8_t *)operands[1];
  const int64_t *bias = (const int64_t *)operands[2];
  int16_t *output = (int16_t *)operands[5];
  const int32_t channels = p->input_channels / p->groups, filters = p->output_channels / p->groups;
  const ptrdiff_t filter_size = (ptrdiff_t)p->kernel_height * p->kernel_width * channels;
  for (int32_t row = 0; row < p->batches * p->output_height; row++) {
    const int16_t *image = (const int16_t *)operands[0] +
                           (ptrdiff_t)(row / p->output_height) * p->input_height * p->input_width * p->input_channels;
    for (int32_t ox = 0; ox < p->output_width; ox++) {
      int16_t *to = output + (ptrdiff_t)row * p->output_row_step + (ptrdiff_t)ox * p->output_pixel_step;
      for (int32_t c = 0; c < p->output_channels; c++) {
        const int64_t sum = bias[c] + accumulate(p, image + (ptrdiff_t)(c / filters) * channels,
                                                 weights + c * filter_size, row % p->output_height, ox);
        to[c] = (int16_t)edge_requantize_64(sum, p->requantization, operands[3], c, p->output_min, p->output_max);
      }
    }
  }
}

void edge_depthwise_conv2d_s16__portable(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_s16 *p = (const edge_depthwise_conv2d_s16 *)parameters;
  const int64_t *bias = (const int64_t *)operands[2];
  int16_t *output = (int16_t *)operands[5];
  int64_t *sums = (int64_t *)scratch;
  for (int32_t row = 0; row < p->batches * p->output_height; row++) {
    const int16_t *image = (const int16_t *)operands[0] +
                           (ptrdiff_t)(row / p->output_height) * p->input_height * p->input_width * p->input_channels;
    for (int32_t ox = 0; ox < p->output_width; ox++) {
      for (int32_t c = 0; c < p->output_channels; c++)
        sums[c] = bias[c];
      for (int32_t ky = 0; ky < p->kernel_height; ky++) {
        const int32_t y = row % p->output_height * p->stride_height - p->pad_top + ky * p->dilation_height;
        for (int32_t kx = 0; kx < p->kernel_width; kx++) {
          const int32_t x = ox * p->stride_width - p->pad_left + kx * p->dilation_width;
          if (y < 0 || y >= p->input_height || x < 0 || x >= p->input_width)
            continue;
          const int16_t *from = image + ((ptrdiff_t)y * p->input_width + x) * p->input_channels;
          const int8_t *w = (const int8_t *)operands[1] + (ptrdiff_t)(ky * p->kernel_width + kx) * p->output_channels;
          for (int32_t c = 0; c < p->output_channels; c++)
            sums[c] += from[c / p->depth_multiplier] * w[c];
        }
      }
      for (int32_t c = 0; c < p->output_channels; c++)
        *output++ =
            (int16_t)edge_requantize_64(sums[c], p->requantization, operands[3], c, p->output_min, p->output_max);
    }
  }
}

size_t edge_depthwise_conv2d_s16__portable_scratch(const void *parameters) {
  return (size_t)((const edge_depthwise_conv2d_s16 *)parameters)->output_channels * sizeof(int64_t);
}

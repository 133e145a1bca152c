/* depthwise_conv2d_s8 for Helium: the sums of eight channels stay in registers while the window is walked. Several
 * output channels for each input channel are left to the portable code. */
#include "edge_mve.h"

size_t edge_depthwise_conv2d_s8__mve_scratch(const void *parameters) {
  const edge_depthwise_conv2d_s8 *p = (const edge_depthwise_conv2d_s8 *)parameters;
  if (p->depth_multiplier != 1)
    return edge_depthwise_conv2d_s8__portable_scratch(parameters);
  return ((size_t)p->output_channels + 7) / 8 * 8 * sizeof(int32_t);
}

#if EDGE_HAS_MVE

/* The taps of a window that lie inside the image, and where the first of them is. */
typedef struct taps {
  const int8_t *from, *weights;
  int32_t rows, columns;
  int32_t row_step, column_step, weights_row_step, weights_column_step; /* bytes */
} taps;

/* Sums of eight channels, even ones in the first vector, odd ones in the second; `many` of them where not `all`. */
static inline int32x4x2_t sums(const taps *t, int32_t c, int16_t zero, int all, mve_pred16_t many) {
  int32x4x2_t sum = {{vdupq_n_s32(0), vdupq_n_s32(0)}};
  const int8_t *row = t->from + c, *weights_row = t->weights + c;
  for (int32_t y = 0; y < t->rows; y++) {
    const int8_t *from = row, *weights = weights_row;
    for (int32_t x = 0; x < t->columns; x++) {
      const int16x8_t w = all ? vldrbq_s16(weights) : vldrbq_z_s16(weights, many);
      const int16x8_t v = vsubq_n_s16(all ? vldrbq_s16(from) : vldrbq_z_s16(from, many), zero);
      sum.val[0] = vaddq_s32(sum.val[0], vmullbq_int_s16(v, w));
      sum.val[1] = vaddq_s32(sum.val[1], vmulltq_int_s16(v, w));
      from += t->column_step;
      weights += t->weights_column_step;
    }
    row += t->row_step;
    weights_row += t->weights_row_step;
  }
  return sum;
}

/* Taps before the image's edge: the smallest count that reaches 0 from `start` in steps of `dilation`. */
static inline int32_t taps_before(int32_t start, int32_t dilation) {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}

void edge_depthwise_conv2d_s8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_s8 *p = (const edge_depthwise_conv2d_s8 *)parameters;
  if (p->depth_multiplier != 1) {
    edge_depthwise_conv2d_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *image = (const int8_t *)operands[0];
  const int8_t *weights = (const int8_t *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const uint8_t *table = (const uint8_t *)operands[4];
  uint8_t *output = (uint8_t *)operands[5];
  int32_t *accumulators = (int32_t *)scratch;
  const int32_t channels = p->output_channels;
  taps t = {.row_step = p->dilation_height * p->input_width * channels,
            .column_step = p->dilation_width * channels,
            .weights_row_step = p->kernel_width * channels,
            .weights_column_step = channels};
  for (int32_t b = 0; b < p->batches; b++) {
    for (int32_t oy = 0; oy < p->output_height; oy++) {
      const int32_t y0 = oy * p->stride_height - p->pad_top;
      const int32_t first_row = taps_before(y0, p->dilation_height);
      t.rows = edge_min(p->kernel_height, taps_before(y0 - p->input_height, p->dilation_height)) - first_row;
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        const int32_t x0 = ox * p->stride_width - p->pad_left;
        const int32_t first_column = taps_before(x0, p->dilation_width);
        t.columns = edge_min(p->kernel_width, taps_before(x0 - p->input_width, p->dilation_width)) - first_column;
        t.from = image + ((ptrdiff_t)(y0 + first_row * p->dilation_height) * p->input_width + x0 +
                          first_column * p->dilation_width) *
                             channels;
        t.weights = weights + (ptrdiff_t)(first_row * p->kernel_width + first_column) * channels;
        int32_t c = 0;
        for (; c + 8 <= channels; c += 8)
          vst2q_s32(accumulators + c, sums(&t, c, (int16_t)p->input_zero_point, 1, 0));
        if (c < channels)
          vst2q_s32(accumulators + c, sums(&t, c, (int16_t)p->input_zero_point, 0, vctp16q((uint32_t)(channels - c))));
        for (c = 0; c < channels; c += 4) {
          const mve_pred16_t some = vctp32q((uint32_t)(channels - c));
          vstrwq_p_s32(accumulators + c, vaddq_s32(vldrwq_z_s32(accumulators + c, some), vldrwq_z_s32(bias + c, some)),
                       some);
        }
        edge_mve_store(output, accumulators, channels, p->requantization, operands[3], 0, p->output_zero_point,
                       p->output_min, p->output_max);
        if (p->has_table)
          edge_mve_look_up(output, output, table, channels);
        output += channels;
      }
    }
    image += (ptrdiff_t)p->input_height * p->input_width * channels;
  }
}
#endif

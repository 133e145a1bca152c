/* depthwise_conv2d_s8 for Arm's DSP instructions: the sums of four channels stay in registers while the window is
 * walked. Several output channels for each input channel are left to the portable code. */
#include "edge_dsp.h"

size_t edge_depthwise_conv2d_s8__dsp_scratch(const void *parameters) {
  return edge_depthwise_conv2d_s8__portable_scratch(parameters);
}

#if EDGE_HAS_DSP

/* The taps of a window that lie inside the image, and where the first of them is. */
typedef struct taps {
  const int8_t *from, *weights;
  int32_t rows, columns;
  int32_t row_step, column_step, weights_row_step, weights_column_step; /* bytes */
} taps;

static inline void add_four(const taps *t, int32_t c, int16x2_t minus_zero, int32_t *accumulators) {
  int32_t s0 = accumulators[0], s1 = accumulators[1], s2 = accumulators[2], s3 = accumulators[3];
  const int8_t *row = t->from + c, *weights_row = t->weights + c;
  for (int32_t y = 0; y < t->rows; y++) {
    const int8_t *from = row, *weights = weights_row;
    for (int32_t x = 0; x < t->columns; x++) {
      const uint32_t v = edge_dsp_load(from), w = edge_dsp_load(weights);
      const int16x2_t v02 = __sxtab16(minus_zero, (int8x4_t)v), v13 = __sxtab16(minus_zero, edge_dsp_odd_bytes(v));
      const int16x2_t w02 = __sxtb16((int8x4_t)w), w13 = __sxtb16(edge_dsp_odd_bytes(w));
      s0 = __smlabb((int32_t)v02, (int32_t)w02, s0);
      s2 = __smlatt((int32_t)v02, (int32_t)w02, s2);
      s1 = __smlabb((int32_t)v13, (int32_t)w13, s1);
      s3 = __smlatt((int32_t)v13, (int32_t)w13, s3);
      from += t->column_step;
      weights += t->weights_column_step;
    }
    row += t->row_step;
    weights_row += t->weights_row_step;
  }
  accumulators[0] = s0;
  accumulators[1] = s1;
  accumulators[2] = s2;
  accumulators[3] = s3;
}

static inline void add_one(const taps *t, int32_t c, int32_t zero, int32_t *accumulators) {
  int32_t sum = *accumulators;
  for (int32_t y = 0; y < t->rows; y++)
    for (int32_t x = 0; x < t->columns; x++)
      sum += (t->from[c + y * t->row_step + x * t->column_step] - zero) *
             t->weights[c + y * t->weights_row_step + x * t->weights_column_step];
  *accumulators = sum;
}

/* Taps before the image's edge: the smallest count that reaches 0 from `start` in steps of `dilation`. */
static inline int32_t taps_before(int32_t start, int32_t dilation) {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}

void edge_depthwise_conv2d_s8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_s8 *p = (const edge_depthwise_conv2d_s8 *)parameters;
  if (p->depth_multiplier != 1) {
    edge_depthwise_conv2d_s8__portable(parameters, operands, scratch);
    return;
  }
  const int8_t *image = (const int8_t *)operands[0];
  const int8_t *weights = (const int8_t *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const uint8_t *table = p->has_table ? (const uint8_t *)operands[4] : NULL;
  uint8_t *output = (uint8_t *)operands[5];
  int32_t *accumulators = (int32_t *)scratch;
  const int32_t channels = p->output_channels;
  const int32_t zero = p->input_zero_point;
  const int16x2_t minus_zero = (int16x2_t)(((uint32_t)-zero & 0xFFFF) * 0x10001u);
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
        for (int32_t c = 0; c < channels; c++)
          accumulators[c] = bias[c];
        int32_t c = 0;
        for (; c + 4 <= channels; c += 4)
          add_four(&t, c, minus_zero, accumulators + c);
        for (; c < channels; c++)
          add_one(&t, c, zero, accumulators + c);
        edge_dsp_store(output, accumulators, channels, p->requantization, operands[3], 0, p->output_zero_point,
                       p->output_min, p->output_max, table);
        output += channels;
      }
    }
    image += (ptrdiff_t)p->input_height * p->input_width * channels;
  }
}
#endif

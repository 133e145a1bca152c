/* depthwise_conv2d_s8 for Arm's DSP instructions: the sums of four channels stay in registers while the window is
 * walked. Several output channels for each input channel are left to the portable code. */
#include "edge_dsp.h"

size_t edge_depthwise_conv2d_s8__dsp_scratch(const void *parameters) {
  return edge_depthwise_conv2d_s8__portable_scratch(parameters);
}

#if EDGE_HAS_DSP

#define EDGE_NAME(x) depthwise_conv2d_s8_dsp_##x
#include "edge_depthwise_conv2d_s8_windows.h"

/* Unrolled, the loop would need more registers than there are. */
#if defined(__clang__)
#define EDGE_DSP_ROLLED_LOOP _Pragma("clang loop unroll(disable)")
#else
#define EDGE_DSP_ROLLED_LOOP
#endif

/* Not inlined, so that its inner loop has the registers: all fourteen. */
__attribute__((noinline)) static void add_four(const taps *t, int32_t c, int16x2_t minus_zero, const int32_t *bias,
                                               int32_t *accumulators) {
  int32_t s0 = bias[0], s1 = bias[1], s2 = bias[2], s3 = bias[3];
  const int8_t *row = t->from + c, *weights_row = t->weights + c;
  const int32_t columns = t->columns, column_step = t->column_step, channels = t->weights_column_step;
  for (int32_t rows = columns > 0 ? t->rows : 0; rows > 0; rows--) {
    const int8_t *from = row, *weights = weights_row;
    EDGE_DSP_ROLLED_LOOP
    for (int32_t left = columns; left != 0; left--) {
      const uint32_t v = edge_dsp_load(from), w = edge_dsp_load(weights);
      from += column_step;
      weights += channels;
      EDGE_DSP_KEEP_ADDRESSES(from, weights);
      const int16x2_t v02 = __sxtab16(minus_zero, (int8x4_t)v), v13 = __sxtab16(minus_zero, edge_dsp_odd_bytes(v));
      const int16x2_t w02 = __sxtb16((int8x4_t)w), w13 = __sxtb16(edge_dsp_odd_bytes(w));
      s0 = __smlabb((int32_t)v02, (int32_t)w02, s0);
      s2 = __smlatt((int32_t)v02, (int32_t)w02, s2);
      s1 = __smlabb((int32_t)v13, (int32_t)w13, s1);
      s3 = __smlatt((int32_t)v13, (int32_t)w13, s3);
    }
    row += t->row_step;
    weights_row += t->weights_row_step;
  }
  accumulators[0] = s0;
  accumulators[1] = s1;
  accumulators[2] = s2;
  accumulators[3] = s3;
}

static inline int32_t sum_of_one(const taps *t, int32_t c, int32_t zero) {
  int32_t sum = 0;
  for (int32_t y = 0; y < t->rows; y++)
    for (int32_t x = 0; x < t->columns; x++)
      sum += (t->from[c + y * t->row_step + x * t->column_step] - zero) *
             t->weights[c + y * t->weights_row_step + x * t->weights_column_step];
  return sum;
}

static inline void depthwise_conv2d_s8_dsp_pixel(const edge_depthwise_conv2d_s8 *p, const taps *t,
                                                 void *const *operands, int32_t *accumulators, uint8_t *output) {
  const int32_t *bias = (const int32_t *)operands[2];
  const int32_t channels = p->output_channels, zero = p->input_zero_point;
  const int16x2_t minus_zero = (int16x2_t)(((uint32_t)-zero & 0xFFFF) * 0x10001u);
  int32_t c = 0;
  for (; c + 4 <= channels; c += 4)
    add_four(t, c, minus_zero, bias + c, accumulators + c);
  for (; c < channels; c++)
    accumulators[c] = bias[c] + sum_of_one(t, c, zero);
  edge_dsp_store(output, accumulators, channels, p->requantization, operands[3], 0, p->output_zero_point, p->output_min,
                 p->output_max, p->has_table ? (const uint8_t *)operands[4] : NULL);
}

void edge_depthwise_conv2d_s8__dsp(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_s8 *p = (const edge_depthwise_conv2d_s8 *)parameters;
  if (p->depth_multiplier == 1)
    depthwise_conv2d_s8_dsp_run(p, operands, (int32_t *)scratch);
  else
    edge_depthwise_conv2d_s8__portable(parameters, operands, scratch);
}
#endif

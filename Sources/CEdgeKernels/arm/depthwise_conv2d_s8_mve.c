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

#define EDGE_NAME(x) depthwise_conv2d_s8_mve_##x
#include "edge_depthwise_conv2d_s8_windows.h"

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

static inline void depthwise_conv2d_s8_mve_pixel(const edge_depthwise_conv2d_s8 *p, const taps *t,
                                                 void *const *operands, int32_t *accumulators, uint8_t *output) {
  const int32_t *bias = (const int32_t *)operands[2];
  const int32_t channels = p->output_channels;
  const int16_t zero = (int16_t)p->input_zero_point;
  int32_t c = 0;
  for (; c + 8 <= channels; c += 8)
    vst2q_s32(accumulators + c, sums(t, c, zero, 1, 0));
  if (c < channels)
    vst2q_s32(accumulators + c, sums(t, c, zero, 0, vctp16q((uint32_t)(channels - c))));
  for (c = 0; c < channels; c += 4) {
    const mve_pred16_t some = vctp32q((uint32_t)(channels - c));
    vstrwq_p_s32(accumulators + c, vaddq_s32(vldrwq_z_s32(accumulators + c, some), vldrwq_z_s32(bias + c, some)), some);
  }
  edge_mve_store(output, accumulators, channels, p->requantization, operands[3], 0, p->output_zero_point, p->output_min,
                 p->output_max);
  if (p->has_table)
    edge_mve_look_up(output, output, (const uint8_t *)operands[4], channels);
}

void edge_depthwise_conv2d_s8__mve(const void *parameters, void *const *operands, void *scratch) {
  const edge_depthwise_conv2d_s8 *p = (const edge_depthwise_conv2d_s8 *)parameters;
  if (p->depth_multiplier == 1)
    depthwise_conv2d_s8_mve_run(p, operands, (int32_t *)scratch);
  else
    edge_depthwise_conv2d_s8__portable(parameters, operands, scratch);
}
#endif

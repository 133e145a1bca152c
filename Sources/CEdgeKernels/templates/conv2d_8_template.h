/* The 8-bit convolution, written once for both kinds of bytes and of weights. The including file defines
 *
 *   EDGE_NAME(x)          names of this copy's own
 *   EDGE_NAME(store)      stores the accumulators of one pixel
 *   EDGE_PARAMETERS       edge_conv2d_s8 or edge_conv2d_u8
 *   EDGE_INPUT            the type of values
 *   EDGE_OUTPUT           the type of results
 *   EDGE_WEIGHT           the type of packed weights
 *   EDGE_ZERO(p)          what the factors' zero point is, 0 where packing has taken it off
 *   EDGE_FACTOR(w, zero)  what a packed weight stands for
 *
 * and EDGE_HAS_MULTIPLY where it defines EDGE_NAME(multiply) too.
 *
 * Patches of EDGE_PIXELS output pixels are gathered as int16 (input minus its zero point, zeros outside the image),
 * then multiplied with EDGE_CHANNELS rows of weights at a time. The inner loop is a set of int16 dot products, which
 * compilers turn into multiply-add-pairs instructions (pmaddwd, smlad, ...).
 */
#define EDGE_PIXELS   4
#define EDGE_CHANNELS 2

/* Eight lanes is the width at which clang recognises pmaddwd on plain x86-64; it picks four by itself. Builds that do
 * not vectorise at all (sanitizers) need not be told. */
#if defined(__clang__) && defined(__x86_64__)
#pragma clang diagnostic ignored "-Wpass-failed"
#define EDGE_DOT_PRODUCT_LOOP _Pragma("clang loop vectorize_width(8) interleave_count(1)")
#else
#define EDGE_DOT_PRODUCT_LOOP
#endif

static void EDGE_NAME(gather)(const EDGE_PARAMETERS *p, const EDGE_INPUT *input, int32_t group, int32_t b, int32_t oy,
                              int32_t ox, int32_t depth, int16_t *patch) {
  const int32_t channels = p->input_channels / p->groups;
  const int32_t zero = p->input_zero_point;
  int16_t *to = patch;
  for (int32_t ky = 0; ky < p->kernel_height; ky++) {
    int32_t y = oy * p->stride_height - p->pad_top + ky * p->dilation_height;
    for (int32_t kx = 0; kx < p->kernel_width; kx++) {
      int32_t x = ox * p->stride_width - p->pad_left + kx * p->dilation_width;
      if (y < 0 || y >= p->input_height || x < 0 || x >= p->input_width) {
        for (int32_t c = 0; c < channels; c++)
          to[c] = 0;
      } else {
        const EDGE_INPUT *from =
            input + (((ptrdiff_t)b * p->input_height + y) * p->input_width + x) * p->input_channels + group * channels;
        for (int32_t c = 0; c < channels; c++)
          to[c] = (int16_t)(from[c] - zero);
      }
      to += channels;
    }
  }
  for (int32_t k = (int32_t)(to - patch); k < depth; k++)
    patch[k] = 0;
}

#ifndef EDGE_HAS_MULTIPLY
/* accumulators: EDGE_PIXELS rows of `channels` values. */
static void EDGE_NAME(multiply)(const int16_t *patches, int32_t depth, const EDGE_WEIGHT *weights, const int32_t *bias,
                                int32_t zero, int32_t channels, int32_t *accumulators) {
  (void)zero;
  const int16_t *a0 = patches, *a1 = a0 + depth, *a2 = a1 + depth, *a3 = a2 + depth;
  int32_t c = 0;
  for (; c + EDGE_CHANNELS <= channels; c += EDGE_CHANNELS) {
    const EDGE_WEIGHT *w0 = weights + (ptrdiff_t)c * depth, *w1 = w0 + depth;
    int32_t s00 = 0, s10 = 0, s20 = 0, s30 = 0, s01 = 0, s11 = 0, s21 = 0, s31 = 0;
    EDGE_DOT_PRODUCT_LOOP
    for (int32_t k = 0; k < depth; k++) {
      int32_t v0 = EDGE_FACTOR(w0[k], zero), v1 = EDGE_FACTOR(w1[k], zero);
      s00 += a0[k] * v0;
      s10 += a1[k] * v0;
      s20 += a2[k] * v0;
      s30 += a3[k] * v0;
      s01 += a0[k] * v1;
      s11 += a1[k] * v1;
      s21 += a2[k] * v1;
      s31 += a3[k] * v1;
    }
    int32_t *to = accumulators + c;
    to[0] = s00 + bias[c];
    to[1] = s01 + bias[c + 1];
    to[channels] = s10 + bias[c];
    to[channels + 1] = s11 + bias[c + 1];
    to[2 * channels] = s20 + bias[c];
    to[2 * channels + 1] = s21 + bias[c + 1];
    to[3 * channels] = s30 + bias[c];
    to[3 * channels + 1] = s31 + bias[c + 1];
  }
  for (; c < channels; c++) {
    const EDGE_WEIGHT *w0 = weights + (ptrdiff_t)c * depth;
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    EDGE_DOT_PRODUCT_LOOP
    for (int32_t k = 0; k < depth; k++) {
      int32_t v = EDGE_FACTOR(w0[k], zero);
      s0 += a0[k] * v;
      s1 += a1[k] * v;
      s2 += a2[k] * v;
      s3 += a3[k] * v;
    }
    accumulators[c] = s0 + bias[c];
    accumulators[channels + c] = s1 + bias[c];
    accumulators[2 * channels + c] = s2 + bias[c];
    accumulators[3 * channels + c] = s3 + bias[c];
  }
}
#endif

static void EDGE_NAME(run)(const void *parameters, void *const *operands, void *scratch) {
  const EDGE_PARAMETERS *p = (const EDGE_PARAMETERS *)parameters;
  const EDGE_INPUT *input = (const EDGE_INPUT *)operands[0];
  const EDGE_WEIGHT *weights = (const EDGE_WEIGHT *)operands[1];
  const int32_t *bias = (const int32_t *)operands[2];
  const void *requant = operands[3];
  const uint8_t *table = (const uint8_t *)operands[4];
  EDGE_OUTPUT *output = (EDGE_OUTPUT *)operands[5];
  const int32_t depth = edge_conv2d_8_padded_depth(p->kernel_height, p->kernel_width, p->input_channels / p->groups);
  const int32_t group_channels = p->output_channels / p->groups;
  int32_t *accumulators = (int32_t *)scratch;
  int16_t *patches = (int16_t *)(accumulators + EDGE_PIXELS * group_channels);
  const int32_t pixels = p->batches * p->output_height * p->output_width;
  for (int32_t group = 0; group < p->groups; group++) {
    const int32_t channel = group * group_channels;
    const EDGE_WEIGHT *group_weights = weights + (ptrdiff_t)channel * depth;
    for (int32_t first = 0; first < pixels; first += EDGE_PIXELS) {
      const int32_t count = edge_min(EDGE_PIXELS, pixels - first);
      EDGE_OUTPUT *to[EDGE_PIXELS];
      for (int32_t i = 0; i < count; i++) {
        int32_t pixel = first + i;
        int32_t ox = pixel % p->output_width;
        int32_t row = pixel / p->output_width;
        to[i] = output + (ptrdiff_t)row * p->output_row_step + (ptrdiff_t)ox * p->output_pixel_step + channel;
        EDGE_NAME(gather)
        (p, input, group, row / p->output_height, row % p->output_height, ox, depth, patches + (ptrdiff_t)i * depth);
      }
      EDGE_NAME(multiply)(patches, depth, group_weights, bias + channel, EDGE_ZERO(p), group_channels, accumulators);
      for (int32_t i = 0; i < count; i++)
        EDGE_NAME(store)
      (p, accumulators + (ptrdiff_t)i * group_channels, requant, table, to[i], channel, group_channels);
    }
  }
}
#undef EDGE_PIXELS
#undef EDGE_CHANNELS
#undef EDGE_NAME
#undef EDGE_PARAMETERS
#undef EDGE_INPUT
#undef EDGE_OUTPUT
#undef EDGE_WEIGHT
#undef EDGE_ZERO
#undef EDGE_FACTOR
#undef EDGE_DOT_PRODUCT_LOOP

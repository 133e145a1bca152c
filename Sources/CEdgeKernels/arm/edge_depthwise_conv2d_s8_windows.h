/* depthwise_conv2d_s8 of one output channel for each input channel, written once for all instruction sets of
 * microcontrollers: which taps of each window lie inside the image. EDGE_NAME(pixel)(p, taps, operands, accumulators,
 * output) must exist: it computes one pixel's channels. */

/* The taps of a window that lie inside the image, and where the first of them is. */
typedef struct taps {
  const int8_t *from, *weights;
  int32_t rows, columns;
  int32_t row_step, column_step, weights_row_step, weights_column_step; /* bytes */
} taps;

static inline void EDGE_NAME(pixel)(const edge_depthwise_conv2d_s8 *p, const taps *t, void *const *operands,
                                    int32_t *accumulators, uint8_t *output);

/* Taps before the image's edge: the smallest count that reaches 0 from `start` in steps of `dilation`. */
static inline int32_t EDGE_NAME(taps_before)(int32_t start, int32_t dilation) {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}

static void EDGE_NAME(run)(const edge_depthwise_conv2d_s8 *p, void *const *operands, int32_t *accumulators) {
  const int8_t *image = (const int8_t *)operands[0];
  const int8_t *weights = (const int8_t *)operands[1];
  uint8_t *output = (uint8_t *)operands[5];
  const int32_t channels = p->output_channels;
  taps t = {.row_step = p->dilation_height * p->input_width * channels,
            .column_step = p->dilation_width * channels,
            .weights_row_step = p->kernel_width * channels,
            .weights_column_step = channels};
  for (int32_t b = 0; b < p->batches; b++) {
    for (int32_t oy = 0; oy < p->output_height; oy++) {
      const int32_t y0 = oy * p->stride_height - p->pad_top;
      const int32_t first_row = EDGE_NAME(taps_before)(y0, p->dilation_height);
      const int32_t last_row = EDGE_NAME(taps_before)(y0 - p->input_height, p->dilation_height);
      t.rows = edge_min(p->kernel_height, last_row) - first_row;
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        const int32_t x0 = ox * p->stride_width - p->pad_left;
        const int32_t first_column = EDGE_NAME(taps_before)(x0, p->dilation_width);
        const int32_t last_column = EDGE_NAME(taps_before)(x0 - p->input_width, p->dilation_width);
        t.columns = edge_min(p->kernel_width, last_column) - first_column;
        t.from = image + ((ptrdiff_t)(y0 + first_row * p->dilation_height) * p->input_width + x0 +
                          first_column * p->dilation_width) *
                             channels;
        t.weights = weights + (ptrdiff_t)(first_row * p->kernel_width + first_column) * channels;
        EDGE_NAME(pixel)(p, &t, operands, accumulators, output);
        output += channels;
      }
    }
    image += (ptrdiff_t)p->input_height * p->input_width * channels;
  }
}

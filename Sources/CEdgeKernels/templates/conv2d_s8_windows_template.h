/* The int8 convolution over windows, for one instruction set. The including file defines
 *
 *   EDGE_CONV                       the kernel's function
 *   EDGE_LANES                      its `edge_lanes`
 *   EDGE_TAKE(left)                 channel blocks to take at once of those left
 *   EDGE_RUN_TAKEN(taken, RUN)      RUN(PIXELS, BLOCKS) for them, with block_PIXELSxBLOCKS(w, windows, channel, output,
 *                                   count), and what edge_border_template.h asks for.
 */
#include "edge_border_template.h"

/* All pixels of one row of `width` pixels. Pixels beyond it repeat the last one and are not stored. */
#define EDGE_RUN_ROW(PIXELS, BLOCKS)                                                                                   \
  for (int32_t x = 0; x < width; x += PIXELS) {                                                                        \
    size_t windows[PIXELS];                                                                                            \
    const int32_t count = edge_min(PIXELS, width - x);                                                                 \
    for (int32_t i = 0; i < PIXELS; i++)                                                                               \
      windows[i] = start + (size_t)(x + edge_min(i, count - 1)) * step;                                                \
    block_##PIXELS##x##BLOCKS(&w, windows, channel, row + (size_t)x * (size_t)p->output_pixel_step, count);            \
  }

void EDGE_CONV(const void *parameters, void *const *operands, void *scratch) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  if (edge_has_no_windows(p)) {
    edge_conv2d_s8__portable_wide(parameters, operands, scratch);
    return;
  }
  const edge_lanes l = EDGE_LANES;
  size_t offsets[EDGE_MOST_SEGMENTS];
  const int32_t segments = edge_segment_count(p);
  const size_t channels = (size_t)p->input_channels;
  const edge_border border = {.batches = p->batches,
                              .input_height = p->input_height,
                              .input_width = p->input_width,
                              .channels = p->input_channels,
                              .height = edge_bordered_height(p),
                              .width = edge_bordered_width(p),
                              .pad_top = p->pad_top,
                              .pad_left = p->pad_left,
                              .zero_point = p->input_zero_point,
                              .repeats = 1};
  const size_t row_length = (size_t)border.width * channels;
  copy_with_border(&border, (const int8_t *)operands[0], (EDGE_ELEMENT *)scratch);
  for (int32_t s = 0; s < segments; s++) {
    const int32_t ky = p->dilation_width == 1 ? s : s / p->kernel_width;
    const int32_t kx = p->dilation_width == 1 ? 0 : s % p->kernel_width;
    offsets[s] = (size_t)(ky * p->dilation_height) * row_length + (size_t)(kx * p->dilation_width) * channels;
  }
  edge_windows w = {.p = p,
                    .image = scratch,
                    .offsets = offsets,
                    .weights = (const int8_t *)operands[1],
                    .bias = (const int32_t *)operands[2],
                    .requant = operands[3],
                    .table = (const uint8_t *)operands[4],
                    .block_bytes = edge_block_bytes(p, l),
                    .segments = segments,
                    .groups = edge_segment_groups(p, l.group)};
  w.sums = (const int32_t *)(const void *)(w.weights + (size_t)edge_channel_blocks(p, l.lanes) * w.block_bytes);
  /* Rows of a window of one pixel and no stride follow one another without a gap: one long row. */
  const int flat = p->kernel_width == 1 && p->kernel_height == 1 && p->stride_width == 1 && p->stride_height == 1 &&
                   border.width == p->output_width &&
                   (size_t)p->output_row_step == (size_t)p->output_width * (size_t)p->output_pixel_step;
  const int32_t width = flat ? p->batches * p->output_height * p->output_width : p->output_width;
  const int32_t rows = flat ? 1 : p->batches * p->output_height;
  const size_t step = (size_t)p->stride_width * channels;
  for (int32_t channel = 0; channel < p->output_channels;) {
    const int32_t taken = EDGE_TAKE((p->output_channels - channel + l.lanes - 1) / l.lanes);
    for (int32_t r = 0; r < rows; r++) {
      const int32_t b = r / p->output_height, y = r % p->output_height;
      const size_t start =
          flat ? 0 : ((size_t)b * (size_t)border.height + (size_t)y * (size_t)p->stride_height) * row_length;
      uint8_t *row = (uint8_t *)operands[5] + (size_t)r * (size_t)p->output_row_step;
      EDGE_RUN_TAKEN(taken, EDGE_RUN_ROW)
    }
    channel += taken * l.lanes;
  }
}

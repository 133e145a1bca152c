/* The int8 convolution over windows, plain and transposed, for one instruction set. The including file defines
 *
 *   EDGE_CONV, EDGE_TRANSPOSE_CONV  the kernels' functions
 *   EDGE_LANES                      their `edge_lanes`
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
    block_##PIXELS##x##BLOCKS(&w, windows, channel, row + (size_t)x * pixel_step, count);                              \
  }

/* `pixel_step` and `row_step` are the distances of output pixels and rows in bytes. */
static void convolve(const edge_conv2d_s8 *p, const int8_t *input, const int8_t *weights, void *const *operands,
                     uint8_t *output, size_t pixel_step, size_t row_step, void *scratch) {
  const edge_lanes l = EDGE_LANES;
  size_t offsets[EDGE_MOST_SEGMENTS];
  const int32_t segments = edge_segment_count(p);
  const size_t channels = (size_t)p->input_channels;
  const edge_border border = {p->batches,
                              p->input_height,
                              p->input_width,
                              p->input_channels,
                              edge_bordered_height(p),
                              edge_bordered_width(p),
                              p->pad_top,
                              p->pad_left,
                              p->input_zero_point};
  const size_t row_length = (size_t)border.width * channels;
  copy_with_border(&border, input, (EDGE_ELEMENT *)scratch);
  for (int32_t s = 0; s < segments; s++) {
    const int32_t ky = p->dilation_width == 1 ? s : s / p->kernel_width;
    const int32_t kx = p->dilation_width == 1 ? 0 : s % p->kernel_width;
    offsets[s] = (size_t)(ky * p->dilation_height) * row_length + (size_t)(kx * p->dilation_width) * channels;
  }
  edge_windows w = {.p = p,
                    .image = scratch,
                    .offsets = offsets,
                    .weights = weights,
                    .bias = (const int32_t *)operands[2],
                    .requant = operands[3],
                    .table = (const uint8_t *)operands[4],
                    .block_bytes = edge_block_bytes(p, l),
                    .pixel_step = pixel_step,
                    .segments = segments,
                    .groups = edge_segment_groups(p, l.group)};
  w.sums = (const int32_t *)(const void *)(w.weights + (size_t)edge_channel_blocks(p, l.lanes) * w.block_bytes);
  /* Rows of a window of one pixel and no stride follow one another without a gap: one long row. */
  const int flat = p->kernel_width == 1 && p->kernel_height == 1 && p->stride_width == 1 && p->stride_height == 1 &&
                   border.width == p->output_width && row_step == (size_t)p->output_width * pixel_step;
  const int32_t width = flat ? p->batches * p->output_height * p->output_width : p->output_width;
  const int32_t rows = flat ? 1 : p->batches * p->output_height;
  const size_t step = (size_t)p->stride_width * channels;
  for (int32_t channel = 0; channel < p->output_channels;) {
    const int32_t taken = EDGE_TAKE((p->output_channels - channel + l.lanes - 1) / l.lanes);
    for (int32_t r = 0; r < rows; r++) {
      const int32_t b = r / p->output_height, y = r % p->output_height;
      const size_t start =
          flat ? 0 : ((size_t)b * (size_t)border.height + (size_t)y * (size_t)p->stride_height) * row_length;
      uint8_t *row = output + (size_t)r * row_step;
      EDGE_RUN_TAKEN(taken, EDGE_RUN_ROW)
    }
    channel += taken * l.lanes;
  }
}

void EDGE_CONV(const void *parameters, void *const *operands, void *scratch) {
  const edge_conv2d_s8 *p = (const edge_conv2d_s8 *)parameters;
  if (edge_has_no_windows(p)) {
    edge_conv2d_s8__portable_wide(parameters, operands, scratch);
    return;
  }
  const size_t pixel = (size_t)p->output_channels;
  convolve(p, (const int8_t *)operands[0], (const int8_t *)operands[1], operands, (uint8_t *)operands[5], pixel,
           pixel * (size_t)p->output_width, scratch);
}

void EDGE_TRANSPOSE_CONV(const void *parameters, void *const *operands, void *scratch) {
  const edge_transpose_conv_s8 *p = (const edge_transpose_conv_s8 *)parameters;
  if (edge_has_no_phases(p)) {
    edge_transpose_conv_s8__portable(parameters, operands, scratch);
    return;
  }
  const size_t pixel = (size_t)p->output_channels, row = pixel * (size_t)p->output_width;
  const size_t input_size = (size_t)p->input_height * (size_t)p->input_width * (size_t)p->input_channels;
  const int8_t *weights = (const int8_t *)operands[1];
  for (int32_t i = 0; i < edge_phase_count(p); i++) {
    const edge_phase phase = edge_phase_at(p, i);
    for (int32_t b = 0; b < p->batches; b++) {
      uint8_t *output = (uint8_t *)operands[5] + (size_t)b * (size_t)p->output_height * row;
      convolve(&phase.conv, (const int8_t *)operands[0] + (size_t)b * input_size, weights, operands,
               output + (size_t)phase.y * row + (size_t)phase.x * pixel, pixel * (size_t)p->stride_width,
               row * (size_t)p->stride_height, scratch);
    }
    weights += edge_windows_packed(&phase.conv, EDGE_LANES);
  }
}

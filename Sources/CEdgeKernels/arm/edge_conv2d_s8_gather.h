/* How the int8 convolutions of microcontrollers gather windows, written once for all their instruction sets.
 * EDGE_NAME(copy)(to, from, n) and EDGE_NAME(fill)(to, value, n) must exist; n is in bytes and may be 0. */

/* One pixel's window as bytes; where the image ends, its zero point goes on. */
static void EDGE_NAME(gather)(const edge_conv2d_s8 *p, const int8_t *input, int32_t group, int32_t pixel, int8_t *to) {
  const int32_t channels = p->input_channels / p->groups;
  const int32_t row = pixel / p->output_width;
  const int32_t x0 = pixel % p->output_width * p->stride_width - p->pad_left;
  const int32_t y0 = row % p->output_height * p->stride_height - p->pad_top;
  const int8_t *image = input +
                        (ptrdiff_t)(row / p->output_height) * p->input_height * p->input_width * p->input_channels +
                        group * channels;
  const int8_t zero = (int8_t)p->input_zero_point;
  /* Taps of one row are contiguous unless groups or dilation pull them apart. */
  const int32_t contiguous = p->groups == 1 && p->dilation_width == 1;
  const int32_t left = edge_min(edge_max(-x0, 0), p->kernel_width);
  const int32_t inside = edge_max(edge_min(p->kernel_width, p->input_width - x0) - left, 0);
  for (int32_t ky = 0; ky < p->kernel_height; ky++) {
    const int32_t y = y0 + ky * p->dilation_height;
    const int32_t is_inside = y >= 0 && y < p->input_height;
    const int8_t *from = image + ((ptrdiff_t)y * p->input_width + x0) * p->input_channels;
    if (contiguous) {
      if (is_inside && inside == p->kernel_width) {
        EDGE_NAME(copy)(to, from, inside * channels);
      } else {
        EDGE_NAME(fill)(to, zero, p->kernel_width * channels);
        if (is_inside)
          EDGE_NAME(copy)(to + left * channels, from + left * channels, inside * channels);
      }
      to += p->kernel_width * channels;
    } else {
      for (int32_t kx = 0; kx < p->kernel_width; kx++) {
        const int32_t x = x0 + kx * p->dilation_width;
        if (is_inside && x >= 0 && x < p->input_width)
          EDGE_NAME(copy)(to, from + (ptrdiff_t)kx * p->dilation_width * p->input_channels, channels);
        else
          EDGE_NAME(fill)(to, zero, channels);
        to += channels;
      }
    }
  }
}

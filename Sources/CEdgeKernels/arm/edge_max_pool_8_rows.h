/* max_pool_8 in two steps, written once for all instruction sets of microcontrollers: the maximum of the window's rows,
 * which is a row of the image's width in scratch memory, then of its columns. EDGE_NAME(larger)(to, from, n, is_signed)
 * must exist: it replaces n bytes by the larger of their own value and `from`'s. */
#include "edge_freestanding.h"
#include "edge_pool_8.h"

/* The first of the `count` rows or columns that are left inside the image, if any is. */
static inline void EDGE_NAME(begin)(uint8_t *to, const uint8_t *from, int32_t count, int32_t n, int32_t lowest) {
  if (count > 0)
    memcpy(to, from, (size_t)n);
  else
    memset(to, lowest, (size_t)n);
}

static void EDGE_NAME(run)(const edge_max_pool_8 *p, const uint8_t *input, uint8_t *output, uint8_t *row) {
  const int32_t channels = p->channels;
  const int32_t row_size = p->input_width * channels;
  const int is_signed = p->is_signed;
  const int32_t lowest = is_signed ? -128 : 0;
  for (int32_t b = 0; b < p->batches; b++) {
    for (int32_t oy = 0; oy < p->output_height; oy++) {
      const int32_t y = oy * p->stride_height - p->pad_top;
      const int32_t first_row = edge_max(y, 0), last_row = edge_min(y + p->filter_height, p->input_height);
      EDGE_NAME(begin)(row, input + (ptrdiff_t)first_row * row_size, last_row - first_row, row_size, lowest);
      for (int32_t r = first_row + 1; r < last_row; r++)
        EDGE_NAME(larger)(row, input + (ptrdiff_t)r * row_size, row_size, is_signed);
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        const int32_t x = ox * p->stride_width - p->pad_left;
        const int32_t first = edge_max(x, 0), last = edge_min(x + p->filter_width, p->input_width);
        EDGE_NAME(begin)(output, row + first * channels, last - first, channels, lowest);
        for (int32_t column = first + 1; column < last; column++)
          EDGE_NAME(larger)(output, row + column * channels, channels, is_signed);
        edge_pool_8_clamp(output, channels, is_signed, p->output_min, p->output_max);
        output += channels;
      }
    }
    input += (ptrdiff_t)p->input_height * row_size;
  }
}

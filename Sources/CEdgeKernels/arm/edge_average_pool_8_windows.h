/* average_pool_8 written once for all instruction sets of microcontrollers: sums are kept in 16 bits, and dividing by
 * the number of taps is multiplying by its reciprocal. EDGE_NAME(means)(window, to) must exist: it computes a pixel. */
#include "edge_freestanding.h"
#include "edge_pool_8.h"

/* More taps, and sums of bytes may outgrow 16 bits. */
enum { EDGE_AVERAGE_MOST_TAPS = 256 };

/* The taps of a window that lie inside the image: a sum s of them, of which `offset` makes a value that is not
 * negative, has the mean ((s + offset) * reciprocal >> 32) - (is_signed ? 128 : 0), where s is first reduced by one if
 * it is negative and `ties_away` is 1. */
typedef struct window {
  const uint8_t *from;
  int32_t rows, columns, row_step, channels;
  int32_t is_signed;
  uint32_t offset, reciprocal, ties_away;
} window;

static void EDGE_NAME(means)(const window *w, uint8_t *to);

static void EDGE_NAME(run)(const edge_average_pool_8 *p, const uint8_t *input, uint8_t *output) {
  const int32_t channels = p->channels;
  window w = {.row_step = p->input_width * channels, .channels = channels, .is_signed = p->is_signed};
  for (int32_t b = 0; b < p->batches; b++) {
    for (int32_t oy = 0; oy < p->output_height; oy++) {
      const int32_t y = oy * p->stride_height - p->pad_top;
      const int32_t first_row = edge_max(y, 0);
      w.rows = edge_min(y + p->filter_height, p->input_height) - first_row;
      for (int32_t ox = 0; ox < p->output_width; ox++) {
        const int32_t x = ox * p->stride_width - p->pad_left;
        const int32_t first_column = edge_max(x, 0);
        w.columns = edge_min(x + p->filter_width, p->input_width) - first_column;
        w.from = input + (ptrdiff_t)first_row * w.row_step + first_column * channels;
        /* Rounded up, which is exact for numerators and divisors as small as these. */
        const uint32_t count = (uint32_t)(w.rows * w.columns);
        w.reciprocal = UINT32_MAX / count + 1;
        w.offset = count / 2 + (p->is_signed ? 128 * count : 0);
        w.ties_away = p->is_signed && count % 2 == 0;
        if (count == 1)
          memcpy(output, w.from, (size_t)channels);
        else
          EDGE_NAME(means)(&w, output);
        edge_pool_8_clamp(output, channels, p->is_signed, p->output_min, p->output_max);
        output += channels;
      }
    }
    input += (ptrdiff_t)p->input_height * w.row_step;
  }
}

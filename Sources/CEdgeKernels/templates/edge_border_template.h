/* Copies an input with its border. The including file defines
 *
 *   EDGE_ELEMENT                            type of the copy
 *   EDGE_BORDER(zero_point)                 element that stands for the zero point
 *   EDGE_COPY(to, from, count, zero_point)  copies elements of the input
 *   EDGE_COPY_REPEATED(to, from, count, zero_point, repeats)  where borders ask for it: the same, each element
 *                                           several times, `count` in all
 */

/* EDGE_COPY for int16: values less their zero point. */
static inline void copy_widened(int16_t *to, const int8_t *from, size_t n, int32_t zero_point) {
  for (size_t i = 0; i < n; i++)
    to[i] = (int16_t)(from[i] - zero_point);
}

static inline void copy_repeated(int16_t *to, const int8_t *from, size_t n, int32_t zero_point, size_t repeats) {
  for (size_t i = 0; i < n; i += repeats) {
    const int16_t value = (int16_t)(*from++ - zero_point);
    for (size_t r = 0; r < repeats; r++)
      to[i + r] = value;
  }
}

static inline void fill_elements(EDGE_ELEMENT *to, EDGE_ELEMENT value, size_t n) {
  for (size_t i = 0; i < n; i++)
    to[i] = value;
}

static inline void copy_elements(const edge_border *b, EDGE_ELEMENT *to, const int8_t *from, size_t n) {
  (void)b;
#ifdef EDGE_COPY_REPEATED
  if (b->repeats > 1) {
    EDGE_COPY_REPEATED(to, from, n, b->zero_point, (size_t)b->repeats);
    return;
  }
#endif
  EDGE_COPY(to, from, n, b->zero_point);
}

static void copy_with_border(const edge_border *b, const int8_t *input, EDGE_ELEMENT *to) {
  const size_t channels = (size_t)b->channels;
  const EDGE_ELEMENT zero = EDGE_BORDER(b->zero_point);
  const size_t row = (size_t)b->width * channels;
  const size_t input_row = (size_t)b->input_width * (channels / (size_t)edge_max(b->repeats, 1));
  const int32_t left = edge_min(b->pad_left, b->width);
  const int32_t inside = edge_max(edge_min(b->input_width, b->width - left), 0);
  const size_t left_count = (size_t)left * channels, inside_count = (size_t)inside * channels;
  for (int32_t batch = 0; batch < b->batches; batch++) {
    const int8_t *image = input + (size_t)batch * (size_t)b->input_height * input_row;
    if (b->pad_top == 0 && b->pad_left == 0 && b->width == b->input_width && b->height <= b->input_height) {
      copy_elements(b, to, image, (size_t)b->height * row);
      to += (size_t)b->height * row;
      continue;
    }
    for (int32_t y = 0; y < b->height; y++) {
      const int32_t from = y - b->pad_top;
      if (from < 0 || from >= b->input_height) {
        fill_elements(to, zero, row);
      } else {
        fill_elements(to, zero, left_count);
        copy_elements(b, to + left_count, image + (size_t)from * input_row, inside_count);
        fill_elements(to + left_count + inside_count, zero, row - left_count - inside_count);
      }
      to += row;
    }
  }
}

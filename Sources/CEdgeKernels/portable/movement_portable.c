/* Data movement, portable: exact for every element type. */
#include "edge_freestanding.h"
#include "edge_kernel_functions.h"

static void copy_row(uint8_t *to, const uint8_t *from, int32_t n, int32_t to_step, int32_t from_step, int32_t size) {
  if (to_step == 1 && from_step == 1) {
    memcpy(to, from, (size_t)n * (size_t)size);
  } else if (size == 1) {
    for (int32_t i = 0; i < n; i++)
      to[(ptrdiff_t)i * to_step] = from[(ptrdiff_t)i * from_step];
  } else if (size == 4) {
    for (int32_t i = 0; i < n; i++)
      memcpy(to + (ptrdiff_t)i * to_step * 4, from + (ptrdiff_t)i * from_step * 4, 4);
  } else {
    for (int32_t i = 0; i < n; i++)
      memcpy(to + (ptrdiff_t)i * to_step * size, from + (ptrdiff_t)i * from_step * size, (size_t)size);
  }
}

/* A transposition of bytes in blocks, so that neither side walks memory a cache line per element. */
static void transpose_bytes(uint8_t *to, const uint8_t *from, int32_t rows, int32_t columns, int32_t to_row_step,
                            int32_t from_column_step) {
  enum { BLOCK = 16 };
  for (int32_t r = 0; r < rows; r += BLOCK)
    for (int32_t c = 0; c < columns; c += BLOCK) {
      const int32_t r_end = r + BLOCK < rows ? r + BLOCK : rows, c_end = c + BLOCK < columns ? c + BLOCK : columns;
      for (int32_t i = r; i < r_end; i++)
        for (int32_t j = c; j < c_end; j++)
          to[(ptrdiff_t)i * to_row_step + j] = from[(ptrdiff_t)j * from_column_step + i];
    }
}

void edge_copy_nd__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_copy_nd *p = (const edge_copy_nd *)parameters;
  const int32_t size = p->element_size;
  const uint8_t *input = (const uint8_t *)operands[0] + (ptrdiff_t)p->input_offset * size;
  uint8_t *output = (uint8_t *)operands[1] + (ptrdiff_t)p->output_offset * size;
  const int32_t *d = p->dims, *is = p->input_steps, *os = p->output_steps;
  const int transposes = size == 1 && is[4] == 1 && os[5] == 1 && is[5] != 1;
  for (int32_t i0 = 0; i0 < d[0]; i0++)
    for (int32_t i1 = 0; i1 < d[1]; i1++)
      for (int32_t i2 = 0; i2 < d[2]; i2++)
        for (int32_t i3 = 0; i3 < d[3]; i3++) {
          const ptrdiff_t in_at =
              (ptrdiff_t)i0 * is[0] + (ptrdiff_t)i1 * is[1] + (ptrdiff_t)i2 * is[2] + (ptrdiff_t)i3 * is[3];
          const ptrdiff_t out_at =
              (ptrdiff_t)i0 * os[0] + (ptrdiff_t)i1 * os[1] + (ptrdiff_t)i2 * os[2] + (ptrdiff_t)i3 * os[3];
          if (transposes) {
            transpose_bytes(output + out_at, input + in_at, d[4], d[5], os[4], is[5]);
            continue;
          }
          for (int32_t i4 = 0; i4 < d[4]; i4++)
            copy_row(output + (out_at + (ptrdiff_t)i4 * os[4]) * size, input + (in_at + (ptrdiff_t)i4 * is[4]) * size,
                     d[5], os[5], is[5], size);
        }
}

void edge_fill__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_fill *p = (const edge_fill *)parameters;
  uint8_t *output = (uint8_t *)operands[0];
  if (p->element_size == 1) {
    memset(output, p->value, (size_t)p->count);
    return;
  }
  uint8_t bytes[8] = {0};
  memcpy(bytes, &p->value, sizeof p->value);
  for (int32_t i = 0; i < p->count; i++)
    memcpy(output + (size_t)i * (size_t)p->element_size, bytes, (size_t)p->element_size);
}

/* The position nearest to `index`. */
static inline int32_t within(int32_t index, int32_t size) {
  return index < 0 ? 0 : index >= size ? size - 1 : index;
}

void edge_gather__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_gather *p = (const edge_gather *)parameters;
  const uint8_t *input = (const uint8_t *)operands[0];
  const int32_t *indices = (const int32_t *)operands[1];
  uint8_t *output = (uint8_t *)operands[2];
  const size_t inner = (size_t)p->inner_size;
  for (int32_t b = 0; b < p->batches; b++)
    for (int32_t o = 0; o < p->outer; o++) {
      for (int32_t i = 0; i < p->count; i++) {
        memcpy(output, input + (size_t)within(indices[(ptrdiff_t)b * p->count + i], p->axis) * inner, inner);
        output += inner;
      }
      input += (size_t)p->axis * inner;
    }
}

void edge_gather_nd__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_gather_nd *p = (const edge_gather_nd *)parameters;
  const uint8_t *input = (const uint8_t *)operands[0];
  const int32_t *indices = (const int32_t *)operands[1];
  uint8_t *output = (uint8_t *)operands[2];
  const size_t inner = (size_t)p->inner_size;
  for (int32_t i = 0; i < p->count; i++) {
    size_t at = 0;
    for (int32_t d = 0; d < p->depth; d++)
      at = at * (size_t)p->dims[d] + (size_t)within(*indices++, p->dims[d]);
    memcpy(output, input + at * inner, inner);
    output += inner;
  }
}

void edge_resize_nearest__portable(const void *parameters, void *const *operands, void *scratch) {
  (void)scratch;
  const edge_resize_nearest *p = (const edge_resize_nearest *)parameters;
  const uint8_t *input = (const uint8_t *)operands[0];
  const int32_t *rows = (const int32_t *)operands[1];
  const int32_t *columns = (const int32_t *)operands[2];
  uint8_t *output = (uint8_t *)operands[3];
  const size_t pixel = (size_t)p->pixel_size;
  const size_t row_size = (size_t)p->output_width * pixel;
  for (int32_t b = 0; b < p->batches; b++)
    for (int32_t y = 0; y < p->output_height; y++) {
      if (y > 0 && rows[y] == rows[y - 1]) {
        memcpy(output, output - row_size, row_size);
      } else {
        const uint8_t *row =
            input + ((size_t)b * (size_t)p->input_height + (size_t)rows[y]) * (size_t)p->input_width * pixel;
        for (int32_t x = 0; x < p->output_width; x++)
          memcpy(output + (size_t)x * pixel, row + (size_t)columns[x] * pixel, pixel);
      }
      output += row_size;
    }
}

#include "CEdgePNG.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

/// No ancillary chunk needs more memory than this.
#define EDGE_PNG_CHUNK_LIMIT 8000000

typedef struct {
  const uint8_t *bytes;
  size_t remaining;
  int ran_out;
  char *message;
  size_t message_size;
  jmp_buf escape;
} png_source;

static void on_error(png_structp png, png_const_charp text) {
  png_source *source = png_get_error_ptr(png);
  if (source->message_size > 0) {
    strncpy(source->message, text, source->message_size - 1);
    source->message[source->message_size - 1] = 0;
  }
  longjmp(source->escape, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep destination, size_t count) {
  png_source *source = png_get_io_ptr(png);
  if (count > source->remaining) {
    source->ran_out = 1;
    png_error(png, "the data ends early");
  }
  memcpy(destination, source->bytes, count);
  source->bytes += count;
  source->remaining -= count;
}

static void decode(png_structp png, png_infop info, uint8_t *rgb, uint32_t width, uint32_t height) {
  png_set_user_limits(png, width, height);
  png_set_chunk_malloc_max(png, EDGE_PNG_CHUNK_LIMIT);
  png_read_info(png, info);

  if (png_get_bit_depth(png, info) == 16)
    png_set_strip_16(png);
  int color_type = png_get_color_type(png, info);
  if (color_type == PNG_COLOR_TYPE_PALETTE)
    png_set_palette_to_rgb(png);
  if (color_type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) < 8)
    png_set_expand_gray_1_2_4_to_8(png);
  if ((color_type & PNG_COLOR_MASK_COLOR) == 0)
    png_set_gray_to_rgb(png);
  png_set_strip_alpha(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
      png_get_rowbytes(png, info) != (size_t)width * 3)
    png_error(png, "the size changes within the file");

  for (int pass = 0; pass < passes; pass++)
    for (uint32_t y = 0; y < height; y++)
      png_read_row(png, rgb + (size_t)y * width * 3, NULL);
}

edge_png_status edge_png_decode_rgb(const uint8_t *data, size_t size, uint8_t *rgb, uint32_t width, uint32_t height,
                                    char *message, size_t message_size) {
  png_source source = {
      .bytes = data, .remaining = size, .ran_out = 0, .message = message, .message_size = message_size};
  edge_png_status status = EDGE_PNG_OK;
  if (message_size > 0)
    message[0] = 0;

  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_error, on_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    return EDGE_PNG_DAMAGED;
  }
  png_set_read_fn(png, &source, read_bytes);
  if (setjmp(source.escape) == 0)
    decode(png, info, rgb, width, height);
  else
    status = source.ran_out ? EDGE_PNG_TRUNCATED : EDGE_PNG_DAMAGED;
  png_destroy_read_struct(&png, &info, NULL);
  return status;
}

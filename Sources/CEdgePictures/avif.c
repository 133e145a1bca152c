#include "edge_picture_library.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The structures of libavif 0.11 and later (libavif.so.15 and .16), as far as they are used; what lies behind their
// last member here belongs to the library.
typedef struct {
  uint32_t width, height, depth;
} avif_image;

typedef struct {
  int codec, thread_count, source, allows_progressive, allows_incremental, ignores_exif, ignores_xmp;
  uint32_t pixel_limit, side_limit, count_limit, strict_flags;
  avif_image *image;
} avif_decoder;

/// The picture that pixels are converted to: 0.11 has no number of threads, which later versions put before `pixels`.
typedef struct {
  uint32_t width, height, depth;
  int format;
  int settings[6];
  union {
    struct {
      uint8_t *pixels;
      uint32_t row_byte_count;
    } first;
    struct {
      int thread_count;
      uint8_t *pixels;
      uint32_t row_byte_count;
    } later;
    uint64_t reserved[16];
  } rest;
} avif_rgb;

enum { RESULT_OK = 0, RESULT_TRUNCATED = 20, RESULT_NO_CODEC = 15, RESULT_OUT_OF_MEMORY = 26, FORMAT_RGBA = 1 };

static struct {
  avif_decoder *(*create)(void);
  void (*destroy)(avif_decoder *);
  int (*set_memory)(avif_decoder *, const uint8_t *, size_t);
  int (*parse)(avif_decoder *);
  int (*next_image)(avif_decoder *);
  void (*set_rgb_defaults)(avif_rgb *, const avif_image *);
  int (*to_rgb)(const avif_image *, avif_rgb *);
  const char *(*result_text)(int);
  const char *(*version)(void);
} avif;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded, is_first_layout;
static char load_message[EDGE_PICTURE_MESSAGE_SIZE];

static void load(void) {
  static const char *const names[] = EDGE_PICTURE_LIBRARY_NAMES("avif", "15", "16");
  const edge_picture_symbol symbols[] = {
      {&avif.create, "avifDecoderCreate"},
      {&avif.destroy, "avifDecoderDestroy"},
      {&avif.set_memory, "avifDecoderSetIOMemory"},
      {&avif.parse, "avifDecoderParse"},
      {&avif.next_image, "avifDecoderNextImage"},
      {&avif.set_rgb_defaults, "avifRGBImageSetDefaults"},
      {&avif.to_rgb, "avifImageYUVToRGB"},
      {&avif.result_text, "avifResultToString"},
      {&avif.version, "avifVersion"},
      {NULL, NULL},
  };
  is_loaded = edge_picture_load(names, symbols, load_message);
  int major = 0, minor = 0;
  if (is_loaded && (sscanf(avif.version(), "%d.%d", &major, &minor) != 2 || major > 1 || (major == 0 && minor != 11))) {
    snprintf(load_message, sizeof load_message, "its version %.20s is not supported", avif.version());
    is_loaded = false;
  }
  is_first_layout = major == 0;
}

static edge_picture_status failure(int result, char *message) {
  edge_picture_say(message, avif.result_text(result));
  if (result == RESULT_NO_CODEC)
    return EDGE_PICTURE_NO_LIBRARY;
  return result == RESULT_TRUNCATED ? EDGE_PICTURE_TRUNCATED : EDGE_PICTURE_DAMAGED;
}

/// Opens a file and reads its header; `*decoder` is to be destroyed unless it is NULL.
static edge_picture_status open_file(const uint8_t *data, size_t size, avif_decoder **decoder,
                                     edge_picture_header *header, char *message) {
  *decoder = NULL;
  pthread_once(&once, load);
  if (!is_loaded) {
    edge_picture_say(message, load_message);
    return EDGE_PICTURE_NO_LIBRARY;
  }
  *decoder = avif.create();
  if (!*decoder)
    return EDGE_PICTURE_NO_MEMORY;
  // As OpenCV reads: files that break the format's finer rules are borne.
  (*decoder)->strict_flags = 0;
  (*decoder)->ignores_exif = (*decoder)->ignores_xmp = 1;
  int result = avif.set_memory(*decoder, data, size);
  if (result == RESULT_OK)
    result = avif.parse(*decoder);
  if (result != RESULT_OK)
    return failure(result, message);
  header->width = (*decoder)->image->width;
  header->height = (*decoder)->image->height;
  return EDGE_PICTURE_OK;
}

edge_picture_status edge_avif_header(const uint8_t *data, size_t size, edge_picture_header *header, char *message) {
  avif_decoder *decoder;
  edge_picture_status status = open_file(data, size, &decoder, header, message);
  if (decoder)
    avif.destroy(decoder);
  return status;
}

/// Converts a decoded picture to RGB; returns the library's result.
static int convert(const avif_image *image, const edge_picture_header *header, uint8_t *rgb) {
  size_t pixel_count = (size_t)header->width * header->height;
  // Asked for RGB alone, the library multiplies by alpha, which is to be dropped.
  uint8_t *rgba = malloc(4 * pixel_count);
  if (!rgba)
    return RESULT_OUT_OF_MEMORY;
  avif_rgb picture;
  memset(&picture, 0, sizeof picture);
  avif.set_rgb_defaults(&picture, image);
  picture.depth = 8;
  picture.format = FORMAT_RGBA;
  if (is_first_layout) {
    picture.rest.first.pixels = rgba;
    picture.rest.first.row_byte_count = 4 * header->width;
  } else {
    picture.rest.later.pixels = rgba;
    picture.rest.later.row_byte_count = 4 * header->width;
  }
  int result = avif.to_rgb(image, &picture);
  for (size_t pixel = 0; result == RESULT_OK && pixel < pixel_count; pixel++)
    memcpy(rgb + 3 * pixel, rgba + 4 * pixel, 3);
  free(rgba);
  return result;
}

edge_picture_status edge_avif_decode(const uint8_t *data, size_t size, const edge_picture_header *header, uint8_t *rgb,
                                     char *message) {
  edge_picture_header found = {0, 0, 1};
  avif_decoder *decoder;
  edge_picture_status status = open_file(data, size, &decoder, &found, message);
  if (status == EDGE_PICTURE_OK) {
    int result = avif.next_image(decoder);
    if (result == RESULT_OK && (decoder->image->width != header->width || decoder->image->height != header->height)) {
      edge_picture_say(message, "its pictures differ in size");
      status = EDGE_PICTURE_DAMAGED;
    } else if (result == RESULT_OK) {
      result = convert(decoder->image, header, rgb);
    }
    if (result != RESULT_OK)
      status = failure(result, message);
  }
  if (decoder)
    avif.destroy(decoder);
  return status;
}

#include "edge_picture_library.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Tags and values of TIFF 6.0 and the DNG specification.
enum { TAG_WIDTH = 256, TAG_HEIGHT = 257, TAG_ORIENTATION = 274, TAG_DNG_VERSION = 50706 };
enum { SEEK_FROM_START = 0, SEEK_FROM_HERE = 1 };

typedef struct tiff TIFF;
typedef void (*error_handler)(void *handle, const char *module, const char *format, va_list arguments);

static struct {
  TIFF *(*open)(const char *name, const char *mode, void *handle, int64_t (*read)(void *, void *, int64_t),
                int64_t (*write)(void *, void *, int64_t), uint64_t (*seek)(void *, uint64_t, int),
                int (*close)(void *), uint64_t (*size)(void *), int (*map)(void *, void **, uint64_t *),
                void (*unmap)(void *, void *, uint64_t));
  void (*close)(TIFF *);
  int (*get_field)(TIFF *, uint32_t tag, ...);
  int (*is_readable)(TIFF *, char message[1024]);
  int (*read_rgba)(TIFF *, uint32_t width, uint32_t height, uint32_t *raster, int orientation, int stop);
  void *(*set_error_handler)(void (*)(const char *, const char *, va_list));
  void *(*set_warning_handler)(void (*)(const char *, const char *, va_list));
  void *(*set_error_handler_with_handle)(error_handler);
} tiff;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;
static char load_message[EDGE_PICTURE_MESSAGE_SIZE];

static void keep_error(void *handle, const char *module, const char *format, va_list arguments) {
  (void)module;
  edge_picture_source *source = handle;
  // The first error is the cause of those after it.
  if (source && !source->message[0])
    vsnprintf(source->message, EDGE_PICTURE_MESSAGE_SIZE, format, arguments);
}

static void load(void) {
  static const char *const names[] = EDGE_PICTURE_LIBRARY_NAMES("tiff", "5", "6");
  const edge_picture_symbol symbols[] = {
      {&tiff.open, "TIFFClientOpen"},
      {&tiff.close, "TIFFClose"},
      {&tiff.get_field, "TIFFGetField"},
      {&tiff.is_readable, "TIFFRGBAImageOK"},
      {&tiff.read_rgba, "TIFFReadRGBAImageOriented"},
      {&tiff.set_error_handler, "TIFFSetErrorHandler"},
      {&tiff.set_warning_handler, "TIFFSetWarningHandler"},
      {&tiff.set_error_handler_with_handle, "TIFFSetErrorHandlerExt"},
      {NULL, NULL},
  };
  is_loaded = edge_picture_load(names, symbols, load_message);
  if (!is_loaded)
    return;
  // Handlers belong to the process; nothing else here uses the library.
  tiff.set_error_handler(NULL);
  tiff.set_warning_handler(NULL);
  tiff.set_error_handler_with_handle(keep_error);
}

static int64_t read_bytes(void *handle, void *destination, int64_t count) {
  return count < 0 ? -1 : (int64_t)edge_picture_read(handle, destination, (size_t)count);
}

static int64_t write_bytes(void *handle, void *bytes, int64_t count) {
  (void)handle, (void)bytes, (void)count;
  return -1;
}

static uint64_t seek(void *handle, uint64_t offset, int whence) {
  edge_picture_source *source = handle;
  if (whence == SEEK_FROM_HERE)
    offset += source->offset;
  else if (whence != SEEK_FROM_START)
    offset += source->size;
  source->offset = (size_t)offset;
  return offset;
}

static int close_source(void *handle) {
  (void)handle;
  return 0;
}

static uint64_t source_size(void *handle) {
  return ((edge_picture_source *)handle)->size;
}

static int map(void *handle, void **base, uint64_t *size) {
  (void)handle, (void)base, (void)size;
  return 0;
}

static void unmap(void *handle, void *base, uint64_t size) {
  (void)handle, (void)base, (void)size;
}

static edge_picture_status failure(const edge_picture_source *source) {
  return source->ran_out ? EDGE_PICTURE_TRUNCATED : EDGE_PICTURE_DAMAGED;
}

/// Opens a file and reads what its first directory says; `*file` is to be closed after EDGE_PICTURE_OK.
static edge_picture_status open_file(edge_picture_source *source, TIFF **file, edge_picture_header *header) {
  pthread_once(&once, load);
  if (!is_loaded) {
    edge_picture_say(source->message, load_message);
    return EDGE_PICTURE_NO_LIBRARY;
  }
  *file = tiff.open("picture", "rm", source, read_bytes, write_bytes, seek, close_source, source_size, map, unmap);
  if (!*file)
    return failure(source);
  uint16_t orientation = 1;
  const uint8_t *version = NULL;
  char reason[1024] = "";
  edge_picture_status status = EDGE_PICTURE_OK;
  if (!tiff.get_field(*file, TAG_WIDTH, &header->width) || !tiff.get_field(*file, TAG_HEIGHT, &header->height)) {
    edge_picture_say(source->message, "it does not say its size");
    status = EDGE_PICTURE_DAMAGED;
  } else if (tiff.get_field(*file, TAG_DNG_VERSION, &version)) {
    edge_picture_say(source->message, "a camera's raw picture (DNG)");
    status = EDGE_PICTURE_UNSUPPORTED;
  } else if (!tiff.is_readable(*file, reason)) {
    snprintf(source->message, EDGE_PICTURE_MESSAGE_SIZE, "this form of TIFF (%.200s)", reason);
    status = EDGE_PICTURE_UNSUPPORTED;
  }
  if (tiff.get_field(*file, TAG_ORIENTATION, &orientation) && orientation >= 1 && orientation <= 8)
    header->orientation = orientation;
  if (status != EDGE_PICTURE_OK)
    tiff.close(*file);
  return status;
}

edge_picture_status edge_tiff_header(const uint8_t *data, size_t size, edge_picture_header *header, char *message) {
  edge_picture_source source = {data, size, 0, false, message};
  TIFF *file;
  edge_picture_status status = open_file(&source, &file, header);
  if (status == EDGE_PICTURE_OK)
    tiff.close(file);
  return status;
}

edge_picture_status edge_tiff_decode(const uint8_t *data, size_t size, const edge_picture_header *header, uint8_t *rgb,
                                     char *message) {
  edge_picture_source source = {data, size, 0, false, message};
  edge_picture_header found = {0, 0, 1};
  TIFF *file;
  edge_picture_status status = open_file(&source, &file, &found);
  if (status != EDGE_PICTURE_OK)
    return status;
  size_t pixel_count = (size_t)header->width * header->height;
  uint32_t *raster = malloc(pixel_count * sizeof *raster);
  if (!raster) {
    status = EDGE_PICTURE_NO_MEMORY;
  } else if (found.width != header->width || found.height != header->height ||
             !tiff.read_rgba(file, header->width, header->height, raster, (int)found.orientation, 1)) {
    // Asked for the orientation that is stored, the library leaves rows and columns as they are.
    status = failure(&source);
  } else {
    for (size_t pixel = 0; pixel < pixel_count; pixel++) {
      rgb[3 * pixel] = (uint8_t)raster[pixel];
      rgb[3 * pixel + 1] = (uint8_t)(raster[pixel] >> 8);
      rgb[3 * pixel + 2] = (uint8_t)(raster[pixel] >> 16);
    }
  }
  free(raster);
  tiff.close(file);
  return status;
}

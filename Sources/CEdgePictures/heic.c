#include "edge_picture_library.h"

#include <pthread.h>
#include <string.h>

// libheif's interface: objects are opaque, errors come by value.
typedef struct {
  int code, subcode;
  const char *message;
} heif_error;

typedef struct heif_context heif_context;
typedef struct heif_handle heif_handle;
typedef struct heif_image heif_image;

enum { ERROR_INPUT_MISSING = 1, ERROR_UNSUPPORTED_FILE = 3, ERROR_UNSUPPORTED_FEATURE = 4 };
enum { SUBCODE_END_OF_DATA = 100 };
enum { SPACE_RGB = 1, LAYOUT_INTERLEAVED_RGB = 10, CHANNEL_INTERLEAVED = 10 };

static struct {
  heif_context *(*create)(void);
  void (*destroy)(heif_context *);
  heif_error (*read)(heif_context *, const void *, size_t, const void *options);
  heif_error (*primary)(heif_context *, heif_handle **);
  void (*release_handle)(const heif_handle *);
  int (*width)(const heif_handle *);
  int (*height)(const heif_handle *);
  heif_error (*decode)(const heif_handle *, heif_image **, int space, int layout, const void *options);
  const uint8_t *(*plane)(const heif_image *, int channel, int *stride);
  int (*image_width)(const heif_image *, int channel);
  int (*image_height)(const heif_image *, int channel);
  void (*release_image)(const heif_image *);
} heif;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;
static char load_message[EDGE_PICTURE_MESSAGE_SIZE];

static void load(void) {
  static const char *const names[] = EDGE_PICTURE_LIBRARY_NAMES("heif", "1", "1");
  const edge_picture_symbol symbols[] = {
      {&heif.create, "heif_context_alloc"},
      {&heif.destroy, "heif_context_free"},
      {&heif.read, "heif_context_read_from_memory_without_copy"},
      {&heif.primary, "heif_context_get_primary_image_handle"},
      {&heif.release_handle, "heif_image_handle_release"},
      {&heif.width, "heif_image_handle_get_width"},
      {&heif.height, "heif_image_handle_get_height"},
      {&heif.decode, "heif_decode_image"},
      {&heif.plane, "heif_image_get_plane_readonly"},
      {&heif.image_width, "heif_image_get_width"},
      {&heif.image_height, "heif_image_get_height"},
      {&heif.release_image, "heif_image_release"},
      {NULL, NULL},
  };
  is_loaded = edge_picture_load(names, symbols, load_message);
}

static edge_picture_status failure(heif_error error, char *message) {
  edge_picture_say(message, error.message);
  if (error.code == ERROR_UNSUPPORTED_FILE || error.code == ERROR_UNSUPPORTED_FEATURE)
    return EDGE_PICTURE_UNSUPPORTED;
  return error.subcode == SUBCODE_END_OF_DATA ? EDGE_PICTURE_TRUNCATED : EDGE_PICTURE_DAMAGED;
}

/// What is open while a file is read.
typedef struct {
  heif_context *context;
  heif_handle *handle;
} heif_file;

static void close_file(heif_file *file) {
  if (file->handle)
    heif.release_handle(file->handle);
  if (file->context)
    heif.destroy(file->context);
}

/// Opens a file and reads its header; the file is to be closed whatever the status.
static edge_picture_status open_file(const uint8_t *data, size_t size, heif_file *file, edge_picture_header *header,
                                     char *message) {
  *file = (heif_file){NULL, NULL};
  pthread_once(&once, load);
  if (!is_loaded) {
    edge_picture_say(message, load_message);
    return EDGE_PICTURE_NO_LIBRARY;
  }
  file->context = heif.create();
  if (!file->context)
    return EDGE_PICTURE_NO_MEMORY;
  heif_error error = heif.read(file->context, data, size, NULL);
  if (!error.code)
    error = heif.primary(file->context, &file->handle);
  if (error.code)
    return failure(error, message);
  int width = heif.width(file->handle), height = heif.height(file->handle);
  header->width = width > 0 ? (uint32_t)width : 0;
  header->height = height > 0 ? (uint32_t)height : 0;
  return EDGE_PICTURE_OK;
}

edge_picture_status edge_heic_header(const uint8_t *data, size_t size, edge_picture_header *header, char *message) {
  heif_file file;
  edge_picture_status status = open_file(data, size, &file, header, message);
  close_file(&file);
  return status;
}

edge_picture_status edge_heic_decode(const uint8_t *data, size_t size, const edge_picture_header *header, uint8_t *rgb,
                                     char *message) {
  heif_file file;
  edge_picture_header found = {0, 0, 1};
  edge_picture_status status = open_file(data, size, &file, &found, message);
  heif_image *image = NULL;
  if (status == EDGE_PICTURE_OK) {
    heif_error error = heif.decode(file.handle, &image, SPACE_RGB, LAYOUT_INTERLEAVED_RGB, NULL);
    int stride = 0;
    const uint8_t *plane = error.code ? NULL : heif.plane(image, CHANNEL_INTERLEAVED, &stride);
    if (error.code) {
      status = failure(error, message);
    } else if (!plane || heif.image_width(image, CHANNEL_INTERLEAVED) != (int)header->width ||
               heif.image_height(image, CHANNEL_INTERLEAVED) != (int)header->height) {
      edge_picture_say(message, "its picture has another size than its header says");
      status = EDGE_PICTURE_DAMAGED;
    } else {
      size_t row_byte_count = 3 * (size_t)header->width;
      for (size_t row = 0; row < header->height; row++)
        memcpy(rgb + row * row_byte_count, plane + row * (size_t)stride, row_byte_count);
    }
  }
  if (image)
    heif.release_image(image);
  close_file(&file);
  return status;
}

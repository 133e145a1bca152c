#include "edge_picture_library.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The structures of giflib's interface version 5 (libgif.so.7), as far as they are used.
typedef struct {
  uint8_t red, green, blue;
} gif_color;

typedef struct {
  int count;
  int bits;
  bool is_sorted;
  gif_color *colors;
} gif_colors;

typedef struct {
  int width, height;
  int color_resolution;
  int background;
  uint8_t aspect;
  gif_colors *colors;
  int image_count;
  struct {
    int left, top, width, height;
    bool is_interlaced;
    gif_colors *colors;
  } image;
  void *images;
  int extension_count;
  void *extensions;
  int error;
  void *user_data;
  void *internals;
} gif_file;

enum { RECORD_IMAGE = 2, RECORD_EXTENSION = 3, RECORD_END = 4 };
enum { EXTENSION_GRAPHICS_CONTROL = 0xF9 };

static struct {
  gif_file *(*open)(void *user_data, int (*read)(gif_file *, uint8_t *, int), int *error);
  int (*close)(gif_file *, int *error);
  int (*next_record)(gif_file *, int *kind);
  int (*read_image_header)(gif_file *);
  int (*read_line)(gif_file *, uint8_t *line, int count);
  int (*read_extension)(gif_file *, int *code, uint8_t **bytes);
  int (*read_extension_next)(gif_file *, uint8_t **bytes);
  const char *(*error_text)(int error);
} gif;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;
static char load_message[EDGE_PICTURE_MESSAGE_SIZE];

static void load(void) {
  static const char *const names[] = EDGE_PICTURE_LIBRARY_NAMES("gif", "7", "7");
  const edge_picture_symbol symbols[] = {
      {&gif.open, "DGifOpen"},
      {&gif.close, "DGifCloseFile"},
      {&gif.next_record, "DGifGetRecordType"},
      {&gif.read_image_header, "DGifGetImageDesc"},
      {&gif.read_line, "DGifGetLine"},
      {&gif.read_extension, "DGifGetExtension"},
      {&gif.read_extension_next, "DGifGetExtensionNext"},
      {&gif.error_text, "GifErrorString"},
      {NULL, NULL},
  };
  is_loaded = edge_picture_load(names, symbols, load_message);
}

static int read_bytes(gif_file *file, uint8_t *destination, int count) {
  return count < 0 ? 0 : (int)edge_picture_read(file->user_data, destination, (size_t)count);
}

static edge_picture_status failure(const edge_picture_source *source, int error) {
  edge_picture_say(source->message, gif.error_text(error));
  return source->ran_out ? EDGE_PICTURE_TRUNCATED : EDGE_PICTURE_DAMAGED;
}

static edge_picture_status open_file(edge_picture_source *source, gif_file **file, edge_picture_header *header) {
  pthread_once(&once, load);
  if (!is_loaded) {
    edge_picture_say(source->message, load_message);
    return EDGE_PICTURE_NO_LIBRARY;
  }
  int error = 0;
  *file = gif.open(source, read_bytes, &error);
  if (!*file)
    return failure(source, error);
  header->width = (uint32_t)(*file)->width;
  header->height = (uint32_t)(*file)->height;
  return EDGE_PICTURE_OK;
}

edge_picture_status edge_gif_header(const uint8_t *data, size_t size, edge_picture_header *header, char *message) {
  edge_picture_source source = {data, size, 0, false, message};
  gif_file *file;
  edge_picture_status status = open_file(&source, &file, header);
  int error;
  if (status == EDGE_PICTURE_OK)
    gif.close(file, &error);
  return status;
}

/// Goes to the first image; `*transparent` becomes the colour of its palette that is none, or -1.
static bool find_image(gif_file *file, int *transparent) {
  *transparent = -1;
  int kind;
  while (gif.next_record(file, &kind)) {
    if (kind == RECORD_IMAGE)
      return gif.read_image_header(file);
    if (kind != RECORD_EXTENSION)
      return false;
    int code;
    uint8_t *bytes;
    if (!gif.read_extension(file, &code, &bytes))
      return false;
    while (bytes) {
      // A length byte comes first: flags, two bytes of delay, the transparent colour.
      if (code == EXTENSION_GRAPHICS_CONTROL && bytes[0] >= 4)
        *transparent = bytes[1] & 1 ? bytes[4] : -1;
      if (!gif.read_extension_next(file, &bytes))
        return false;
    }
  }
  return false;
}

/// Reads the rows of the image into their places on the canvas.
static bool read_rows(gif_file *file, int transparent, uint8_t *line, uint8_t *rgb) {
  static const int first_rows[] = {0, 4, 2, 1}, row_steps[] = {8, 8, 4, 2};
  const gif_colors *colors = file->image.colors ? file->image.colors : file->colors;
  int pass_count = file->image.is_interlaced ? 4 : 1;
  for (int pass = 0; pass < pass_count; pass++) {
    int first = pass_count == 4 ? first_rows[pass] : 0, step = pass_count == 4 ? row_steps[pass] : 1;
    for (int row = first; row < file->image.height; row += step) {
      if (!gif.read_line(file, line, file->image.width))
        return false;
      size_t start = (size_t)(file->image.top + row) * (size_t)file->width + (size_t)file->image.left;
      for (int column = 0; column < file->image.width; column++) {
        int index = line[column];
        if (index == transparent || index >= colors->count)
          continue;
        memcpy(rgb + 3 * (start + (size_t)column), &colors->colors[index], 3);
      }
    }
  }
  return true;
}

edge_picture_status edge_gif_decode(const uint8_t *data, size_t size, const edge_picture_header *header, uint8_t *rgb,
                                    char *message) {
  edge_picture_source source = {data, size, 0, false, message};
  edge_picture_header found = {0, 0, 1};
  gif_file *file;
  edge_picture_status status = open_file(&source, &file, &found);
  if (status != EDGE_PICTURE_OK)
    return status;
  int transparent, error;
  uint8_t *line = NULL;
  if (found.width != header->width || found.height != header->height || !find_image(file, &transparent)) {
    status = failure(&source, file->error);
  } else if (file->image.left < 0 || file->image.top < 0 || file->image.width < 1 || file->image.height < 1 ||
             file->image.width > file->width - file->image.left ||
             file->image.height > file->height - file->image.top) {
    edge_picture_say(message, "its first frame reaches beyond the picture");
    status = EDGE_PICTURE_DAMAGED;
  } else if (!file->image.colors && !file->colors) {
    edge_picture_say(message, "it has no palette");
    status = EDGE_PICTURE_DAMAGED;
  } else if (!(line = malloc((size_t)file->image.width))) {
    status = EDGE_PICTURE_NO_MEMORY;
  } else {
    gif_color background = {0, 0, 0};
    if (file->colors && file->background >= 0 && file->background < file->colors->count)
      background = file->colors->colors[file->background];
    for (size_t pixel = 0; pixel < (size_t)header->width * header->height; pixel++)
      memcpy(rgb + 3 * pixel, &background, 3);
    if (!read_rows(file, transparent, line, rgb))
      status = failure(&source, file->error);
  }
  free(line);
  gif.close(file, &error);
  return status;
}

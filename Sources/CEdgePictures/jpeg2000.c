#include "edge_picture_library.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// The structures of OpenJPEG's interface version 2 (libopenjp2.so.7), as far as they are used.
typedef struct {
  uint32_t dx, dy, width, height, x0, y0, precision, unused_depth, is_signed, resolutions, factor;
  int32_t *data;
  uint16_t alpha;
} jp2_component;

typedef struct {
  uint32_t x0, y0, x1, y1, component_count;
  int color_space;
  jp2_component *components;
  uint8_t *profile;
  uint32_t profile_size;
} jp2_image;

enum { CODEC_STREAM = 0, CODEC_FILE = 2 };
enum { SPACE_SYCC = 3, SPACE_EYCC = 4, SPACE_CMYK = 5 };
// The library's parameters take a good 8 KiB; it fills them itself.
enum { PARAMETERS_SIZE = 1 << 15 };

typedef struct jp2_codec jp2_codec;
typedef struct jp2_stream jp2_stream;

static struct {
  jp2_codec *(*create_codec)(int kind);
  void (*destroy_codec)(jp2_codec *);
  void (*set_defaults)(void *parameters);
  int (*set_up)(jp2_codec *, void *parameters);
  int (*set_error_handler)(jp2_codec *, void (*)(const char *, void *), void *);
  jp2_stream *(*create_stream)(int is_input);
  void (*destroy_stream)(jp2_stream *);
  void (*set_read)(jp2_stream *, size_t (*)(void *, size_t, void *));
  void (*set_skip)(jp2_stream *, int64_t (*)(int64_t, void *));
  void (*set_seek)(jp2_stream *, int (*)(int64_t, void *));
  void (*set_user_data)(jp2_stream *, void *, void (*)(void *));
  void (*set_length)(jp2_stream *, uint64_t);
  int (*read_header)(jp2_stream *, jp2_codec *, jp2_image **);
  int (*decode)(jp2_codec *, jp2_stream *, jp2_image *);
  void (*destroy_image)(jp2_image *);
} jp2;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_loaded;
static char load_message[EDGE_PICTURE_MESSAGE_SIZE];

static void load(void) {
  static const char *const names[] = EDGE_PICTURE_LIBRARY_NAMES("openjp2", "7", "7");
  const edge_picture_symbol symbols[] = {
      {&jp2.create_codec, "opj_create_decompress"},
      {&jp2.destroy_codec, "opj_destroy_codec"},
      {&jp2.set_defaults, "opj_set_default_decoder_parameters"},
      {&jp2.set_up, "opj_setup_decoder"},
      {&jp2.set_error_handler, "opj_set_error_handler"},
      {&jp2.create_stream, "opj_stream_default_create"},
      {&jp2.destroy_stream, "opj_stream_destroy"},
      {&jp2.set_read, "opj_stream_set_read_function"},
      {&jp2.set_skip, "opj_stream_set_skip_function"},
      {&jp2.set_seek, "opj_stream_set_seek_function"},
      {&jp2.set_user_data, "opj_stream_set_user_data"},
      {&jp2.set_length, "opj_stream_set_user_data_length"},
      {&jp2.read_header, "opj_read_header"},
      {&jp2.decode, "opj_decode"},
      {&jp2.destroy_image, "opj_image_destroy"},
      {NULL, NULL},
  };
  is_loaded = edge_picture_load(names, symbols, load_message);
}

static size_t read_bytes(void *destination, size_t count, void *handle) {
  size_t read = edge_picture_read(handle, destination, count);
  return read == 0 ? (size_t)-1 : read;
}

static int64_t skip(int64_t count, void *handle) {
  edge_picture_source *source = handle;
  int64_t remaining = (int64_t)(source->size - source->offset);
  if (count < 0)
    return -1;
  if (count > remaining)
    source->ran_out = true;
  source->offset += (size_t)(count > remaining ? remaining : count);
  return count;
}

static int seek(int64_t offset, void *handle) {
  edge_picture_source *source = handle;
  if (offset < 0 || (uint64_t)offset > source->size)
    return 0;
  source->offset = (size_t)offset;
  return 1;
}

static void keep_error(const char *text, void *handle) {
  edge_picture_source *source = handle;
  if (source->message[0])
    return;
  edge_picture_say(source->message, text);
  source->message[strcspn(source->message, "\r\n")] = 0;
}

/// What is open while a file is read.
typedef struct {
  jp2_codec *codec;
  jp2_stream *stream;
  jp2_image *image;
} jp2_file;

static void close_file(jp2_file *file) {
  if (file->image)
    jp2.destroy_image(file->image);
  if (file->stream)
    jp2.destroy_stream(file->stream);
  if (file->codec)
    jp2.destroy_codec(file->codec);
}

/// Opens a file and reads its header; the file is to be closed whatever the status.
static edge_picture_status open_file(edge_picture_source *source, jp2_file *file, edge_picture_header *header) {
  *file = (jp2_file){NULL, NULL, NULL};
  pthread_once(&once, load);
  if (!is_loaded) {
    edge_picture_say(source->message, load_message);
    return EDGE_PICTURE_NO_LIBRARY;
  }
  bool is_bare_stream = source->size > 0 && source->bytes[0] == 0xFF;
  void *parameters = calloc(1, PARAMETERS_SIZE);
  file->codec = jp2.create_codec(is_bare_stream ? CODEC_STREAM : CODEC_FILE);
  file->stream = jp2.create_stream(1);
  if (!parameters || !file->codec || !file->stream) {
    free(parameters);
    return EDGE_PICTURE_NO_MEMORY;
  }
  jp2.set_error_handler(file->codec, keep_error, source);
  jp2.set_defaults(parameters);
  int is_ready = jp2.set_up(file->codec, parameters);
  free(parameters);
  jp2.set_read(file->stream, read_bytes);
  jp2.set_skip(file->stream, skip);
  jp2.set_seek(file->stream, seek);
  jp2.set_user_data(file->stream, source, NULL);
  jp2.set_length(file->stream, source->size);
  if (!is_ready || !jp2.read_header(file->stream, file->codec, &file->image) || !file->image)
    return source->ran_out && !source->message[0] ? EDGE_PICTURE_TRUNCATED : EDGE_PICTURE_DAMAGED;
  if (file->image->component_count == 0 || file->image->x1 <= file->image->x0 || file->image->y1 <= file->image->y0) {
    edge_picture_say(source->message, "it has no pixels");
    return EDGE_PICTURE_DAMAGED;
  }
  header->width = file->image->x1 - file->image->x0;
  header->height = file->image->y1 - file->image->y0;
  return EDGE_PICTURE_OK;
}

edge_picture_status edge_jpeg2000_header(const uint8_t *data, size_t size, edge_picture_header *header, char *message) {
  edge_picture_source source = {data, size, 0, false, message};
  jp2_file file;
  edge_picture_status status = open_file(&source, &file, header);
  close_file(&file);
  return status;
}

/// Names what keeps a decoded image from being read; NULL when nothing does.
static const char *obstacle(const jp2_image *image, const edge_picture_header *header) {
  if (image->color_space == SPACE_SYCC || image->color_space == SPACE_EYCC || image->color_space == SPACE_CMYK)
    return "JPEG 2000 in YCC or CMYK";
  uint32_t used = image->component_count < 3 ? 1 : 3;
  for (uint32_t index = 0; index < used; index++) {
    const jp2_component *component = &image->components[index];
    if (component->width != header->width || component->height != header->height)
      return "JPEG 2000 with components of different sizes";
    if (component->precision < 8 || component->precision > 16)
      return "JPEG 2000 with fewer than 8 or more than 16 bits";
    if (component->is_signed)
      return "JPEG 2000 with signed samples";
  }
  return NULL;
}

edge_picture_status edge_jpeg2000_decode(const uint8_t *data, size_t size, const edge_picture_header *header,
                                         uint8_t *rgb, char *message) {
  edge_picture_source source = {data, size, 0, false, message};
  edge_picture_header found = {0, 0, 1};
  jp2_file file;
  edge_picture_status status = open_file(&source, &file, &found);
  if (status == EDGE_PICTURE_OK && (found.width != header->width || found.height != header->height ||
                                    !jp2.decode(file.codec, file.stream, file.image)))
    status = source.ran_out ? EDGE_PICTURE_TRUNCATED : EDGE_PICTURE_DAMAGED;
  const char *reason = status == EDGE_PICTURE_OK ? obstacle(file.image, header) : NULL;
  if (reason) {
    edge_picture_say(message, reason);
    status = EDGE_PICTURE_UNSUPPORTED;
  }
  size_t pixel_count = (size_t)header->width * header->height;
  for (uint32_t channel = 0; status == EDGE_PICTURE_OK && channel < 3; channel++) {
    const jp2_component *component = &file.image->components[file.image->component_count < 3 ? 0 : channel];
    if (!component->data) {
      status = EDGE_PICTURE_DAMAGED;
      break;
    }
    for (size_t pixel = 0; pixel < pixel_count; pixel++) {
      int32_t value = component->data[pixel] >> (component->precision - 8);
      rgb[3 * pixel + channel] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
  }
  close_file(&file);
  return status;
}

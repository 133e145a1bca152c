#include "edge_picture_library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

void edge_picture_say(char *message, const char *text) {
  snprintf(message, EDGE_PICTURE_MESSAGE_SIZE, "%s", text ? text : "");
}

bool edge_picture_load(const char *const *names, const edge_picture_symbol *symbols, char *message) {
  void *library = NULL;
  for (int index = 0; names[index] && !library; index++) {
    library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
    // The first name is the one whose absence helps users.
    if (!library && index == 0)
      edge_picture_say(message, dlerror());
  }
  if (!library)
    return false;
  for (const edge_picture_symbol *symbol = symbols; symbol->name; symbol++) {
    void *address = dlsym(library, symbol->name);
    if (!address) {
      snprintf(message, EDGE_PICTURE_MESSAGE_SIZE, "it has no %s", symbol->name);
      return false;
    }
    // Addresses of functions and data have one size wherever dlsym exists.
    memcpy(symbol->function, &address, sizeof address);
  }
  return true;
}

size_t edge_picture_read(edge_picture_source *source, void *destination, size_t count) {
  size_t remaining = source->offset < source->size ? source->size - source->offset : 0;
  if (count > remaining) {
    source->ran_out = true;
    count = remaining;
  }
  memcpy(destination, source->bytes + (count ? source->offset : 0), count);
  source->offset += count;
  return count;
}

edge_picture_status edge_picture_read_header(edge_picture_format format, const uint8_t *data, size_t size,
                                             edge_picture_header *header, char *message) {
  *header = (edge_picture_header){0, 0, 1};
  edge_picture_say(message, "");
  switch (format) {
  case EDGE_PICTURE_TIFF:
    return edge_tiff_header(data, size, header, message);
  case EDGE_PICTURE_GIF:
    return edge_gif_header(data, size, header, message);
  case EDGE_PICTURE_JPEG2000:
    return edge_jpeg2000_header(data, size, header, message);
  case EDGE_PICTURE_AVIF:
    return edge_avif_header(data, size, header, message);
  case EDGE_PICTURE_HEIC:
    return edge_heic_header(data, size, header, message);
  }
  return EDGE_PICTURE_UNSUPPORTED;
}

edge_picture_status edge_picture_decode(edge_picture_format format, const uint8_t *data, size_t size,
                                        const edge_picture_header *header, uint8_t *rgb, char *message) {
  edge_picture_say(message, "");
  switch (format) {
  case EDGE_PICTURE_TIFF:
    return edge_tiff_decode(data, size, header, rgb, message);
  case EDGE_PICTURE_GIF:
    return edge_gif_decode(data, size, header, rgb, message);
  case EDGE_PICTURE_JPEG2000:
    return edge_jpeg2000_decode(data, size, header, rgb, message);
  case EDGE_PICTURE_AVIF:
    return edge_avif_decode(data, size, header, rgb, message);
  case EDGE_PICTURE_HEIC:
    return edge_heic_decode(data, size, header, rgb, message);
  }
  return EDGE_PICTURE_UNSUPPORTED;
}

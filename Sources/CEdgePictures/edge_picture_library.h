// What the readers of all formats share: how libraries are found, bytes in memory, messages.
#ifndef EDGE_PICTURE_LIBRARY_H
#define EDGE_PICTURE_LIBRARY_H

#include "CEdgePictures.h"

#include <stdbool.h>

/// A whole file in memory and where the next read starts.
typedef struct {
  const uint8_t *bytes;
  size_t size;
  size_t offset;
  /// A read went past the end.
  bool ran_out;
  char *message;
} edge_picture_source;

/// A function of a library: the place that keeps it, and its name.
typedef struct {
  void *function;
  const char *name;
} edge_picture_symbol;

/// Opens the first of `names`, which ends with NULL, and fills `symbols`, whose `function` is the address of a
/// pointer to a function; the last has no name. Libraries stay open.
///
/// Returns false with the loader's words in `message`, which has room for EDGE_PICTURE_MESSAGE_SIZE bytes, when no
/// library is found or one lacks a function.
bool edge_picture_load(const char *const *names, const edge_picture_symbol *symbols, char *message);

/// Copies up to `count` bytes from the source; returns how many there were.
size_t edge_picture_read(edge_picture_source *source, void *destination, size_t count);

/// Writes a message; NULL writes an empty one.
void edge_picture_say(char *message, const char *text);

/// A reader's two functions, declared alike for every format.
#define EDGE_PICTURE_READER(name)                                                                                      \
  edge_picture_status edge_##name##_header(const uint8_t *data, size_t size, edge_picture_header *header,              \
                                           char *message);                                                             \
  edge_picture_status edge_##name##_decode(const uint8_t *data, size_t size, const edge_picture_header *header,        \
                                           uint8_t *rgb, char *message);

EDGE_PICTURE_READER(tiff)
EDGE_PICTURE_READER(gif)
EDGE_PICTURE_READER(jpeg2000)
EDGE_PICTURE_READER(avif)
EDGE_PICTURE_READER(heic)

#ifdef __APPLE__
#define EDGE_PICTURE_LIBRARY_NAMES(stem, old, new)                                                                     \
  {                                                                                                                    \
    "lib" stem "." new ".dylib", "/opt/homebrew/lib/lib" stem ".dylib", "/usr/local/lib/lib" stem ".dylib",            \
        "lib" stem "." old ".dylib", NULL                                                                              \
  }
#else
#define EDGE_PICTURE_LIBRARY_NAMES(stem, old, new)                                                                     \
  { "lib" stem ".so." new, "lib" stem ".so." old, NULL }
#endif

#endif

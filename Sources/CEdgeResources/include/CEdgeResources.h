/// What the program carries inside itself: the demo pictures.
#ifndef CEDGERESOURCES_H
#define CEDGERESOURCES_H

#include <stddef.h>

/// A file as it was when the program was built. Lives as long as the program.
typedef struct edge_resource {
  /// The file's name without its folder.
  const char *name;
  /// Its contents.
  const void *bytes;
  size_t byte_count;
} edge_resource;

/// The demo picture at `index`, in order; null past the last.
const edge_resource *edge_demo_picture(size_t index);

#endif

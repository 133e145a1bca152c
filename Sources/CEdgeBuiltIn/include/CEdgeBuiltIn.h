/// The default model, built into the program.
#ifndef CEDGEBUILTIN_H
#define CEDGEBUILTIN_H

#include <stddef.h>

/// A model file as it was when the program was built. Lives as long as the program.
typedef struct edge_model_file {
  /// The file's name without its folder.
  const char *name;
  /// Its contents, 64-byte aligned.
  const void *bytes;
  size_t byte_count;
} edge_model_file;

/// The model that is used when none is named.
extern const edge_model_file edge_default_model;

#endif

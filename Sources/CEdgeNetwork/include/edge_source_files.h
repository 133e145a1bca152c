/* The text of every C file that a printed network may need, so that an installed program can print anywhere. */
#ifndef EDGE_SOURCE_FILES_H
#define EDGE_SOURCE_FILES_H

#include <stddef.h>

typedef struct edge_source_file {
  const char *name; /* without folder */
  const char *text;
} edge_source_file;

/* The file at `index`, in alphabetical order; null past the last. */
const edge_source_file *edge_source_file_at(size_t index);

#endif

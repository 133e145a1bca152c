/* The text of every file that building firmware needs, so that an installed program can build anywhere. */
#ifndef EDGE_FIRMWARE_FILES_H
#define EDGE_FIRMWARE_FILES_H

#include <stddef.h>

typedef struct edge_firmware_file {
  const char *path; /* below the repository's root */
  const char *text;
} edge_firmware_file;

/* The file at `index`, in alphabetical order; null past the last. */
const edge_firmware_file *edge_firmware_file_at(size_t index);

#endif

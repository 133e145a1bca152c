/* How the C library keeps freed memory. */
#ifndef EDGE_MEMORY_H
#define EDGE_MEMORY_H

#include <stddef.h>

/* Gives freed blocks of at least `size` bytes back to the system at once, where the C library can be told to. */
void edge_memory_return_blocks(size_t size);

#endif

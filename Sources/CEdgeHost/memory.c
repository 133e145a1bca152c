#include "edge_memory.h"

/* Says which C library this is. */
#include <stdlib.h>

#if defined(__GLIBC__)
#include <limits.h>
#include <malloc.h>
#endif

void edge_memory_return_blocks(size_t size) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, size < INT_MAX ? (int)size : INT_MAX);
#else
  (void)size;
#endif
}

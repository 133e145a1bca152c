/* The observer library that loaders of "st-ai" libraries look for beside them: it times each node in C and then calls
 * the loader's own function, so that the time the loader takes is not counted. */
#define _POSIX_C_SOURCE 199309L
#include "edge_st_ai.h"

#include <time.h>

/* The loader's record, which it passes as the callback's cookie. */
typedef struct observer {
  float elapsed_ms; /* of the node that has just ended */
  struct {
    const char *name;
    uint32_t start, elapsed; /* here: the low and high half of the beginning in nanoseconds */
  } timer;
  edge_stai_callback nested;
  const edge_stai_details *details;
  int32_t node; /* -1 before the first */
} observer;

static uint64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

EDGE_EXPORT void stai_callback_per_layer(void *cookie, int32_t event, const void *payload) {
  const uint64_t now = nanoseconds();
  observer *self = (observer *)cookie;
  if (self == NULL)
    return;
  if ((event & EDGE_STAI_NODE_START) != 0) {
    self->node = self->details != NULL && self->node + 1 >= (int32_t)self->details->node_count ? 0 : self->node + 1;
    if (self->nested != NULL)
      self->nested(cookie, event, payload);
    const uint64_t start = nanoseconds();
    self->timer.start = (uint32_t)start;
    self->timer.elapsed = (uint32_t)(start >> 32);
  } else if ((event & EDGE_STAI_NODE_STOP) != 0) {
    const uint64_t start = (uint64_t)self->timer.elapsed << 32 | self->timer.start;
    self->elapsed_ms = (float)((double)(now - start) * 1e-6);
    if (self->nested != NULL)
      self->nested(cookie, event, payload);
  }
}

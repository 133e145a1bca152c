/* Opens a host library as loaders of "st-ai" libraries do: binds all functions by name, allocates what is asked for,
 * installs the observer library's function with its record as cookie, runs and counts what it is told.
 *
 * Usage: loader LIBRARY OBSERVER NAME. Written against the layout of the interface, not against our headers.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct array {
  int32_t size;
  void *data;
};
struct record {
  float elapsed;
  struct {
    char *name;
    uint32_t start, elapsed;
  } timer;
  void (*nested)(void *, int32_t, void *);
  char *details;
  int32_t node;
};

static int nodes, results, last = -1;
static double milliseconds;

static void nested(void *cookie, int32_t event, void *payload) {
  const struct record *record = cookie;
  const struct array *buffers = (const struct array *)((char *)payload + 8);
  if (event & 1) {
    if (record->node != last + 1)
      exit(20);
    last = record->node;
  } else if (event & 2) {
    char *node = *(char **)(record->details + 8) + 40 * record->node;
    if (((struct array *)(node + 24))->size != buffers->size)
      exit(21);
    if (record->elapsed < 0)
      exit(22);
    milliseconds += record->elapsed;
    nodes++;
    results += buffers->size;
  }
}

static void *find(void *library, const char *prefix, const char *name, const char *suffix) {
  char symbol[200];
  snprintf(symbol, sizeof symbol, "%s%s%s", prefix, name, suffix);
  void *address = dlsym(library, symbol);
  if (address == NULL) {
    printf("missing %s\n", symbol);
    exit(10);
  }
  return address;
}

int main(int count, char **arguments) {
  if (count != 4)
    return 1;
  void *library = dlopen(arguments[1], RTLD_NOW), *observer = dlopen(arguments[2], RTLD_NOW);
  if (library == NULL || observer == NULL)
    return 2;
  const char *name = arguments[3];
  int32_t (*context_size)(void) = (int32_t(*)(void))find(library, "stai_", name, "_get_context_size");
  typedef int32_t function(void *, void *, int32_t);
  typedef int32_t getter(void *, void *, int32_t *);
  function *init = (function *)find(library, "stai_", name, "_init");
  function *get_info = (function *)find(library, "stai_", name, "_get_info");
  getter *get_inputs = (getter *)find(library, "stai_", name, "_get_inputs");
  getter *get_outputs = (getter *)find(library, "stai_", name, "_get_outputs");
  function *set_activations = (function *)find(library, "stai_", name, "_set_activations");
  function *set_states = (function *)find(library, "stai_", name, "_set_states");
  int32_t (*set_callback)(void *, void *, void *) =
      (int32_t(*)(void *, void *, void *))find(library, "stai_", name, "_set_callback");
  int32_t (*run)(void *, int32_t) = (int32_t(*)(void *, int32_t))find(library, "stai_", name, "_run");
  find(library, "stai_", name, "_set_inputs");
  find(library, "stai_", name, "_set_outputs");
  find(library, "stai_", name, "_set_weights");
  void *details = find(library, "g_", name, "_details");
  void *observe = find(observer, "stai_callback_per_layer", "", "");

  void *context = calloc(1, (size_t)context_size());
  if (init(context, NULL, 0) != 0)
    return 3;
  char info[120];
  if (get_info(context, info, 0) != 0 || strcmp(*(char **)(info + 16), name) != 0)
    return 4;
  const int32_t flags = *(int32_t *)(info + 60);
  const uint16_t *counts = (uint16_t *)(info + 64);
  if (flags & (1 << 26) || counts[2] != 1)
    return 5;
  const char *activation = *(char **)(info + 96);
  const int32_t units = *(int32_t *)((struct array *)(activation + 16))->data;
  char *memory = calloc((size_t)units, 8);
  void *pointers[8] = {memory + 8}; /* aligned to 8 bytes, as promised, and no better */
  if (set_activations(context, pointers, 1) != 0 || set_states(context, pointers, 0) != 0)
    return 6;
  int32_t inputs = counts[0], outputs = counts[1];
  void *in[8], *out[8];
  if (!(flags & (1 << 27)) || get_inputs(context, in, &inputs) != 0 || !(flags & (1 << 28)) ||
      get_outputs(context, out, &outputs) != 0)
    return 7;
  memset(in[0], 1, 6);
  memset(in[1], 2, 6);
  struct record record = {0, {NULL, 0, 0}, nested, details, -1};
  if (set_callback(context, observe, &record) != 0)
    return 8;
  if (run(context, 1) != 0 || run(context, 2) != 0x040060)
    return 9;
  printf("nodes %d results %d inputs %d outputs %d\n", nodes, results, (int)inputs, (int)outputs);
  return milliseconds > 0 ? 0 : 11;
}

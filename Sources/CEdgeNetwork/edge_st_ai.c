/* Serves a printed network through the "st-ai" interface. */
#include "edge_st_ai.h"

/* Loaders read these structures at fixed offsets. */
_Static_assert(sizeof(void *) != 8 || (sizeof(edge_stai_tensor) == 72 && sizeof(edge_stai_info) == 120 &&
                                       sizeof(edge_stai_node) == 40 && sizeof(edge_stai_node_event) == 24),
               "the layout is the interface");

enum { CONTEXT_MAGIC = 0x45446765 };

/* What lies in the opaque memory that the caller provides. */
typedef struct context {
  uint32_t magic;
  uint32_t is_ready;
  const edge_stai_network *stai;
  edge_network network;
  void *memory[EDGE_NETWORK_MAX_REGIONS];
  const void *weights;
  edge_stai_callback callback;
  void *cookie;
  void *buffers[1]; /* stai->most_buffers of them */
} context;

static context *checked(const void *memory) {
  context *self = (context *)(uintptr_t)memory;
  if (self == NULL || (uintptr_t)memory % _Alignof(context) != 0 || self->magic != CONTEXT_MAGIC)
    return NULL;
  return self;
}

int32_t edge_stai_context_size(const edge_stai_network *network) {
  return (int32_t)(sizeof(context) + network->most_buffers * sizeof(void *));
}

int32_t edge_stai_init(const edge_stai_network *network, void *memory) {
  context *self = (context *)memory;
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  if ((uintptr_t)memory % _Alignof(context) != 0)
    return EDGE_STAI_ERROR_CONTEXT_ALIGNMENT;
  self->magic = CONTEXT_MAGIC;
  self->is_ready = 0;
  self->stai = network;
  for (uint32_t i = 0; i < EDGE_NETWORK_MAX_REGIONS; i++)
    self->memory[i] = NULL;
  self->weights = network->description->weights;
  self->callback = NULL;
  self->cookie = NULL;
  return EDGE_STAI_SUCCESS;
}

/* Makes the network ready once activations and weights are known. */
static int32_t prepare(context *self) {
  const edge_network_description *description = self->stai->description;
  self->is_ready = 0;
  if ((description->region_count > 0 && self->memory[0] == NULL) ||
      (description->weights_size > 0 && self->weights == NULL))
    return EDGE_STAI_SUCCESS;
  size_t sizes[EDGE_NETWORK_MAX_REGIONS];
  for (uint32_t i = 0; i < description->region_count; i++)
    sizes[i] = description->regions[i].size;
  switch (edge_network_create(&self->network, description, self->memory, sizes, self->weights)) {
  case EDGE_OK:
    self->is_ready = 1;
    return EDGE_STAI_SUCCESS;
  case EDGE_ERROR_WEIGHTS:
    return EDGE_STAI_ERROR_ALIGNMENT;
  default:
    return EDGE_STAI_ERROR_GENERIC;
  }
}

int32_t edge_stai_get_info(const void *memory, edge_stai_info *info) {
  const context *self = checked(memory);
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  if (info == NULL)
    return EDGE_STAI_ERROR_ARGUMENT;
  *info = *self->stai->info;
  return EDGE_STAI_SUCCESS;
}

int32_t edge_stai_get_inputs(const void *memory, void **inputs, int32_t *count) {
  const context *self = checked(memory);
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  if (inputs == NULL || count == NULL)
    return EDGE_STAI_ERROR_ARGUMENT;
  if (!self->is_ready)
    return EDGE_STAI_ERROR_ACTIVATIONS;
  for (uint32_t i = 0; i < self->stai->description->input_count; i++)
    inputs[i] = edge_network_input(&self->network, i);
  *count = (int32_t)self->stai->description->input_count;
  return EDGE_STAI_SUCCESS;
}

int32_t edge_stai_get_outputs(const void *memory, void **outputs, int32_t *count) {
  const context *self = checked(memory);
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  if (outputs == NULL || count == NULL)
    return EDGE_STAI_ERROR_ARGUMENT;
  if (!self->is_ready)
    return EDGE_STAI_ERROR_ACTIVATIONS;
  for (uint32_t i = 0; i < self->stai->description->output_count; i++)
    outputs[i] = (void *)(uintptr_t)edge_network_output(&self->network, i);
  *count = (int32_t)self->stai->description->output_count;
  return EDGE_STAI_SUCCESS;
}

int32_t edge_stai_set_activations(void *memory, void *const *activations, int32_t count) {
  context *self = checked(memory);
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  const edge_network_description *description = self->stai->description;
  if (count != (int32_t)description->region_count)
    return EDGE_STAI_ERROR_ACTIVATIONS_COUNT;
  for (uint32_t i = 0; i < description->region_count; i++) {
    if (activations == NULL || activations[i] == NULL)
      return EDGE_STAI_ERROR_ACTIVATIONS;
    /* Callers know nothing of alignment; the announced sizes leave room for it. */
    const uintptr_t alignment = description->regions[i].alignment;
    self->memory[i] = (void *)(((uintptr_t)activations[i] + alignment - 1) / alignment * alignment);
  }
  return prepare(self);
}

int32_t edge_stai_set_weights(void *memory, void *const *weights, int32_t count) {
  context *self = checked(memory);
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  if (count != (int32_t)self->stai->info->weight_count)
    return EDGE_STAI_ERROR_WEIGHTS_COUNT;
  if (count > 0) {
    if (weights == NULL || weights[0] == NULL)
      return EDGE_STAI_ERROR_WEIGHTS;
    self->weights = weights[0];
  }
  return prepare(self);
}

int32_t edge_stai_set_callback(void *memory, edge_stai_callback callback, void *cookie) {
  context *self = checked(memory);
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  self->callback = callback;
  self->cookie = cookie;
  return EDGE_STAI_SUCCESS;
}

/* Tells the caller's callback of a node. */
static int forward(void *memory, const edge_network *network, uint32_t index, edge_event event) {
  context *self = (context *)memory;
  const edge_stai_node *node = &self->stai->details->nodes[index];
  const edge_stai_integers tensors = event == EDGE_NODE_BEGIN ? node->inputs : node->outputs;
  for (int32_t i = 0; i < tensors.size; i++)
    self->buffers[i] = (void *)(uintptr_t)edge_network_data(network, self->stai->places[tensors.data[i]]);
  const edge_stai_node_event payload = {(int32_t)index, {tensors.size, self->buffers}};
  self->callback(self->cookie, event == EDGE_NODE_BEGIN ? EDGE_STAI_NODE_START : EDGE_STAI_NODE_STOP, &payload);
  return 0;
}

int32_t edge_stai_run(void *memory, int32_t mode) {
  context *self = checked(memory);
  if (self == NULL)
    return EDGE_STAI_ERROR_CONTEXT;
  if (mode != EDGE_STAI_RUN_SYNCHRONOUS)
    return EDGE_STAI_ERROR_NOT_IMPLEMENTED;
  if (!self->is_ready)
    return self->weights == NULL && self->stai->description->weights_size > 0 ? EDGE_STAI_ERROR_WEIGHTS
                                                                              : EDGE_STAI_ERROR_ACTIVATIONS;
  edge_network_observe(&self->network, self->callback == NULL ? NULL : forward, self);
  return edge_network_run(&self->network) == EDGE_OK ? EDGE_STAI_SUCCESS : EDGE_STAI_ERROR_RUN;
}

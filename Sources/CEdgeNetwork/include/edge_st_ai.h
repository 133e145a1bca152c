/* The "st-ai" C interface of host libraries: what loaders of such libraries bind, as functions called stai_NAME_* and
 * the data symbol g_NAME_details. The structures' layout is the interface; names are EdgeRunner's own.
 */
#ifndef EDGE_ST_AI_H
#define EDGE_ST_AI_H

#include "edge_network.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What functions return. */
enum {
  EDGE_STAI_SUCCESS = 0,
  EDGE_STAI_ERROR_GENERIC = 0x020000,
  EDGE_STAI_ERROR_ARGUMENT = 0x020001,
  EDGE_STAI_ERROR_CONTEXT = 0x030000,
  EDGE_STAI_ERROR_CONTEXT_ALIGNMENT = 0x030002,
  EDGE_STAI_ERROR_RUN = 0x030020,
  EDGE_STAI_ERROR_ACTIVATIONS = 0x040000,
  EDGE_STAI_ERROR_ACTIVATIONS_COUNT = 0x040001,
  EDGE_STAI_ERROR_STATES_COUNT = 0x040031,
  EDGE_STAI_ERROR_WEIGHTS = 0x040040,
  EDGE_STAI_ERROR_WEIGHTS_COUNT = 0x040041,
  EDGE_STAI_ERROR_NOT_IMPLEMENTED = 0x040060,
  EDGE_STAI_ERROR_ALIGNMENT = 0x040070
};

/* Flags of tensors and networks. */
enum {
  EDGE_STAI_PREALLOCATED = 1 << 0,
  EDGE_STAI_CHANNEL_LAST = 1 << 7,
  EDGE_STAI_HAS_BATCH = 1 << 8,
  EDGE_STAI_ACTIVATIONS = 1 << 26, /* the network brings its activations */
  EDGE_STAI_INPUTS = 1 << 27,      /* inputs lie in the activations */
  EDGE_STAI_OUTPUTS = 1 << 28,
  EDGE_STAI_STATES = 1 << 29,
  EDGE_STAI_WEIGHTS = 1 << 30
};

enum { EDGE_STAI_RUN_SYNCHRONOUS = 1, EDGE_STAI_NODE_START = 1, EDGE_STAI_NODE_STOP = 2 };

/* Element format: bits 0-6 fraction bits plus 64, 7-13 bits, 17-20 kind (1 float, 2 integer, 3 boolean), 23 signed. */
#define EDGE_STAI_FORMAT(kind, is_signed, bits) (((is_signed) << 23) | ((kind) << 17) | ((bits) << 7) | 64)

typedef struct edge_stai_integers {
  int32_t size;
  const int32_t *data;
} edge_stai_integers;

typedef struct edge_stai_floats {
  int32_t size;
  const float *data;
} edge_stai_floats;

typedef struct edge_stai_shorts {
  int32_t size;
  const int16_t *data;
} edge_stai_shorts;

typedef struct edge_stai_pointers {
  int32_t size;
  void *const *data;
} edge_stai_pointers;

typedef struct edge_stai_tensor {
  int32_t size_bytes;
  int32_t flags;
  int32_t format;
  edge_stai_integers shape;
  edge_stai_floats scale;
  edge_stai_shorts zero_point;
  const char *name;
} edge_stai_tensor;

typedef struct edge_stai_version {
  uint8_t major, minor, micro, reserved;
} edge_stai_version;

typedef struct edge_stai_info {
  const char *model_signature;
  const char *compile_time;
  const char *model_name;
  const char *model_time;
  uint32_t model_checksum;
  edge_stai_version runtime_version;
  edge_stai_version tool_version;
  edge_stai_version api_version;
  uint64_t macs;
  uint32_t node_count;
  int32_t flags;
  uint16_t input_count, output_count, activation_count, weight_count, state_count;
  const edge_stai_tensor *inputs;
  const edge_stai_tensor *outputs;
  const edge_stai_tensor *activations;
  const edge_stai_tensor *weights;
  const edge_stai_tensor *states;
} edge_stai_info;

typedef struct edge_stai_node {
  int32_t id;
  int16_t type;
  edge_stai_integers inputs; /* numbers of tensors */
  edge_stai_integers outputs;
} edge_stai_node;

typedef struct edge_stai_details {
  const edge_stai_tensor *tensors;
  const edge_stai_node *nodes;
  uint32_t node_count;
} edge_stai_details;

/* What a callback is told at the beginning (inputs) and end (outputs) of a node. */
typedef struct edge_stai_node_event {
  int32_t node;
  edge_stai_pointers buffers;
} edge_stai_node_event;

typedef void (*edge_stai_callback)(void *cookie, int32_t event, const void *payload);

/* A network seen through this interface. */
typedef struct edge_stai_network {
  const edge_network_description *description;
  const edge_stai_info *info;
  const edge_stai_details *details;
  const edge_tensor *const *places; /* where each tensor of details lies */
  uint32_t most_buffers;            /* of one event */
} edge_stai_network;

int32_t edge_stai_context_size(const edge_stai_network *network);
int32_t edge_stai_init(const edge_stai_network *network, void *context);
int32_t edge_stai_get_info(const void *context, edge_stai_info *info);
int32_t edge_stai_get_inputs(const void *context, void **inputs, int32_t *count);
int32_t edge_stai_get_outputs(const void *context, void **outputs, int32_t *count);
int32_t edge_stai_set_activations(void *context, void *const *activations, int32_t count);
int32_t edge_stai_set_weights(void *context, void *const *weights, int32_t count);
int32_t edge_stai_set_callback(void *context, edge_stai_callback callback, void *cookie);
int32_t edge_stai_run(void *context, int32_t mode);

#ifdef __cplusplus
}
#endif

#endif

/* What every network that EdgeRunner prints as C has in common: its description as data, and the few functions that
 * run it. Needs a C11 (or C++11) compiler and nothing else: no allocation, no input or output, no mutable globals.
 *
 *   static _Alignas(NETWORK_ARENA_ALIGNMENT) uint8_t arena[NETWORK_ARENA_SIZE];
 *   edge_network network;
 *   if (network_create(&network, arena, sizeof arena) == EDGE_OK) {
 *     memcpy(edge_network_input(&network, 0), picture, NETWORK_INPUT_0_SIZE);
 *     edge_network_run(&network);
 *     const float *boxes = edge_network_output(&network, 0);
 *   }
 */
#ifndef EDGE_NETWORK_H
#define EDGE_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Visible in a shared library that hides everything else. */
#if defined(__GNUC__)
#define EDGE_EXPORT __attribute__((visibility("default")))
#else
#define EDGE_EXPORT
#endif

/* Names in descriptions; compile with -DEDGE_NETWORK_NAMES=0 to save their bytes, which leaves null pointers. */
#ifndef EDGE_NETWORK_NAMES
#define EDGE_NETWORK_NAMES 1
#endif
#if EDGE_NETWORK_NAMES
#define EDGE_NAME_TEXT(text) text
#else
#define EDGE_NAME_TEXT(text) NULL
#endif

/* Changes whenever a structure below does. */
#define EDGE_NETWORK_INTERFACE 1

/* Most memory regions of one network. */
#define EDGE_NETWORK_MAX_REGIONS 8

typedef enum edge_status {
  EDGE_OK = 0,
  EDGE_ERROR_ARGUMENT = 1,  /* a null pointer or an index out of range */
  EDGE_ERROR_INTERFACE = 2, /* description and functions are of different versions */
  EDGE_ERROR_MEMORY = 3,    /* a memory region is missing, too small or not aligned */
  EDGE_ERROR_WEIGHTS = 4,   /* weights are missing or not aligned */
  EDGE_ERROR_CHECKSUM = 5,  /* weights are not those the network was printed with */
  EDGE_STOPPED = 6          /* the callback ended the run */
} edge_status;

typedef enum edge_element_type {
  EDGE_FLOAT32 = 0,
  EDGE_FLOAT16 = 1,
  EDGE_FLOAT64 = 2,
  EDGE_INT4 = 3,
  EDGE_INT8 = 4,
  EDGE_INT16 = 5,
  EDGE_INT32 = 6,
  EDGE_INT64 = 7,
  EDGE_UINT8 = 8,
  EDGE_UINT16 = 9,
  EDGE_UINT32 = 10,
  EDGE_UINT64 = 11,
  EDGE_BOOL = 12
} edge_element_type;

/* A tensor lies in a memory region, at that region's number, or in the weights. */
#define EDGE_IN_WEIGHTS 0xFFFFFFFFu

typedef struct edge_tensor {
  const char *name;
  const int32_t *shape; /* outermost dimension first */
  uint32_t rank;
  uint32_t element_type;      /* edge_element_type */
  uint32_t size;              /* bytes */
  uint32_t scale_count;       /* 0: plain numbers; 1: per tensor; else one per slice along axis */
  const float *scales;        /* real value = scale * (stored value - zero point) */
  const int32_t *zero_points; /* as many as scales */
  int32_t axis;
  int32_t source_tensor; /* number in the model file, -1 if it has none */
  uint32_t region;       /* a region's number or EDGE_IN_WEIGHTS */
  uint32_t offset;       /* bytes from the beginning of the region or of the weights */
} edge_tensor;

/* Consecutive kernel calls that together compute one or several operators of the model file. */
typedef struct edge_node {
  const char *name;
  const char *kind;                /* the operators' names, joined by + */
  const char *kernel;              /* of the first call; null when there is nothing to compute */
  const int32_t *source_operators; /* positions in the model file, ascending */
  uint32_t source_operator_count;
  uint32_t output_count;
  const edge_tensor *outputs;
  uint64_t macs; /* multiply-accumulates */
  void (*run)(uint8_t *const *memory, const uint8_t *weights);
} edge_node;

/* A piece of memory that the caller provides. */
typedef struct edge_region {
  const char *name;
  uint64_t address; /* where the memory-pool file puts it; 0: anywhere */
  uint32_t size;    /* bytes that the network uses */
  uint32_t alignment;
} edge_region;

typedef struct edge_network_description {
  uint32_t interface_version; /* EDGE_NETWORK_INTERFACE */
  uint32_t description_size;  /* sizeof(edge_network_description) */
  const char *name;
  const char *model;        /* name of the model file */
  const char *model_hash;   /* SHA-256 of the model file, hexadecimal */
  const char *options;      /* what the code was printed with */
  const char *tool_version; /* of EdgeRunner */
  const char *arithmetic;   /* whose roundings are reproduced */
  const char *target;
  uint64_t macs; /* multiply-accumulates of one run */
  const void *weights;
  uint32_t weights_size;
  uint32_t weights_alignment;
  uint32_t weights_checksum; /* edge_checksum of the weights */
  uint32_t region_count;
  uint32_t input_count;
  uint32_t output_count;
  uint32_t node_count;
  const edge_region *regions;
  const edge_tensor *inputs;
  const edge_tensor *outputs;
  const edge_node *nodes;
} edge_network_description;

typedef struct edge_network edge_network;

typedef enum edge_event { EDGE_NODE_BEGIN = 1, EDGE_NODE_END = 2 } edge_event;

/* Called before and after each node; its outputs can be read with edge_network_data until the next node begins. A
 * result other than 0 ends the run. */
typedef int (*edge_node_callback)(void *context, const edge_network *network, uint32_t node, edge_event event);

/* One instance. The fields are private; the caller provides the memory of the structure itself. */
struct edge_network {
  const edge_network_description *description;
  uint8_t *memory[EDGE_NETWORK_MAX_REGIONS];
  const uint8_t *weights;
  edge_node_callback callback;
  void *context;
};

/* Prepares an instance. memory and sizes have an entry for each region; weights may be null when the description holds
 * them. Nothing is copied: memory and weights must stay as long as the instance is used. */
EDGE_EXPORT edge_status edge_network_create(edge_network *network, const edge_network_description *description,
                                            void *const *memory, const size_t *sizes, const void *weights);

/* Compares the weights' checksum with the description's. */
EDGE_EXPORT edge_status edge_network_check_weights(const edge_network *network);

/* Sets the function called around each node; null for none. */
EDGE_EXPORT void edge_network_observe(edge_network *network, edge_node_callback callback, void *context);

/* Where input i is to be written before a run; its contents do not survive the run. Null when there is no input i. */
EDGE_EXPORT void *edge_network_input(const edge_network *network, uint32_t i);

/* Where output i can be read after a run, until the next. Null when there is no output i. */
EDGE_EXPORT const void *edge_network_output(const edge_network *network, uint32_t i);

/* Where a tensor of this network's description lies. */
EDGE_EXPORT const void *edge_network_data(const edge_network *network, const edge_tensor *tensor);

/* Computes the outputs from the inputs. */
EDGE_EXPORT edge_status edge_network_run(edge_network *network);

/* CRC-32 (polynomial 0x04C11DB7 reflected, as zlib's) of `size` bytes. */
EDGE_EXPORT uint32_t edge_checksum(const void *bytes, size_t size);

/* What a shared library of networks exports beside the functions above: its networks in order, null past the last. */
EDGE_EXPORT const edge_network_description *edge_library_network(uint32_t index);

#ifdef __cplusplus
}
#endif

#endif

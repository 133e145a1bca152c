/* The networks and the memory of one firmware; board_networks.c is printed for it. */
#ifndef BOARD_NETWORKS_H
#define BOARD_NETWORKS_H

#include "edge_network.h"

typedef struct board_network {
  const edge_network_description *description;
  const void *weights;
  const uint16_t *kinds; /* of each node, as the wire protocol numbers them */
  uint32_t region_offsets[EDGE_NETWORK_MAX_REGIONS];
} board_network;

typedef struct board_region {
  uint32_t address;
  uint32_t size;
} board_region;

extern const board_network board_networks[];
extern const uint32_t board_network_count;
/* Memory that hosts may read and write. */
extern const board_region board_regions[];
extern const uint32_t board_region_count;
/* Working memory of all networks, of which one runs at a time. */
extern uint8_t board_arena[];

static inline const board_network *board_network_at(uint32_t index) {
  return &board_networks[index];
}
static inline const board_region *board_region_at(uint32_t index) {
  return &board_regions[index];
}

/* Prepares a network in the shared working memory. */
static inline edge_status board_create_network(edge_network *network, uint32_t index) {
  const board_network *source = &board_networks[index];
  void *memory[EDGE_NETWORK_MAX_REGIONS] = {0};
  size_t sizes[EDGE_NETWORK_MAX_REGIONS] = {0};
  for (uint32_t i = 0; i < source->description->region_count && i < EDGE_NETWORK_MAX_REGIONS; i++) {
    memory[i] = board_arena + source->region_offsets[i];
    sizes[i] = source->description->regions[i].size;
  }
  return edge_network_create(network, source->description, memory, sizes, source->weights);
}

#endif

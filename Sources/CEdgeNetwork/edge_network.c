/* Runs any network that EdgeRunner printed as C. */
#include "edge_network.h"

edge_status edge_network_create(edge_network *network, const edge_network_description *description, void *const *memory,
                                const size_t *sizes, const void *weights) {
  if (network == NULL || description == NULL || memory == NULL || sizes == NULL)
    return EDGE_ERROR_ARGUMENT;
  if (description->interface_version != EDGE_NETWORK_INTERFACE ||
      description->description_size != sizeof(edge_network_description) ||
      description->region_count > EDGE_NETWORK_MAX_REGIONS)
    return EDGE_ERROR_INTERFACE;
  for (uint32_t i = 0; i < description->region_count; i++) {
    const edge_region *region = &description->regions[i];
    if (memory[i] == NULL || sizes[i] < region->size || (uintptr_t)memory[i] % region->alignment != 0)
      return EDGE_ERROR_MEMORY;
  }
  if (weights == NULL)
    weights = description->weights;
  if (description->weights_size != 0 && (weights == NULL || (uintptr_t)weights % description->weights_alignment != 0))
    return EDGE_ERROR_WEIGHTS;
  network->description = description;
  for (uint32_t i = 0; i < EDGE_NETWORK_MAX_REGIONS; i++)
    network->memory[i] = i < description->region_count ? (uint8_t *)memory[i] : NULL;
  network->weights = (const uint8_t *)weights;
  network->callback = NULL;
  network->context = NULL;
  return EDGE_OK;
}

uint32_t edge_checksum(const void *bytes, size_t size) {
  const uint8_t *from = (const uint8_t *)bytes;
  uint32_t remainder = 0xFFFFFFFFu;
  for (size_t i = 0; i < size; i++) {
    remainder ^= from[i];
    for (int bit = 0; bit < 8; bit++)
      remainder = (remainder >> 1) ^ ((remainder & 1u) != 0 ? 0xEDB88320u : 0u);
  }
  return ~remainder;
}

edge_status edge_network_check_weights(const edge_network *network) {
  const edge_network_description *description = network->description;
  const uint32_t checksum = edge_checksum(network->weights, description->weights_size);
  return checksum == description->weights_checksum ? EDGE_OK : EDGE_ERROR_CHECKSUM;
}

void edge_network_observe(edge_network *network, edge_node_callback callback, void *context) {
  network->callback = callback;
  network->context = context;
}

const void *edge_network_data(const edge_network *network, const edge_tensor *tensor) {
  const uint8_t *base = tensor->region == EDGE_IN_WEIGHTS ? network->weights : network->memory[tensor->region];
  return base + tensor->offset;
}

void *edge_network_input(const edge_network *network, uint32_t i) {
  const edge_network_description *description = network->description;
  if (i >= description->input_count)
    return NULL;
  /* Inputs never lie in the weights. */
  return network->memory[description->inputs[i].region] + description->inputs[i].offset;
}

const void *edge_network_output(const edge_network *network, uint32_t i) {
  const edge_network_description *description = network->description;
  return i < description->output_count ? edge_network_data(network, &description->outputs[i]) : NULL;
}

edge_status edge_network_run(edge_network *network) {
  const edge_network_description *description = network->description;
  for (uint32_t i = 0; i < description->node_count; i++) {
    const edge_node *node = &description->nodes[i];
    if (network->callback != NULL && network->callback(network->context, network, i, EDGE_NODE_BEGIN) != 0)
      return EDGE_STOPPED;
    if (node->run != NULL)
      node->run(network->memory, network->weights);
    if (network->callback != NULL && network->callback(network->context, network, i, EDGE_NODE_END) != 0)
      return EDGE_STOPPED;
  }
  return EDGE_OK;
}

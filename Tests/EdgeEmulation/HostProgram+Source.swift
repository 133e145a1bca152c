import EdgeCodeGenerator

extension HostProgram {
  /// The program around the networks.
  var mainSource: String {
    var text = "#include <stdio.h>\n#include <stdlib.h>\n"
    for network in networks { text += "#include \"\(network.design.options.name).h\"\n" }
    text += """

      static void *allocate(size_t size, size_t alignment) {
        void *memory = aligned_alloc(alignment, (size + alignment) / alignment * alignment);
        if (memory == NULL)
          exit(2);
        return memory;
      }

      static int show(void *file, const edge_network *network, uint32_t index, edge_event event) {
        const edge_node *node = &network->description->nodes[index];
        for (uint32_t i = 0; event == EDGE_NODE_END && i < node->output_count; i++)
          if (fwrite(edge_network_data(network, &node->outputs[i]), 1, node->outputs[i].size, (FILE *)file) !=
              node->outputs[i].size)
            return 1;
        return 0;
      }

      static void run(const edge_network_description *description, const char *weights_path, FILE *in, FILE *out) {
        void *memory[EDGE_NETWORK_MAX_REGIONS];
        size_t sizes[EDGE_NETWORK_MAX_REGIONS];
        for (uint32_t i = 0; i < description->region_count; i++) {
          sizes[i] = description->regions[i].size;
          memory[i] = allocate(sizes[i], description->regions[i].alignment);
        }
        uint8_t *weights = NULL;
        if (description->weights == NULL && description->weights_size > 0) {
          weights = (uint8_t *)allocate(description->weights_size, description->weights_alignment);
          FILE *file = fopen(weights_path, "rb");
          if (file == NULL || fread(weights, 1, description->weights_size, file) != description->weights_size)
            exit(3);
          fclose(file);
        }
        edge_network network;
        if (edge_network_create(&network, description, memory, sizes, weights) != EDGE_OK)
          exit(4);
        if (edge_network_check_weights(&network) != EDGE_OK)
          exit(5);
        for (uint32_t i = 0; i < description->input_count; i++)
          if (fread(edge_network_input(&network, i), 1, description->inputs[i].size, in) != description->inputs[i].size)
            exit(6);
        edge_network_observe(&network, show, out);
        if (edge_network_run(&network) != EDGE_OK)
          exit(7);
        for (uint32_t i = 0; i < description->output_count; i++)
          if (fwrite(edge_network_output(&network, i), 1, description->outputs[i].size, out) !=
              description->outputs[i].size)
            exit(8);
        for (uint32_t i = 0; i < description->region_count; i++)
          free(memory[i]);
        free(weights);
      }

      int main(void) {
        FILE *in = fopen("inputs", "rb"), *out = fopen("outputs", "wb");
        if (in == NULL || out == NULL)
          return 1;

      """
    for network in networks {
      let name = network.design.options.name
      text += "  run(&\(name)_description, \"\(name)_weights.bin\", in, out);\n"
    }
    return text + "  fclose(in);\n  return fclose(out) == 0 ? 0 : 9;\n}\n"
  }
}

import EdgeModel
import EdgePlanner

/// `NAME.h` and `NAME_data.h`.
extension NetworkPrinter {
  var header: String {
    var text = banner("\(name): \(CText.comment(design.modelFile)) as C.")
    text += """
      #ifndef \(macro)_H
      #define \(macro)_H

      #include "edge_network.h"

      #ifdef __cplusplus
      extern "C" {
      #endif

      /* Memory that the caller provides, in bytes. */

      """
    let regions = design.memory.regions
    for region in regions {
      let prefix = "\(macro)_\(CIdentifier.macro(region.name))"
      text += "#define \(prefix)_SIZE \(region.byteCount)u\n"
      text += "#define \(prefix)_ALIGNMENT \(region.alignment)u\n"
    }
    if regions.count > 1 { text += "#define \(macro)_REGION_COUNT \(regions.count)u\n" }
    text += "#define \(macro)_WEIGHTS_SIZE \(design.weights.byteCount)u\n"
    text += "#define \(macro)_WEIGHTS_ALIGNMENT \(design.weights.alignment)u\n"
    text += tensorMacros("INPUT", design.plan.inputs) + tensorMacros("OUTPUT", design.plan.outputs)
    text += "\n#define \(macro)_NODE_COUNT \(design.plan.nodes.count)u\n\n"
    text += "/* The network as data. */\nEDGE_EXPORT extern const edge_network_description \(name)_description;\n\n"
    text += createFunction
    text += """

      /* Computes the outputs from the inputs; see edge_network_input and edge_network_output. */
      static inline edge_status \(name)_run(edge_network *network) {
        return edge_network_run(network);
      }

      #ifdef __cplusplus
      }
      #endif

      #endif

      """
    return text
  }

  private func tensorMacros(_ kind: String, _ tensors: [PlanTensor]) -> String {
    var text = "\n#define \(macro)_\(kind)_COUNT \(tensors.count)u\n"
    for (index, tensor) in tensors.enumerated() {
      text += "/* \(CText.comment(tensor.name)) \(NetworkPrinter.shape(tensor)), \(quantization(of: tensor)) */\n"
      text += "#define \(macro)_\(kind)_\(index)_SIZE \(tensor.byteCount)u\n"
    }
    return text
  }

  private func quantization(of tensor: PlanTensor) -> String {
    guard let quantization = tensor.quantization else { return "plain numbers" }
    if quantization.isPerChannel { return "\(quantization.scales.count) scales" }
    return "real = \(quantization.scale) * (stored - \(quantization.zeroPoint))"
  }

  private var createFunction: String {
    let weights = design.options.binaryWeights
    let weightsParameter = weights ? ", const void *weights" : ""
    let weightsComment = weights ? "\n * weights: the bytes of \(name)_weights.bin." : ""
    let weightsArgument = weights ? "weights" : "NULL"
    if design.memory.regions.count == 1 {
      return """
        /* Prepares an instance that works in `size` bytes at `arena`.\(weightsComment) */
        static inline edge_status \(name)_create(edge_network *network, void *arena, size_t size\(weightsParameter)) {
          return edge_network_create(network, &\(name)_description, &arena, &size, \(weightsArgument));
        }

        """
    }
    let list = design.memory.regions.map(\.name).joined(separator: ", ")
    return """
      /* Prepares an instance that works in the memory regions \(CText.comment(list)), in this order.\(weightsComment) */
      static inline edge_status \(name)_create(edge_network *network, void *const *memory, const size_t *sizes\(weightsParameter)) {
        return edge_network_create(network, &\(name)_description, memory, sizes, \(weightsArgument));
      }

      """
  }

  var dataHeader: String {
    var text = banner("Constants of \(name).")
    text += """
      #ifndef \(macro)_DATA_H
      #define \(macro)_DATA_H

      #include <stdint.h>

      """
    if design.options.binaryWeights {
      text += """

        /* The constants are the bytes of \(name)_weights.bin; pass their address to \(name)_create. */

        """
    } else {
      text += """

        /* Where the linker puts the constants, e.g. __attribute__((section(".external_flash"))). */
        #ifndef \(macro)_WEIGHTS_PLACEMENT
        #define \(macro)_WEIGHTS_PLACEMENT
        #endif

        /* \(CText.grouped(design.weights.byteCount)) bytes as little-endian words. */
        extern const uint64_t \(name)_weights[];

        """
    }
    return text + "\n#endif\n"
  }
}

import EdgeEngine
import EdgeModel
import EdgePlanner

/// `NAME.c`: one function per node with its kernel calls.
extension NetworkPrinter {
  func source() throws(GenerationError) -> String {
    var text = banner("\(name): what each node computes, and the network as data.")
    text += "#include \"\(name).h\"\n\n#include \"\(name)_data.h\"\n#include \"kernels/edge_kernel_functions.h\"\n\n"
    text += "/* Where operands lie. */\n"
    for (index, region) in design.memory.regions.enumerated() {
      text += "#define \(regionMacro(region))(offset) ((void *)(memory[\(index)] + (offset)))\n"
    }
    text += "#define WEIGHTS(offset) ((void *)(uintptr_t)(weights + (offset)))\n\n"
    for (index, node) in design.plan.nodes.enumerated() where !node.steps.isEmpty {
      text += try function(of: node, number: index)
    }
    text += descriptions()
    return text
  }

  /// The macro for addresses in a region; the suffix keeps it apart from what pools may be called.
  private func regionMacro(_ region: NetworkMemory.Region) -> String { CIdentifier.macro(region.name) + "_AT" }

  // MARK: Nodes

  private func function(of node: PlanNode, number: Int) throws(GenerationError) -> String {
    let macs = node.macs > 0 ? ", \(CText.grouped(node.macs)) MACs" : ""
    let results = node.outputs.map { "\(CText.comment($0.name)) \(NetworkPrinter.shape($0))" }.joined(separator: "; ")
    var text = "/* \(CText.comment(node.kind))\(macs)\n * -> \(results) */\n"
    text += "static void node_\(number)(uint8_t *const *memory, const uint8_t *weights) {\n"
    var body = ""
    for step in node.steps { body += try call(step) }
    if !body.contains("_AT(") { text += "  (void)memory;\n" }
    if !body.contains("WEIGHTS(") { text += "  (void)weights;\n" }
    return text + body + "}\n\n"
  }

  /// One kernel call with its parameters.
  private func call(_ index: Int) throws(GenerationError) -> String {
    let step = design.bound.steps[index]
    let family = step.kernel.family
    var text = "  {\n    static const edge_\(family.name) parameters = {\n"
    for field in KernelTable.shared[family].fields {
      text += "        .\(field.name) = \(try value(of: field, in: step)),\n"
    }
    let operands = step.operands.enumerated().map { position, operand in address(operand, step: index, position) }
    text += "    };\n    void *const operands[] = {\(operands.joined(separator: ", "))};\n"
    let place = design.memory.scratch[index]
    let scratch =
      step.scratchByteCount > 0 ? "\(regionMacro(design.memory.regions[place.region]))(\(place.offset))" : "NULL"
    return text + "    edge_\(step.kernel.name)(&parameters, operands, \(scratch));\n  }\n"
  }

  private func value(of field: KernelTable.Field, in step: BoundPlan.Step) throws(GenerationError) -> String {
    let address = step.parameters.baseAddress + field.offset
    if field.isFloat {
      guard let literal = CText.literal(address.load(as: Float.self)) else {
        throw .unrepresentable("parameter \(field.name) of \(step.kernel.name) is not a number")
      }
      return literal
    }
    let values = (0..<field.count).map { CText.literal(address.load(fromByteOffset: 4 * $0, as: Int32.self)) }
    return field.count == 1 ? values[0] : "{\(values.joined(separator: ", "))}"
  }

  private func address(_ operand: BoundPlan.Operand, step: Int, _ position: Int) -> String {
    switch operand {
    case .arena(let buffer, let offset):
      let place = design.memory.buffers[buffer]
      return "\(regionMacro(design.memory.regions[place.region]))(\(place.offset + offset))"
    case .data(let entry): return "WEIGHTS(\(design.weights.entries[entry].offset))"
    case .null: return "NULL"
    }
  }

  // MARK: The network as data

  private func descriptions() -> String {
    let plan = design.plan
    var text = ""
    for (index, node) in plan.nodes.enumerated() {
      text += tensorTable("outputs_\(index)", node.outputs)
    }
    text += "static const edge_node nodes[] = {\n"
    for (index, node) in plan.nodes.enumerated() {
      let sources = node.sourceOperators.map(String.init).joined(separator: ", ")
      let kernel = node.steps.isEmpty ? nil : design.bound.steps[node.steps.lowerBound].kernel.name
      text += "    {.name = \(textLiteral(node.name)),\n     .kind = \(textLiteral(node.kind)),\n"
      text += "     .kernel = \(kernel.map(textLiteral) ?? "NULL"),\n"
      text += "     .source_operators = \(sources.isEmpty ? "NULL" : "(const int32_t[]){\(sources)}"),\n"
      text += "     .source_operator_count = \(node.sourceOperators.count),\n"
      text += "     .output_count = \(node.outputs.count),\n"
      text += "     .outputs = \(node.outputs.isEmpty ? "NULL" : "outputs_\(index)"),\n"
      text += "     .macs = \(node.macs),\n     .run = \(node.steps.isEmpty ? "NULL" : "node_\(index)")},\n"
    }
    if plan.nodes.isEmpty { text += "    {0},\n" }
    text += "};\n\n" + tensorTable("inputs", plan.inputs) + tensorTable("outputs", plan.outputs)
    text += "static const edge_region regions[] = {\n"
    for region in design.memory.regions {
      text +=
        "    {.name = \(textLiteral(region.name)), .address = \(region.address.map { "0x\(String($0, radix: 16))" } ?? "0"), "
      text += ".size = \(region.byteCount), .alignment = \(region.alignment)},\n"
    }
    return text + "};\n\n" + description()
  }

  private func description() -> String {
    let plan = design.plan
    let hasWeights = !design.options.binaryWeights && design.weights.byteCount > 0
    let checksum = String(design.weights.checksum, radix: 16)
    return """
      const edge_network_description \(name)_description = {
          .interface_version = EDGE_NETWORK_INTERFACE,
          .description_size = sizeof(edge_network_description),
          .name = \(CText.string(name)),
          .model = \(textLiteral(design.modelFile)),
          .model_hash = \(CText.string(design.modelHash)),
          .options = \(textLiteral(design.options.description)),
          .tool_version = \(CText.string(design.options.toolVersion)),
          .arithmetic = \(CText.string(plan.arithmetic.rawValue)),
          .target = \(CText.string(design.options.target.name)),
          .macs = \(design.macs),
          .weights = \(hasWeights ? "\(name)_weights" : "NULL"),
          .weights_size = \(macro)_WEIGHTS_SIZE,
          .weights_alignment = \(macro)_WEIGHTS_ALIGNMENT,
          .weights_checksum = 0x\(checksum),
          .region_count = \(design.memory.regions.count),
          .input_count = \(macro)_INPUT_COUNT,
          .output_count = \(macro)_OUTPUT_COUNT,
          .node_count = \(macro)_NODE_COUNT,
          .regions = regions,
          .inputs = \(plan.inputs.isEmpty ? "NULL" : "inputs"),
          .outputs = \(plan.outputs.isEmpty ? "NULL" : "outputs"),
          .nodes = nodes,
      };

      """
  }

  private func tensorTable(_ name: String, _ tensors: [PlanTensor]) -> String {
    if tensors.isEmpty { return "" }
    return "static const edge_tensor \(name)[] = {\n" + tensors.map { tensor($0) }.joined() + "};\n\n"
  }

  private func tensor(_ tensor: PlanTensor) -> String {
    var text = "    {.name = \(textLiteral(tensor.name)),\n"
    let shape = tensor.shape.map(String.init).joined(separator: ", ")
    text += "     .shape = \(shape.isEmpty ? "NULL" : "(const int32_t[]){\(shape)}"), .rank = \(tensor.shape.count),\n"
    text += "     .element_type = \(NetworkPrinter.elementType(tensor.elementType)), .size = \(tensor.byteCount),\n"
    if let quantization = tensor.quantization {
      let scales = quantization.scales.map { CText.literal($0) ?? "0.0f" }.joined(separator: ", ")
      let zeros = quantization.zeroPoints.map { CText.literal(Int32(clamping: $0)) }.joined(separator: ", ")
      text += "     .scale_count = \(quantization.scales.count), .scales = (const float[]){\(scales)},\n"
      text += "     .zero_points = (const int32_t[]){\(zeros)}, .axis = \(quantization.axis),\n"
    }
    text += "     .source_tensor = \(tensor.tensorIndex), "
    switch design.location(of: tensor.place) {
    case .region(let region, let offset): text += ".region = \(region), .offset = \(offset)},\n"
    case .weights(let offset): text += ".region = EDGE_IN_WEIGHTS, .offset = \(offset)},\n"
    // The design has refused tensors without a place.
    case nil: text += ".region = 0, .offset = 0},\n"
    }
    return text
  }

  private func textLiteral(_ text: String) -> String { "EDGE_NAME_TEXT(\(CText.string(text)))" }
}

import CEdgeNetwork
import EdgeModel
import EdgePlanner

/// `stai_NAME.h` and `stai_NAME.c`: the network through the "st-ai" interface of host libraries.
extension NetworkPrinter {
  func staiFiles() -> [GeneratedFile] {
    [
      GeneratedFile(path: "stai_\(name).h", text: staiHeader), GeneratedFile(path: "stai_\(name).c", text: staiSource),
    ] + SharedSources.staiFiles
  }

  /// Functions with their parameters after the context, as the interface declares them.
  private static let staiFunctions: [(name: String, parameters: [String], arguments: [String])] = [
    ("get_info", ["edge_stai_info *info"], ["info"]),
    ("get_inputs", ["void **inputs", "int32_t *count"], ["inputs", "count"]),
    ("get_outputs", ["void **outputs", "int32_t *count"], ["outputs", "count"]),
    ("set_activations", ["void *const *activations", "int32_t count"], ["activations", "count"]),
    ("set_weights", ["void *const *weights", "int32_t count"], ["weights", "count"]),
    ("set_callback", ["edge_stai_callback callback", "void *cookie"], ["callback", "cookie"]),
    ("run", ["int32_t mode"], ["mode"]),
  ]
  /// Functions that loaders bind but this network has no use for.
  private static let staiRefusals: [(name: String, parameters: [String], result: String)] = [
    ("set_inputs", ["void *const *inputs", "int32_t count"], "EDGE_STAI_ERROR_NOT_IMPLEMENTED"),
    ("set_outputs", ["void *const *outputs", "int32_t count"], "EDGE_STAI_ERROR_NOT_IMPLEMENTED"),
    (
      "set_states", ["void *const *states", "int32_t count"],
      "count == 0 ? EDGE_STAI_SUCCESS : EDGE_STAI_ERROR_STATES_COUNT"
    ),
  ]

  private var staiHeader: String {
    var text = banner("\(name) through the st-ai interface.")
    text += "#ifndef STAI_\(macro)_H\n#define STAI_\(macro)_H\n\n#include \"edge_st_ai.h\"\n\n"
    text += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
    text += "EDGE_EXPORT int32_t stai_\(name)_get_context_size(void);\n"
    text += "EDGE_EXPORT int32_t stai_\(name)_init(void *context);\n"
    text += "EDGE_EXPORT int32_t stai_\(name)_deinit(void *context);\n"
    let declared =
      Self.staiFunctions.map { ($0.name, $0.parameters) } + Self.staiRefusals.map { ($0.name, $0.parameters) }
    for (function, parameters) in declared {
      text +=
        "EDGE_EXPORT int32_t stai_\(name)_\(function)(\((["void *context"] + parameters).joined(separator: ", ")));\n"
    }
    text += "EDGE_EXPORT extern const edge_stai_details g_\(name)_details;\n"
    return text + "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n"
  }

  private var staiSource: String {
    let graph = STAIGraph(design)
    var text = banner("\(name) through the st-ai interface.")
    text += "#include \"stai_\(name).h\"\n\n#include \"\(name).h\"\n\n"
    text +=
      "static const edge_stai_tensor tensors[] = {\n" + graph.tensors.map { staiTensor($0.tensor) }.joined() + "};\n\n"
    text += "static const edge_tensor places[] = {\n"
    for (tensor, _) in graph.tensors { text += staiPlace(tensor) }
    text += "};\nstatic const edge_tensor *const place_pointers[] = {\n    "
    text += graph.tensors.indices.map { "&places[\($0)]" }.joined(separator: ", ") + "};\n\n"
    text += "static const edge_stai_node nodes[] = {\n"
    for (node, edges) in zip(design.plan.nodes, graph.nodes) {
      let id = node.sourceOperators.first ?? -1
      text += "    {.id = \(id), .type = \(STLayer(of: node.kinds).rawValue), "
      text += ".inputs = \(staiIntegers(edges.inputs)), .outputs = \(staiIntegers(edges.outputs))},\n"
    }
    if design.plan.nodes.isEmpty { text += "    {0},\n" }
    text += """
      };
      const edge_stai_details g_\(name)_details = {tensors, nodes, \(design.plan.nodes.count)};

      """
    text += "\n" + staiInfo
    text += """

      static const edge_stai_network network = {
          .description = &\(name)_description,
          .info = &info,
          .details = &g_\(name)_details,
          .places = place_pointers,
          .most_buffers = \(graph.mostBuffers),
      };

      int32_t stai_\(name)_get_context_size(void) {
        return edge_stai_context_size(&network);
      }
      int32_t stai_\(name)_init(void *context) {
        return edge_stai_init(&network, context);
      }
      int32_t stai_\(name)_deinit(void *context) {
        return context == NULL ? EDGE_STAI_ERROR_CONTEXT : EDGE_STAI_SUCCESS;
      }

      """
    for (function, parameters, arguments) in Self.staiFunctions {
      text += "int32_t stai_\(name)_\(function)(\((["void *context"] + parameters).joined(separator: ", "))) {\n"
      text += "  return edge_stai_\(function)(\((["context"] + arguments).joined(separator: ", ")));\n}\n"
    }
    for (function, parameters, result) in Self.staiRefusals {
      text += "int32_t stai_\(name)_\(function)(\((["void *context"] + parameters).joined(separator: ", "))) {\n"
      for parameter in ["context"] + parameters.map({ String($0.split { $0 == " " || $0 == "*" }.last ?? "") })
      where !result.contains(parameter) {
        text += "  (void)\(parameter);\n"
      }
      text += "  return \(result);\n}\n"
    }
    return text
  }

  private var staiInfo: String {
    let regions = design.memory.regions
    var text =
      "static const edge_stai_tensor inputs[] = {\n" + design.plan.inputs.map { staiTensor($0, io: true) }.joined()
    text += "};\nstatic const edge_stai_tensor outputs[] = {\n"
    text += design.plan.outputs.map { staiTensor($0, io: true) }.joined() + "};\n"
    text += "static const edge_stai_tensor activations[] = {\n"
    for region in regions {
      // Room for aligning what the caller provides.
      text += staiBytes(region.byteCount + region.alignment, flags: "0", name: region.name)
    }
    text += "};\n"
    let hasWeights = design.weights.byteCount > 0
    if hasWeights {
      let flags = design.options.binaryWeights ? "0" : "EDGE_STAI_PREALLOCATED"
      text += "static const edge_stai_tensor weights[] = {\n"
      text += staiBytes(design.weights.byteCount, flags: flags, name: "weights") + "};\n"
    }
    var flags = ["EDGE_STAI_INPUTS", "EDGE_STAI_OUTPUTS"]
    if !design.options.binaryWeights { flags.append("EDGE_STAI_WEIGHTS") }
    let version = design.options.toolVersion.split(separator: ".").prefix(3).map { UInt8($0) ?? 0 }
    let bytes = (version + [0, 0, 0]).prefix(3).map(String.init).joined(separator: ", ")
    return text + """
      static const edge_stai_info info = {
          .model_signature = \(CText.string(design.modelHash)),
          .compile_time = "",
          .model_name = \(CText.string(name)),
          .model_time = "",
          .model_checksum = 0x\(String(design.weights.checksum, radix: 16)),
          .runtime_version = {\(bytes), 0},
          .tool_version = {\(bytes), 0},
          .api_version = {1, 0, 0, 0},
          .macs = \(design.macs),
          .node_count = \(design.plan.nodes.count),
          .flags = \(flags.joined(separator: " | ")),
          .input_count = \(design.plan.inputs.count),
          .output_count = \(design.plan.outputs.count),
          .activation_count = \(regions.count),
          .weight_count = \(hasWeights ? 1 : 0),
          .inputs = inputs,
          .outputs = outputs,
          .activations = activations,
          .weights = \(hasWeights ? "weights" : "NULL"),
      };

      """
  }

  // MARK: Tensors

  /// Loaders show names as raw bytes and stumble over long ones, so tensors get none.
  private func staiTensor(_ tensor: PlanTensor, io: Bool = false) -> String {
    var flags: [String] = []
    if io { flags.append("EDGE_STAI_PREALLOCATED") }
    if tensor.shape.first == 1 { flags.append("EDGE_STAI_HAS_BATCH") }
    if tensor.shape.count == 4 { flags.append("EDGE_STAI_CHANNEL_LAST") }
    var text =
      "    {.size_bytes = \(tensor.byteCount), .flags = \(flags.isEmpty ? "0" : flags.joined(separator: " | ")),\n"
    text += "     .format = \(STAIGraph.format(tensor.elementType)), .shape = \(staiIntegers(tensor.shape))"
    if let quantization = tensor.quantization {
      let scales = quantization.scales.map { CText.literal($0) ?? "0.0f" }.joined(separator: ", ")
      let zeros = quantization.zeroPoints.map { "\(Int16(clamping: $0))" }.joined(separator: ", ")
      text += ",\n     .scale = {\(quantization.scales.count), (const float[]){\(scales)}},"
      text += " .zero_point = {\(quantization.scales.count), (const int16_t[]){\(zeros)}}"
    }
    return text + "},\n"
  }

  private func staiBytes(_ count: Int, flags: String, name: String) -> String {
    "    {.size_bytes = \(count), .flags = \(flags), .format = \(STAIGraph.format(.uint8)), "
      + ".shape = \(staiIntegers([count])), .name = \(CText.string(name))},\n"
  }

  private func staiPlace(_ tensor: PlanTensor) -> String {
    switch design.location(of: tensor.place) {
    case .region(let region, let offset): "    {.region = \(region), .offset = \(offset)},\n"
    case .weights(let offset): "    {.region = EDGE_IN_WEIGHTS, .offset = \(offset)},\n"
    case nil: "    {.region = 0},\n"
    }
  }

  private func staiIntegers(_ values: [Int]) -> String {
    if values.isEmpty { return "{0, NULL}" }
    return "{\(values.count), (const int32_t[]){\(values.map(String.init).joined(separator: ", "))}}"
  }
}

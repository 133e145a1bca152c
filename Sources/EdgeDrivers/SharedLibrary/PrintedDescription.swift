import CEdgeNetwork
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem

/// A network's description in a library, checked and read once.
///
/// What a library says is taken for true only after a look at every number; its pointers have to be believed.
struct PrintedDescription: @unchecked Sendable {
  /// Data of the library, which outlives this.
  let pointer: UnsafePointer<edge_network_description>
  let model: ModelInformation
  let nodes: [NodeDescription]
  let regions: [edge_region]
  let toolVersion: String
  let target: String
  let arithmetic: String
  let options: String
  let weightsByteCount: Int
  /// True when the library does not hold them.
  let needsWeights: Bool

  private static let nodeLimit = 1 << 20
  private static let tensorLimit = 1 << 12
  private static let rankLimit = 16
  private static let alignmentLimit = 1 << 16

  /// - Parameters:
  ///   - path: of the library.
  ///   - models: finds the file that the network was printed of.
  init(
    _ pointer: UnsafePointer<edge_network_description>, path: String, models: ModelReader
  ) throws(RunnerError) {
    let raw = pointer.pointee
    guard raw.interface_version == UInt32(EDGE_NETWORK_INTERFACE),
      raw.description_size == UInt32(MemoryLayout<edge_network_description>.size)
    else {
      throw RunnerError(
        .invalidModel,
        "\(path) has version \(raw.interface_version) of EdgeRunner's library interface, "
          + "this program reads version \(EDGE_NETWORK_INTERFACE)",
        hint: "build it again with edgerunner generate --dll")
    }
    let reader = Reader(path: path, description: raw)
    self.pointer = pointer
    regions = try reader.regions()
    toolVersion = reader.text(raw.tool_version)
    target = reader.text(raw.target)
    arithmetic = reader.text(raw.arithmetic)
    options = reader.text(raw.options)
    weightsByteCount = Int(raw.weights_size)
    needsWeights = raw.weights == nil && raw.weights_size > 0
    nodes = try reader.nodes()
    let (file, hash) = (reader.text(raw.model), reader.text(raw.model_hash))
    model = ModelInformation(
      name: reader.text(raw.name), inputs: try reader.tensors(raw.inputs, raw.input_count, "input"),
      outputs: try reader.tensors(raw.outputs, raw.output_count, "output"), nodeCount: nodes.count,
      macs: Int(clamping: raw.macs), weightsByteCount: weightsByteCount,
      activationsByteCount: regions.reduce(0) { $0 + Int($1.size) }, hash: ModelHash(hash),
      source: models.find(fileName: file, sha256: hash, in: ["", FileSystem.folder(of: path)]),
      details: [.init("model file", file)])
  }

  /// Reads and checks the parts of a description.
  private struct Reader {
    let path: String
    let description: edge_network_description

    func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

    func damaged(_ what: String) -> RunnerError {
      RunnerError(
        .invalidModel, "the description in \(path) is damaged: \(what)",
        hint: "build it again with edgerunner generate --dll")
    }

    func regions() throws(RunnerError) -> [edge_region] {
      let count = Int(description.region_count)
      guard count <= Int(EDGE_NETWORK_MAX_REGIONS), count == 0 || description.regions != nil else {
        throw damaged("\(count) memory regions")
      }
      let regions = (0..<count).compactMap { description.regions?[$0] }
      for region in regions where region.alignment == 0 || Int(region.alignment) > alignmentLimit {
        throw damaged("a memory region's alignment is \(region.alignment)")
      }
      return regions
    }

    func nodes() throws(RunnerError) -> [NodeDescription] {
      let count = Int(description.node_count)
      guard count <= nodeLimit, let pointer = description.nodes else { throw damaged("\(count) nodes") }
      var nodes: [NodeDescription] = []
      nodes.reserveCapacity(count)
      for index in 0..<count {
        let node = pointer[index]
        let sources = Int(node.source_operator_count)
        guard sources <= nodeLimit, sources == 0 || node.source_operators != nil else {
          throw damaged("node \(index) has \(sources) source operators")
        }
        let name = text(node.name)
        nodes.append(
          NodeDescription(
            index: index, name: name.isEmpty ? "node_\(index)" : name, kind: text(node.kind),
            sourceOperators: (0..<sources).compactMap { position in node.source_operators.map { Int($0[position]) } },
            outputs: try tensors(node.outputs, node.output_count, "output of node \(index)"),
            outputTensorIndices: (0..<Int(node.output_count)).map { position in
              node.outputs.flatMap { Int($0[position].source_tensor) }.flatMap { $0 < 0 ? nil : $0 }
            }, macs: Int(clamping: node.macs), kernel: node.kernel.map { String(cString: $0) }))
      }
      return nodes
    }

    func tensors(
      _ pointer: UnsafePointer<edge_tensor>?, _ count: UInt32, _ what: String
    ) throws(RunnerError) -> [TensorDescription] {
      guard count <= tensorLimit, let pointer else {
        if count == 0 { return [] }
        throw damaged("\(count) tensors as \(what)")
      }
      var result: [TensorDescription] = []
      for index in 0..<Int(count) { result.append(try tensor(pointer[index], "\(what) \(index + 1)", index)) }
      return result
    }

    private func tensor(_ raw: edge_tensor, _ what: String, _ index: Int) throws(RunnerError) -> TensorDescription {
      guard raw.rank <= rankLimit, raw.rank == 0 || raw.shape != nil, raw.element_type < ElementType.allCases.count
      else { throw damaged("\(what) has rank \(raw.rank), element type \(raw.element_type)") }
      let shape = (0..<Int(raw.rank)).compactMap { position in raw.shape.map { Int($0[position]) } }
      let type = ElementType.allCases[Int(raw.element_type)]
      guard Tensor.byteCount(shape: shape, elementType: type) == Int(raw.size) else {
        throw damaged("\(what) has \(raw.size) bytes for \(type) \(shape)")
      }
      let size: UInt32?
      if raw.region == UInt32(EDGE_IN_WEIGHTS) {
        size = description.weights_size
      } else {
        size = raw.region < description.region_count ? description.regions?[Int(raw.region)].size : nil
      }
      guard let size, UInt64(raw.offset) + UInt64(raw.size) <= UInt64(size) else {
        throw damaged("\(what) lies outside its memory")
      }
      let name = text(raw.name)
      return TensorDescription(
        name: name.isEmpty ? what.replacing(" ", with: "_") : name, shape: shape, elementType: type,
        quantization: try quantization(raw, shape, what),
        location: raw.region == UInt32(EDGE_IN_WEIGHTS) ? "in weights" : "in activations")
    }

    private func quantization(_ raw: edge_tensor, _ shape: [Int], _ what: String) throws(RunnerError) -> Quantization? {
      let count = Int(raw.scale_count)
      if count == 0 { return nil }
      guard let scales = raw.scales, let zeros = raw.zero_points,
        count == 1 || (shape.indices.contains(Int(raw.axis)) && shape[Int(raw.axis)] == count)
      else { throw damaged("\(what) has \(count) scales along axis \(raw.axis)") }
      return Quantization(
        scales: (0..<count).map { scales[$0] }, zeroPoints: (0..<count).map { Int(zeros[$0]) }, axis: Int(raw.axis))
    }
  }
}

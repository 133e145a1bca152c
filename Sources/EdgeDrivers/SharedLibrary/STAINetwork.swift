import CEdgeNetwork
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeWire
import Foundation

/// A network behind the "st-ai" C interface.
final class STAINetwork: LibraryNetwork {
  let model: ModelInformation
  let nodes: [NodeDescription]
  let runtime: String
  let details: [RunnerInformation.Detail]
  /// Weights that the library does not hold, one for each of its buffers.
  let weights: [TensorStorage]
  private let path: String
  private let name: String

  init(_ library: DynamicLibrary, path: String, settings: SharedLibrarySettings) throws(RunnerError) {
    self.path = path
    name = try Self.networkName(library, path: path, asked: settings.name)
    let functions = try STAIFunctions(library, path: path, name: name)
    let context = try STAIContext(functions)
    let reader = STAIReader(path: path)
    let info = context.info
    var nodesNote: RunnerInformation.Detail?
    do throws(RunnerError) {
      nodes = try reader.nodes(library.data("g_\(name)_details"), count: Int(info.node_count))
      if nodes.isEmpty { nodesNote = .init("nodes", "not described by the library") }
    } catch {
      nodes = []
      nodesNote = .init("nodes", error.message)
    }
    var weights: [TensorStorage] = []
    if info.flags & Int32(EDGE_STAI_WEIGHTS) == 0, info.weight_count > 0 {
      let sizes = try reader.byteCounts(info.weights, Int(info.weight_count), "weights")
      for (position, size) in sizes.enumerated() {
        let beside = URL(fileURLWithPath: path).deletingLastPathComponent()
          .appendingPathComponent("\(name)_weights.bin").path
        let file = settings.weights.indices.contains(position) ? settings.weights[position] : beside
        weights.append(try WeightsFile.read(file, byteCount: size, library: path))
      }
    }
    self.weights = weights
    func version(_ v: edge_stai_version) -> String { "\(v.major).\(v.minor).\(v.micro)" }
    runtime = "ST.AI \(version(info.runtime_version)) (st-ai api \(version(info.api_version)))"
    details =
      [
        .init("interface", "st-ai"), .init("tool version", version(info.tool_version)),
        .init("compiled", reader.text(info.compile_time)), .init("network", name),
      ] + [nodesNote].compactMap { $0 }
    let reportedName = reader.text(info.model_name)
    model = ModelInformation(
      name: reportedName.isEmpty ? name : reportedName,
      inputs: try reader.tensors(info.inputs, Int(info.input_count), "input"),
      outputs: try reader.tensors(info.outputs, Int(info.output_count), "output"), nodeCount: Int(info.node_count),
      macs: Int(clamping: info.macs),
      weightsByteCount: try reader.byteCounts(info.weights, Int(info.weight_count), "weights").reduce(0, +),
      activationsByteCount: try reader.byteCounts(info.activations, Int(info.activation_count), "activations")
        .reduce(0, +), hash: ModelHash(reader.text(info.model_signature)))
  }

  /// The C name: as asked for, else from the file's name `libai_NAME`, else `network`.
  private static func networkName(
    _ library: DynamicLibrary, path: String, asked: String?
  ) throws(RunnerError) -> String {
    if let asked { return asked }
    let file = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let fromFile = file.hasPrefix("libai_") ? String(file.dropFirst("libai_".count)) : file
    return library.exports("stai_\(fromFile)_init") || !library.exports("stai_network_init") ? fromFile : "network"
  }

  /// Such libraries may keep state in static memory, so every instance gets a copy of its own.
  func makeProgram() throws(RunnerError) -> any LibraryProgram {
    let library = try LibraryCopy.load(path)
    let functions = try STAIFunctions(library, path: path, name: name)
    return try STAIProgram(self, library, STAIContext(functions))
  }
}

/// The opaque memory in which a library keeps an instance.
final class STAIContext {
  let functions: STAIFunctions
  let memory: TensorStorage
  let info: edge_stai_info

  private static let sizeLimit = 1 << 26

  init(_ functions: STAIFunctions) throws(RunnerError) {
    self.functions = functions
    let size = Int(functions.contextSize())
    guard (0...Self.sizeLimit).contains(size) else {
      throw RunnerError(.invalidModel, "stai_\(functions.name)_get_context_size returns \(size)")
    }
    memory = TensorStorage(byteCount: size)
    try functions.check(functions.initialize(memory.baseAddress), "init")
    var info = edge_stai_info()
    try functions.check(functions.info(memory.baseAddress, &info), "get_info")
    self.info = info
  }
}

/// Reads and checks what a library with the "st-ai" interface says. Its pointers have to be believed.
struct STAIReader {
  let path: String

  private static let tensorLimit = 1 << 12
  private static let nodeLimit = 1 << 20
  private static let rankLimit = 16

  func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

  private func damaged(_ what: String) -> RunnerError {
    RunnerError(.invalidModel, "the st-ai description in \(path) makes no sense: \(what)")
  }

  func tensors(
    _ pointer: UnsafePointer<edge_stai_tensor>?, _ count: Int, _ what: String
  ) throws(RunnerError) -> [TensorDescription] {
    guard count <= Self.tensorLimit, count == 0 || pointer != nil else { throw damaged("\(count) \(what)s") }
    var result: [TensorDescription] = []
    for index in 0..<count {
      if let pointer { result.append(try tensor(pointer[index], "\(what)_\(index + 1)")) }
    }
    return result
  }

  private func tensor(_ raw: edge_stai_tensor, _ fallback: String) throws(RunnerError) -> TensorDescription {
    let rank = Int(raw.shape.size)
    guard (0...Self.rankLimit).contains(rank), rank == 0 || raw.shape.data != nil else {
      throw damaged("\(fallback) has rank \(rank)")
    }
    var shape = (0..<rank).compactMap { position in raw.shape.data.map { Int($0[position]) } }
    // As loaders of such libraries do: a tensor without a batch dimension gets one.
    if raw.flags & Int32(EDGE_STAI_HAS_BATCH) == 0 || shape.first != 1 { shape.insert(1, at: 0) }
    guard let type = TensorFormat(rawValue: UInt32(bitPattern: raw.format)).elementType,
      let bytes = Tensor.byteCount(shape: shape, elementType: type), bytes == Int(raw.size_bytes)
    else {
      throw damaged(
        "\(fallback) has \(raw.size_bytes) bytes, format 0x\(String(raw.format, radix: 16)), shape \(shape)")
    }
    let name = text(raw.name)
    return TensorDescription(
      name: name.isEmpty ? fallback : name, shape: shape, elementType: type,
      quantization: try quantization(raw, type, fallback))
  }

  private func quantization(
    _ raw: edge_stai_tensor, _ type: ElementType, _ what: String
  ) throws(RunnerError) -> Quantization? {
    guard raw.scale.size > 0, raw.zero_point.size > 0 else { return nil }
    guard raw.scale.size == 1, raw.zero_point.size == 1, let scale = raw.scale.data, let zero = raw.zero_point.data
    else { throw damaged("\(what) has \(raw.scale.size) scales") }
    // Only the low byte of the zero point of an 8-bit tensor can be relied upon.
    let zeroPoint =
      switch type {
      case .int8: Int(Int8(truncatingIfNeeded: zero[0]))
      case .uint8: Int(UInt8(truncatingIfNeeded: zero[0]))
      case .uint16: Int(UInt16(bitPattern: zero[0]))
      default: Int(zero[0])
      }
    return scale[0] == 0 ? nil : Quantization(scale: scale[0], zeroPoint: zeroPoint)
  }

  /// Sizes of buffers that are plain memory.
  func byteCounts(
    _ pointer: UnsafePointer<edge_stai_tensor>?, _ count: Int, _ what: String
  ) throws(RunnerError) -> [Int] {
    guard count <= Self.tensorLimit, count == 0 || pointer != nil else { throw damaged("\(count) \(what)") }
    var result: [Int] = []
    for index in 0..<count {
      guard let raw = pointer?[index], raw.size_bytes >= 0 else { throw damaged("\(what) \(index + 1)") }
      result.append(Int(raw.size_bytes))
    }
    return result
  }

  /// Bytes to allocate for buffers: loaders take eight for each unit of the announced shape.
  func allocations(
    _ pointer: UnsafePointer<edge_stai_tensor>?, _ count: Int, _ what: String
  ) throws(RunnerError) -> [Int] {
    var result = try byteCounts(pointer, count, what)
    for index in 0..<count {
      guard let shape = pointer?[index].shape, shape.size > 0, let data = shape.data, data[0] >= 0 else {
        throw damaged("the shape of \(what) \(index + 1)")
      }
      result[index] = max(result[index], 8 * Int(data[0]))
    }
    return result
  }

  /// Nodes with their results; none when the library does not describe them.
  func nodes(_ details: UnsafePointer<edge_stai_details>?, count: Int) throws(RunnerError) -> [NodeDescription] {
    guard let details = details?.pointee else { return [] }
    guard details.node_count == count, count <= Self.nodeLimit, let nodes = details.nodes else {
      throw damaged("\(details.node_count) nodes are described, \(count) announced")
    }
    var result: [NodeDescription] = []
    for index in 0..<count {
      let node = nodes[index]
      let outputs = Int(node.outputs.size)
      guard (0...Self.tensorLimit).contains(outputs), outputs == 0 || node.outputs.data != nil,
        let tensors = details.tensors
      else { throw damaged("node \(index) has \(outputs) results") }
      var descriptions: [TensorDescription] = []
      for position in 0..<outputs {
        let number = Int(node.outputs.data?[position] ?? -1)
        guard number >= 0 else { throw damaged("result \(position + 1) of node \(index)") }
        descriptions.append(try tensor(tensors[number], "node_\(index)_\(position + 1)"))
      }
      result.append(
        NodeDescription(
          index: index, name: "node_\(index)", kind: "layer 0x\(String(Int(node.type) & 0x7FFF, radix: 16))",
          sourceOperators: node.id >= 0 ? [Int(node.id)] : [], outputs: descriptions,
          outputTensorIndices: Array(repeating: nil, count: outputs)))
    }
    return result
  }
}

import CEdgeHost
import EdgeModel
import EdgeRunner
import Foundation

/// One model compiled by LiteRT, with its own input and output memory.
///
/// Sendable only to be handed over, as every `HostProgram`.
class LiteRTProgram: HostProgram, @unchecked Sendable {
  /// One input or output: what it is, its number in the file, and the memory LiteRT reads or writes.
  struct Port {
    var tensor: TensorDescription
    var tensorIndex: Int
    var memory: TensorStorage

    /// The bytes of the tensor within `memory`.
    var bytes: UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: tensor.byteCount)
    }
  }

  /// Inputs in the signature's order.
  private(set) var inputs: [Port] = []
  /// Outputs in the file's order, whatever order the signature lists them in.
  private(set) var outputs: [Port] = []

  let library: LiteRTLibrary
  private let bytes: TensorStorage
  private var environment: OpaquePointer?
  private var model: OpaquePointer?
  private var options: OpaquePointer?
  private(set) var compiled: OpaquePointer?
  private var inputBuffers: [OpaquePointer?] = []
  /// In the signature's order, as LiteRT wants them.
  private var outputBuffers: [OpaquePointer?] = []

  /// Bytes one tensor may have; a damaged file must not make the process allocate without bound.
  private static let tensorByteLimit = 1 << 32

  /// Compiles the model in `bytes`, the contents of a `.tflite` file.
  init(
    library: LiteRTLibrary, bytes: TensorStorage, settings: LiteRTSettings, profiling: Bool = false
  ) throws(RunnerError) {
    self.library = library
    self.bytes = bytes
    try makeEnvironment()
    try library.check(
      library.createModelFromBuffer(environment, bytes.baseAddress, bytes.byteCount, &model), "read the model")
    try makeOptions(settings, profiling: profiling)
    try library.check(library.createCompiledModel(environment, model, options, &compiled), "compile the model")
    try bindTensors()
  }

  deinit {
    for buffer in inputBuffers + outputBuffers { library.destroyBuffer(buffer) }
    if compiled != nil { library.destroyCompiledModel(compiled) }
    if options != nil { library.destroyOptions(options) }
    if model != nil { library.destroyModel(model) }
    if environment != nil { library.destroyEnvironment(environment) }
  }

  /// Computes the outputs from the inputs in memory.
  func run() throws(RunnerError) {
    let status = library.runCompiledModel(
      compiled, 0, inputBuffers.count, &inputBuffers, outputBuffers.count, &outputBuffers)
    try library.check(status, "run the model")
  }

  func setInput(_ position: Int, to bytes: UnsafeRawBufferPointer) {
    inputs[position].bytes.copyMemory(from: bytes)
  }

  func withOutput(_ position: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    body(UnsafeRawBufferPointer(outputs[position].bytes))
  }

  // MARK: Construction

  private func makeEnvironment() throws(RunnerError) {
    // Only the CPU: LiteRT otherwise probes for GPU and NPU libraries. Only errors: they go to standard error.
    let settings = [
      (EdgeLiteRtEnvironmentTagAccelerators, EdgeLiteRtAcceleratorCpu),
      (EdgeLiteRtEnvironmentTagMinimumSeverity, EdgeLiteRtSeverityError),
    ].map { tag, value in
      EdgeLiteRtEnvironmentOption(
        tag: Int32(tag), reserved: 0, value_kind: Int32(EdgeLiteRtValueKindInteger), reserved2: 0, value: Int64(value))
    }
    try library.check(
      library.createEnvironment(Int32(settings.count), settings, &environment), "create an environment")
  }

  private func makeOptions(_ settings: LiteRTSettings, profiling: Bool) throws(RunnerError) {
    try library.check(library.createOptions(&options), "create options")
    try library.check(library.setAccelerators(options, Int32(EdgeLiteRtAcceleratorCpu)), "choose the CPU")
    for name in LiteRTSettings.payloadNames { try attach(settings.payload, as: name) }
    if profiling { try attach("enable_profiling = true\n", as: "runtime_options_string") }
  }

  private func attach(_ payload: String, as name: String) throws(RunnerError) {
    var opaque: OpaquePointer?
    try library.check(
      library.createOpaqueOptions(name, strdup(payload), { free($0) }, &opaque), "create options \(name)")
    try library.check(library.addOpaqueOptions(options, opaque), "add options \(name)")
  }

  private func bindTensors() throws(RunnerError) {
    var signature: OpaquePointer?
    try library.check(library.modelSignature(model, 0, &signature), "find the model's signature")
    var count = 0
    try library.check(library.signatureInputCount(signature, &count), "count inputs")
    for index in 0..<count {
      var tensor: OpaquePointer?
      try library.check(library.signatureInput(signature, index, &tensor), "find input \(index)")
      let (port, buffer) = try bind(tensor, fallbackName: "input_\(index + 1)")
      inputs.append(port)
      inputBuffers.append(buffer)
    }
    try library.check(library.signatureOutputCount(signature, &count), "count outputs")
    var unordered: [Port] = []
    for index in 0..<count {
      var tensor: OpaquePointer?
      try library.check(library.signatureOutput(signature, index, &tensor), "find output \(index)")
      let (port, buffer) = try bind(tensor, fallbackName: "output_\(index + 1)")
      unordered.append(port)
      outputBuffers.append(buffer)
    }
    let order = try outputTensorIndices(signature)
    let ordered = order.compactMap { index in unordered.first { $0.tensorIndex == index } }
    outputs = ordered.count == unordered.count ? ordered : unordered
  }

  /// Tensor numbers of the subgraph's outputs, in the file's order.
  private func outputTensorIndices(_ signature: OpaquePointer?) throws(RunnerError) -> [Int] {
    var subgraph: OpaquePointer?
    try library.check(library.signatureSubgraph(signature, &subgraph), "find the signature's subgraph")
    var count = 0
    try library.check(library.subgraphOutputCount(subgraph, &count), "count the subgraph's outputs")
    var indices: [Int] = []
    for position in 0..<count {
      var tensor: OpaquePointer?
      try library.check(library.subgraphOutput(subgraph, position, &tensor), "find output \(position)")
      indices.append(try index(of: tensor))
    }
    return indices
  }

  private func index(of tensor: OpaquePointer?) throws(RunnerError) -> Int {
    var index: UInt32 = 0
    try library.check(library.tensorIndex(tensor, &index), "read a tensor's number")
    return Int(index)
  }

  private func bind(
    _ tensor: OpaquePointer?, fallbackName: String
  ) throws(RunnerError) -> (Port, OpaquePointer?) {
    let tensorIndex = try index(of: tensor)
    var text: UnsafePointer<CChar>?
    try library.check(library.tensorName(tensor, &text), "read the name of \(fallbackName)")
    var name = text.map { String(cString: $0) } ?? ""
    if name.isEmpty { name = fallbackName }
    var type = EdgeLiteRtRankedTensorType()
    try library.check(library.rankedTensorType(tensor, &type), "read the type of \(name)")
    let description = TensorDescription(
      name: name, shape: try shape(of: type, name: name), elementType: try elementType(of: type, name: name),
      quantization: try quantization(of: tensor, name: name), location: "user")
    guard let byteCount = Tensor.byteCount(shape: description.shape, elementType: description.elementType),
      byteCount <= Self.tensorByteLimit
    else {
      throw RunnerError(.outOfMemory, "tensor \(name) \(description.shape) exceeds \(Self.tensorByteLimit) bytes")
    }
    let memory = TensorStorage(byteCount: byteCount)
    var buffer: OpaquePointer?
    try library.check(
      library.createHostBuffer(&type, memory.baseAddress, byteCount, nil, &buffer), "bind memory to \(name)")
    return (Port(tensor: description, tensorIndex: tensorIndex, memory: memory), buffer)
  }

  private func shape(of type: EdgeLiteRtRankedTensorType, name: String) throws(RunnerError) -> [Int] {
    let rank = Int(type.rank_and_flags & 0x7F)
    let shape = withUnsafeBytes(of: type.dimensions) { bytes in
      bytes.bindMemory(to: Int32.self).prefix(rank).map(Int.init)
    }
    guard rank <= 8, shape.allSatisfy({ $0 >= 0 }) else {
      throw RunnerError(
        .unsupportedModel, "tensor \(name) has a dimension that the file leaves open: \(shape)",
        hint: "export the model with fixed shapes")
    }
    return shape
  }

  private func elementType(of type: EdgeLiteRtRankedTensorType, name: String) throws(RunnerError) -> ElementType {
    guard let elementType = ElementType(liteRT: type.element_type) else {
      throw RunnerError(
        .unsupportedModel, "tensor \(name) has element type number \(type.element_type), which is not supported")
    }
    return elementType
  }

  private func quantization(of tensor: OpaquePointer?, name: String) throws(RunnerError) -> Quantization? {
    var kind: Int32 = 0
    try library.check(library.quantizationType(tensor, &kind), "read the quantization of \(name)")
    guard kind == EdgeLiteRtQuantizationPerTensor else { return nil }
    var parameters = EdgeLiteRtPerTensorQuantization()
    try library.check(library.perTensorQuantization(tensor, &parameters), "read the quantization of \(name)")
    return Quantization(scale: parameters.scale, zeroPoint: Int(parameters.zero_point))
  }
}

extension ElementType {
  /// The type that LiteRT and TFLite number so; nil for types a tensor here cannot hold.
  init?(liteRT number: Int32) {
    switch number {
    case 1: self = .float32
    case 2: self = .int32
    case 3: self = .uint8
    case 4: self = .int64
    case 6: self = .bool
    case 7: self = .int16
    case 9: self = .int8
    case 10: self = .float16
    case 11: self = .float64
    case 13: self = .uint64
    case 16: self = .uint32
    case 17: self = .uint16
    case 18: self = .int4
    default: return nil
    }
  }
}

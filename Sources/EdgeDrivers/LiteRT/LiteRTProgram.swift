import CEdgeHost
import EdgeFormats
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

  /// Inputs in the graph's order.
  private(set) var inputs: [Port] = []
  /// Outputs in the order they were asked for. Where results are tapped, memory has been read from, not written to.
  private(set) var outputs: [Port] = []

  let library: LiteRTLibrary
  let ports: LiteRTPorts
  private let bytes: TensorStorage
  private var environment: OpaquePointer?
  private var model: OpaquePointer?
  private var options: OpaquePointer?
  private(set) var compiled: OpaquePointer?
  private let tap: LiteRTTap?
  /// In the signature's order, as LiteRT wants them.
  private var inputBuffers: [OpaquePointer?] = []
  private var outputBuffers: [OpaquePointer?] = []
  /// What LiteRT computes, by tensor number.
  private var results: [Int: Port] = [:]
  /// The tap's own output, which LiteRT writes and nobody reads.
  private var tapOutput: Port?

  /// Bytes one tensor may have; a damaged file must not make the process allocate without bound.
  private static let tensorByteLimit = 1 << 32

  /// Compiles the model in `ports`.
  init(
    library: LiteRTLibrary, ports: LiteRTPorts, settings: LiteRTSettings, profiling: Bool = false
  ) throws(RunnerError) {
    self.library = library
    self.ports = ports
    bytes = ports.bytes.storage()
    tap = ports.isTapped ? LiteRTTap(library: library) : nil
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
    guard !ports.computed.isEmpty else { return }
    tap?.reset()
    let status = library.runCompiledModel(
      compiled, 0, inputBuffers.count, &inputBuffers, outputBuffers.count, &outputBuffers)
    try library.check(status, "run the model")
    guard let tap else { return }
    if let failure = tap.failure { throw failure }
    guard tap.results.count == ports.computed.count else {
      throw RunnerError(.unavailable, "LiteRT shows \(tap.results.count) of \(ports.computed.count) results")
    }
  }

  func setInput(_ position: Int, to bytes: UnsafeRawBufferPointer) {
    inputs[position].bytes.copyMemory(from: bytes)
  }

  func withOutput(_ position: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    if let result = tapped(position) {
      result.bytes.withUnsafeBytes { body($0) }
    } else {
      body(UnsafeRawBufferPointer(outputs[position].bytes))
    }
  }

  func shapeOfOutput(_ position: Int) -> [Int]? { tapped(position)?.shape ?? outputs[position].tensor.shape }

  /// What the tap read for an output in the last run.
  private func tapped(_ position: Int) -> LiteRTTap.Result? {
    guard let tap, tap.results.count == ports.computed.count, case .computed(let tensor) = ports.outputs[position],
      let index = ports.computed.firstIndex(of: tensor)
    else { return nil }
    return tap.results[index]
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
    try tap?.add(to: options)
  }

  private func attach(_ payload: String, as name: String) throws(RunnerError) {
    var opaque: OpaquePointer?
    try library.check(
      library.createOpaqueOptions(name, strdup(payload), { free($0) }, &opaque), "create options \(name)")
    try library.check(library.addOpaqueOptions(options, opaque), "add options \(name)")
  }

  private func bindTensors() throws(RunnerError) {
    let signature = try LiteRTSignature(library: library, model: model)
    try bindInputs(signature)
    guard !ports.computed.isEmpty else {
      for (position, source) in ports.outputs.enumerated() { outputs.append(try output(source, position)) }
      return
    }
    try bindResults(signature)
    if tap != nil {
      // Sizes that are settled late are known only from a run. Zeros may be no input that the model can be run on.
      try? run()
    }
    for (position, source) in ports.outputs.enumerated() { outputs.append(try output(source, position)) }
  }

  private func bindInputs(_ signature: LiteRTSignature) throws(RunnerError) {
    var byTensor: [Int: Port] = [:]
    for (index, tensor) in signature.inputs.enumerated() {
      var layout = EdgeLiteRtLayout()
      try library.check(library.inputLayout(compiled, 0, index, &layout), "read the shape of input \(tensor.name)")
      let (port, buffer) = try bind(tensor, shape: layout.shape)
      inputBuffers.append(buffer)
      byTensor[tensor.index] = port
    }
    for (position, number) in ports.inputs.enumerated() {
      guard var port = byTensor[number] else {
        throw RunnerError(.invalidModel, "LiteRT does not take input #\(position + 1), tensor \(number)")
      }
      if port.tensor.name.isEmpty { port.tensor.name = "input_\(position + 1)" }
      inputs.append(port)
    }
  }

  private func bindResults(_ signature: LiteRTSignature) throws(RunnerError) {
    var layouts = [EdgeLiteRtLayout](repeating: .init(), count: signature.outputs.count)
    try library.check(
      library.outputLayouts(compiled, 0, layouts.count, &layouts, true), "settle the shapes of the outputs")
    for (tensor, layout) in zip(signature.outputs, layouts) {
      let (port, buffer) = try bind(tensor, shape: layout.shape)
      outputBuffers.append(buffer)
      if tap == nil { results[tensor.index] = port } else { tapOutput = port }
    }
  }

  /// Output `position` from `source`, after `results` or the tap know their shapes.
  private func output(_ source: LiteRTPorts.Source, _ position: Int) throws(RunnerError) -> Port {
    var port: Port
    switch source {
    case .input(let input): port = inputs[input]
    case .constant(let tensor): port = try constant(tensor)
    case .computed(let tensor):
      if tap != nil {
        port = Port(
          tensor: try description(tensor, like: tapped(position)), tensorIndex: tensor,
          memory: TensorStorage(byteCount: 0))
      } else if let result = results[tensor] {
        port = result
      } else {
        throw RunnerError(.invalidModel, "LiteRT does not return output #\(position + 1), tensor \(tensor)")
      }
    }
    if port.tensor.name.isEmpty { port.tensor.name = "output_\(position + 1)" }
    return port
  }

  private func constant(_ number: Int) throws(RunnerError) -> Port {
    let tensor: GraphTensor
    do throws(TFLiteError) { tensor = try ports.outline.tensor(number) } catch {
      throw RunnerError(.unsupportedModel, "an output cannot be read", cause: error)
    }
    guard let data = tensor.constant else {
      throw RunnerError(.invalidModel, "output \(tensor.name) is neither computed nor a constant")
    }
    let description = TensorDescription(
      name: tensor.name, shape: tensor.shape, elementType: tensor.elementType, quantization: tensor.quantization,
      location: "in weights")
    return Port(tensor: description, tensorIndex: number, memory: data)
  }

  /// A result as the tap saw it, otherwise as the file states it.
  private func description(_ number: Int, like result: LiteRTTap.Result?) throws(RunnerError) -> TensorDescription {
    do throws(TFLiteError) {
      let tensor = try ports.outline.tensor(number)
      return TensorDescription(
        name: tensor.name, shape: result?.shape ?? tensor.shape, elementType: result?.elementType ?? tensor.elementType,
        quantization: tensor.quantization.flatMap { $0.isPerChannel ? nil : $0 }, location: "user")
    } catch {
      // What EdgeRunner cannot read of the tensor leaves it without a name and scale.
      guard let result else { throw RunnerError(.unsupportedModel, "an output cannot be described", cause: error) }
      return TensorDescription(name: "", shape: result.shape, elementType: result.elementType, location: "user")
    }
  }

  private func bind(_ tensor: LiteRTSignature.Tensor, shape: [Int]) throws(RunnerError) -> (Port, OpaquePointer?) {
    guard shape.count <= 8, shape.allSatisfy({ $0 >= 0 }) else {
      throw RunnerError(
        .unsupportedModel, "tensor \(tensor.name) has a dimension that the file leaves open: \(shape)",
        hint: "export the model with fixed shapes")
    }
    let description = TensorDescription(
      name: tensor.name, shape: shape, elementType: tensor.elementType, quantization: tensor.quantization,
      location: "user")
    guard let byteCount = Tensor.byteCount(shape: shape, elementType: tensor.elementType),
      byteCount <= Self.tensorByteLimit
    else {
      throw RunnerError(.outOfMemory, "tensor \(tensor.name) \(shape) exceeds \(Self.tensorByteLimit) bytes")
    }
    let memory = TensorStorage(byteCount: byteCount)
    var type = EdgeLiteRtRankedTensorType(settled: tensor.type, shape: shape)
    var buffer: OpaquePointer?
    try library.check(
      library.createHostBuffer(&type, memory.baseAddress, byteCount, nil, &buffer), "bind memory to \(tensor.name)")
    return (Port(tensor: description, tensorIndex: tensor.index, memory: memory), buffer)
  }
}

extension EdgeLiteRtRankedTensorType {
  /// `type` with the dimensions `shape`, at most eight, in place of its own.
  fileprivate init(settled type: EdgeLiteRtRankedTensorType, shape: [Int]) {
    self = EdgeLiteRtRankedTensorType()
    element_type = type.element_type
    rank_and_flags = UInt32(shape.count)
    withUnsafeMutableBytes(of: &dimensions) { bytes in
      for (axis, size) in shape.enumerated() {
        bytes.storeBytes(of: Int32(size), toByteOffset: 4 * axis, as: Int32.self)
      }
    }
  }
}

import CEdgeHost
import EdgeModel
import EdgeRunner

/// One ONNX model in a session of its own, with its own input memory.
///
/// Sendable only to be handed over, as every `HostProgram`.
class ONNXRuntimeProgram: HostProgram, @unchecked Sendable {
  /// Inputs with every dimension settled.
  private(set) var inputs: [TensorDescription] = []
  /// Outputs; dimensions that follow only from a run are nil until `settleOutputs`.
  private(set) var outputs: [TensorDescription] = []

  let library: ONNXRuntimeLibrary
  private(set) var session: OpaquePointer?
  private let bytes: TensorStorage
  private var inputMemory: [TensorStorage] = []
  private var inputValues: [OpaquePointer?] = []
  private var outputValues: [OpaquePointer?] = []
  private var inputNames: CStrings
  private var outputNames: CStrings

  /// Bytes one tensor may have; a damaged file must not make the process allocate without bound.
  private static let tensorByteLimit = 1 << 32

  /// Prepares the model in `bytes`, the contents of an `.onnx` file.
  /// - Parameter tracePrefix: beginning of the path of a trace of every run; nil for no trace.
  init(
    library: ONNXRuntimeLibrary, bytes: TensorStorage, settings: ONNXRuntimeSettings, tracePrefix: String? = nil
  ) throws(RunnerError) {
    self.library = library
    self.bytes = bytes
    inputNames = CStrings([])
    outputNames = CStrings([])
    let open = try openDimensions(settings, of: bytes)
    session = try makeSession(settings, dimensions: open, tracePrefix: tracePrefix)
    try describePorts(settings)
    try bindInputs()
    try settleOutputs()
  }

  deinit {
    releaseOutputs()
    for value in inputValues { library.api.pointee.release_value(value) }
    if session != nil { library.api.pointee.release_session(session) }
  }

  func setInput(_ position: Int, to bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    inputMemory[position].baseAddress.copyMemory(from: source, byteCount: bytes.count)
  }

  func run() throws(RunnerError) {
    releaseOutputs()
    try library.check(
      library.api.pointee.run(
        session, nil, inputNames.pointers, inputValues, inputValues.count, outputNames.pointers,
        outputNames.pointers.count, &outputValues), "run the model")
  }

  func withOutput(_ position: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(RunnerError) {
    let output = outputs[position]
    let actual = try shapeAndType(of: outputValues[position], name: output.name)
    guard actual.elementType == output.elementType,
      let byteCount = Tensor.byteCount(shape: actual.shape, elementType: actual.elementType)
    else {
      throw RunnerError(
        .unsupportedModel,
        "output \(output.name) changed from \(output.elementType) \(output.shape) to \(actual.elementType) "
          + "\(actual.shape) between runs")
    }
    var data: UnsafeMutableRawPointer?
    try library.check(
      library.api.pointee.get_tensor_data(outputValues[position], &data), "read output \(output.name)")
    body(UnsafeRawBufferPointer(start: data, count: byteCount))
  }

  func shapeOfOutput(_ position: Int) throws(RunnerError) -> [Int]? {
    try shapeAndType(of: outputValues[position], name: outputs[position].name).shape
  }

  private func releaseOutputs() {
    for index in outputValues.indices {
      if outputValues[index] != nil { library.api.pointee.release_value(outputValues[index]) }
      outputValues[index] = nil
    }
  }

  // MARK: Session

  private func makeSession(
    _ settings: ONNXRuntimeSettings, dimensions: [String: Int], tracePrefix: String?
  ) throws(RunnerError) -> OpaquePointer? {
    let api = library.api
    var options: OpaquePointer?
    try library.check(api.pointee.create_session_options(&options), "create session options")
    defer { api.pointee.release_session_options(options) }
    try library.check(
      api.pointee.set_log_severity(options, Int32(EdgeOrtSeverityError)), "set the log level")
    try library.check(
      api.pointee.set_optimization_level(options, Int32(EdgeOrtOptimizationAll)), "set the optimization level")
    try library.check(api.pointee.set_intra_op_threads(options, Int32(settings.threads)), "set the threads")
    try library.check(api.pointee.set_inter_op_threads(options, 1), "set the threads")
    // Spinning workers take cores from whatever else is being measured.
    try library.check(
      api.pointee.add_configuration_entry(options, "session.intra_op.allow_spinning", "0"), "stop workers spinning")
    if let folder = settings.weightsFolder {
      try library.check(
        api.pointee.add_configuration_entry(
          options, "session.model_external_initializers_file_folder_path", folder), "set the folder of weights")
    }
    for (name, value) in dimensions {
      try library.check(
        api.pointee.override_free_dimension(options, name, Int64(value)), "set dimension \(name) to \(value)")
    }
    if let tracePrefix { try library.check(api.pointee.enable_profiling(options, tracePrefix), "start a trace") }
    var session: OpaquePointer?
    try library.check(
      api.pointee.create_session_from_array(
        library.environment, bytes.baseAddress, bytes.byteCount, options, &session), code: .invalidModel,
      "load the model")
    return session
  }

  /// Names of the inputs' open dimensions with the values they shall have.
  ///
  /// Naming them lets ONNX Runtime derive all later shapes; they are known only from a session without them.
  private func openDimensions(
    _ settings: ONNXRuntimeSettings, of bytes: TensorStorage
  ) throws(RunnerError) -> [String: Int] {
    let session = try makeSession(settings, dimensions: [:], tracePrefix: nil)
    defer { library.api.pointee.release_session(session) }
    var dimensions: [String: Int] = [:]
    for index in 0..<(try count(library.api.pointee.get_input_count, of: session)) {
      let name = try name(library.api.pointee.get_input_name, of: session, index)
      try withTensorInfo(library.api.pointee.get_input_type, of: session, index, name: name) {
        info throws(RunnerError) in
        let shape = try self.shape(of: info)
        var names = [UnsafePointer<CChar>?](repeating: nil, count: shape.count)
        try library.check(
          library.api.pointee.get_symbolic_dimensions(info, &names, shape.count), "read the dimensions of \(name)")
        for axis in shape.indices where shape[axis] < 0 {
          guard let symbol = names[axis].map({ String(cString: $0) }), !symbol.isEmpty else { continue }
          dimensions[symbol] = try value(forOpenDimension: axis, of: shape, name: name, settings)
        }
      }
    }
    return dimensions
  }

  private func value(
    forOpenDimension axis: Int, of shape: [Int], name: String, _ settings: ONNXRuntimeSettings
  ) throws(RunnerError) -> Int {
    guard let value = settings.value(forOpenDimension: axis, rank: shape.count) else {
      throw RunnerError(
        .unsupportedModel, "input \(name) leaves dimension \(axis) of \(shape) open",
        hint: "give the picture size: ?imgsz=SIDE or ?imgsz=HEIGHTxWIDTH")
    }
    return value
  }

  // MARK: Inputs and outputs

  private func describePorts(_ settings: ONNXRuntimeSettings) throws(RunnerError) {
    let api = library.api
    for index in 0..<(try count(api.pointee.get_input_count, of: session)) {
      let name = try name(api.pointee.get_input_name, of: session, index)
      var description = try description(api.pointee.get_input_type, index, name: name)
      for axis in description.shape.indices where description.shape[axis] < 0 {
        description.shape[axis] = try value(forOpenDimension: axis, of: description.shape, name: name, settings)
      }
      inputs.append(description)
    }
    for index in 0..<(try count(api.pointee.get_output_count, of: session)) {
      let name = try name(api.pointee.get_output_name, of: session, index)
      outputs.append(try description(api.pointee.get_output_type, index, name: name))
    }
    inputNames = CStrings(inputs.map(\.name))
    outputNames = CStrings(outputs.map(\.name))
    outputValues = Array(repeating: nil, count: outputs.count)
  }

  private func bindInputs() throws(RunnerError) {
    for input in inputs {
      guard let byteCount = Tensor.byteCount(shape: input.shape, elementType: input.elementType),
        byteCount <= Self.tensorByteLimit
      else {
        throw RunnerError(.outOfMemory, "input \(input.name) \(input.shape) exceeds \(Self.tensorByteLimit) bytes")
      }
      let memory = TensorStorage(byteCount: byteCount)
      var value: OpaquePointer?
      let shape = input.shape.map(Int64.init)
      try library.check(
        library.api.pointee.create_tensor_with_data(
          library.memory, memory.baseAddress, byteCount, shape, shape.count, input.elementType.onnxNumber, &value),
        "bind memory to input \(input.name)")
      inputMemory.append(memory)
      inputValues.append(value)
    }
  }

  /// Learns the shapes that the file leaves open from a run on zeros.
  private func settleOutputs() throws(RunnerError) {
    guard outputs.contains(where: { $0.shape.contains { $0 < 0 } }) else { return }
    try run()
    for position in outputs.indices {
      outputs[position].shape = try shapeAndType(of: outputValues[position], name: outputs[position].name).shape
    }
  }

  private typealias Count = (OpaquePointer?, UnsafeMutablePointer<Int>?) -> OpaquePointer?
  private typealias Name = (
    OpaquePointer?, Int, OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> OpaquePointer?
  private typealias TypeInfo = (OpaquePointer?, Int, UnsafeMutablePointer<OpaquePointer?>?) -> OpaquePointer?

  private func count(_ function: Count, of session: OpaquePointer?) throws(RunnerError) -> Int {
    var count = 0
    try library.check(function(session, &count), "count inputs or outputs")
    return count
  }

  private func name(_ function: Name, of session: OpaquePointer?, _ index: Int) throws(RunnerError) -> String {
    var text: UnsafeMutablePointer<CChar>?
    try library.check(function(session, index, library.allocator, &text), "read the name of port \(index)")
    return library.take(text)
  }

  private func description(
    _ function: TypeInfo, _ index: Int, name: String
  ) throws(RunnerError) -> TensorDescription {
    try withTensorInfo(function, of: session, index, name: name) { info throws(RunnerError) in
      TensorDescription(
        name: name, shape: try shape(of: info), elementType: try elementType(of: info, name: name),
        location: "user")
    }
  }

  private func withTensorInfo<R>(
    _ function: TypeInfo, of session: OpaquePointer?, _ index: Int, name: String,
    _ body: (OpaquePointer) throws(RunnerError) -> R
  ) throws(RunnerError) -> R {
    var type: OpaquePointer?
    try library.check(function(session, index, &type), "read the type of \(name)")
    defer { library.api.pointee.release_type_info(type) }
    var info: OpaquePointer?
    try library.check(library.api.pointee.cast_to_tensor_info(type, &info), "read the type of \(name)")
    guard let info else {
      throw RunnerError(.unsupportedModel, "\(name) is not a tensor, and only tensors are supported")
    }
    return try body(info)
  }

  private func shape(of info: OpaquePointer?) throws(RunnerError) -> [Int] {
    var rank = 0
    try library.check(library.api.pointee.get_rank(info, &rank), "read a rank")
    var dimensions = [Int64](repeating: 0, count: rank)
    try library.check(library.api.pointee.get_dimensions(info, &dimensions, rank), "read a shape")
    return dimensions.map { Int($0) }
  }

  private func elementType(of info: OpaquePointer?, name: String) throws(RunnerError) -> ElementType {
    var number: Int32 = 0
    try library.check(library.api.pointee.get_element_type(info, &number), "read the element type of \(name)")
    guard let type = ElementType(onnx: number) else {
      throw RunnerError(
        .unsupportedModel, "tensor \(name) has ONNX element type number \(number), which is not supported")
    }
    return type
  }

  private func shapeAndType(
    of value: OpaquePointer?, name: String
  ) throws(RunnerError) -> (shape: [Int], elementType: ElementType) {
    var info: OpaquePointer?
    try library.check(library.api.pointee.get_tensor_info(value, &info), "read the shape of \(name)")
    defer { library.api.pointee.release_tensor_info(info) }
    return (try shape(of: info), try elementType(of: info, name: name))
  }
}

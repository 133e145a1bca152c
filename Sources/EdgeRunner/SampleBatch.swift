public import EdgeModel

/// Cuts the inputs of an invocation into samples and joins the samples' outputs.
///
/// Every driver that runs one sample at a time needs the same cut, checks and joined shapes.
public struct SampleBatch: Sendable {
  /// Number of samples.
  public let count: Int
  /// The inputs as given.
  public let inputs: [Tensor]
  /// Outputs of all samples; zero until written.
  public private(set) var outputs: [Tensor]
  private let inputByteCounts: [Int]
  private let outputByteCounts: [Int]
  private let descriptions: [TensorDescription]

  /// Checks `inputs` against `model` and makes room for the outputs.
  /// - Parameter keepsOutputs: false leaves `outputs` empty, as performance-only runs do.
  public init(_ inputs: [Tensor], for model: ModelInformation, keepsOutputs: Bool = true) throws(RunnerError) {
    let count = try model.sampleCount(of: inputs)
    self.count = count
    self.inputs = inputs
    inputByteCounts = model.inputs.map(\.byteCount)
    outputByteCounts = model.outputs.map(\.byteCount)
    descriptions = model.outputs
    outputs = []
    guard keepsOutputs else { return }
    for description in model.outputs {
      let shape = Self.shape(of: count, samplesOf: description.shape)
      guard let bytes = Tensor.byteCount(shape: shape, elementType: description.elementType), bytes < 1 << 40 else {
        throw RunnerError(
          .outOfMemory, "\(count) samples of output \(description.name) \(description.shape) do not fit in memory",
          hint: "invoke with fewer samples at a time")
      }
      outputs.append(
        Tensor(shape: shape, elementType: description.elementType, quantization: description.quantization))
    }
  }

  /// Shape of `count` samples joined along the first dimension; a scalar gains a dimension when there are several.
  public static func shape(of count: Int, samplesOf shape: [Int]) -> [Int] {
    guard let first = shape.first else { return count == 1 ? [] : [count] }
    return [first * count] + shape.dropFirst()
  }

  /// Calls `body` with the bytes of one input of one sample.
  public func withInput<R, E: Error>(
    _ position: Int, sample: Int, _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    let size = inputByteCounts[position]
    return try inputs[position].withUnsafeBytes { bytes throws(E) in
      try body(UnsafeRawBufferPointer(rebasing: bytes[sample * size..<(sample + 1) * size]))
    }
  }

  /// Calls `body` with the room for one output of one sample. Must not be called without kept outputs.
  public mutating func withOutput<R, E: Error>(
    _ position: Int, sample: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    let size = outputByteCounts[position]
    return try outputs[position].withUnsafeMutableBytes { bytes throws(E) in
      try body(UnsafeMutableRawBufferPointer(rebasing: bytes[sample * size..<(sample + 1) * size]))
    }
  }

  /// True for outputs whose size follows from the data: they are appended, not written into room.
  public func isSizedByData(_ position: Int) -> Bool { descriptions[position].isSizedByData }

  /// Adds one sample of an output whose size follows from the data; samples come in their order.
  /// - Throws: `RunnerError.Code.unsupportedModel` when samples differ in other dimensions than the first, so that they
  ///   cannot be joined.
  public mutating func append(_ tensor: Tensor, to position: Int, sample: Int) throws(RunnerError) {
    guard sample > 0 else {
      outputs[position] = tensor
      return
    }
    let before = outputs[position]
    let name = descriptions[position].name
    guard let rows = before.shape.first, let added = tensor.shape.first, tensor.elementType == before.elementType,
      before.shape.dropFirst() == tensor.shape.dropFirst()
    else {
      throw RunnerError(
        .unsupportedModel,
        "output \(name) is \(tensor.shape) for sample \(sample) and was \(before.shape) before: they cannot be joined",
        hint: "invoke with one sample at a time")
    }
    var joined = Tensor(
      shape: [rows + added] + before.shape.dropFirst(), elementType: before.elementType,
      quantization: before.quantization)
    joined.withUnsafeMutableBytes { room in
      before.withUnsafeBytes { room.copyMemory(from: $0) }
      tensor.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: room[before.byteCount...]).copyMemory(from: $0) }
    }
    outputs[position] = joined
  }

  /// Copies of all inputs of one sample, in the model's shapes.
  public func inputs(ofSample sample: Int, for model: ModelInformation) -> [Tensor] {
    zip(inputs, model.inputs).enumerated().map { position, pair in
      var tensor = Tensor(
        shape: pair.1.shape, elementType: pair.1.elementType, quantization: pair.1.quantization)
      withInput(position, sample: sample) { bytes in
        tensor.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
      }
      return tensor
    }
  }
}

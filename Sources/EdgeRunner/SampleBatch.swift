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
  private var outputByteCounts: [Int]
  private var outputShapes: [[Int]]

  /// Checks `inputs` against `model` and makes room for the outputs.
  /// - Parameter keepsOutputs: false leaves `outputs` empty, as performance-only runs do.
  public init(_ inputs: [Tensor], for model: ModelInformation, keepsOutputs: Bool = true) throws(RunnerError) {
    let count = try model.sampleCount(of: inputs)
    self.count = count
    self.inputs = inputs
    inputByteCounts = model.inputs.map(\.byteCount)
    outputByteCounts = model.outputs.map(\.byteCount)
    outputShapes = model.outputs.map(\.shape)
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

  /// Makes room for an output whose size depends on the data, before `sample` is written.
  /// - Throws: `RunnerError.Code.invalidArgument` when samples before it have another shape, `outOfMemory` when there is no
  ///   room.
  public mutating func setShape(_ shape: [Int], ofOutput position: Int, sample: Int) throws(RunnerError) {
    guard shape != outputShapes[position] else { return }
    guard sample == 0 else {
      throw RunnerError(
        .invalidArgument,
        "output #\(position + 1) has shape \(shape) for sample \(sample + 1) and \(outputShapes[position]) for those "
          + "before, which cannot be joined", hint: "its size depends on the data: invoke with one sample at a time")
    }
    let old = outputs[position]
    let whole = Self.shape(of: count, samplesOf: shape)
    guard let bytes = Tensor.byteCount(shape: whole, elementType: old.elementType), bytes < 1 << 40,
      let sampleBytes = Tensor.byteCount(shape: shape, elementType: old.elementType)
    else {
      throw RunnerError(.outOfMemory, "output #\(position + 1) of shape \(whole) does not fit in memory")
    }
    outputs[position] = Tensor(shape: whole, elementType: old.elementType, quantization: old.quantization)
    outputShapes[position] = shape
    outputByteCounts[position] = sampleBytes
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

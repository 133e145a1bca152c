import EdgeDetection
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeVision
import Foundation

/// Samples from one of the three sources, in the form that each model wants.
struct InputData {
  private enum Source {
    case random(RandomInputs)
    /// Files, read when their samples are asked for.
    case pictures([String])
    /// One tensor per input, whole batches.
    case arrays([Tensor])
  }

  private let source: Source
  /// What the data are, for reports, e.g. `random, 10 samples, seed 42, 0 to 1`.
  let summary: String
  /// Names of the samples; empty when they have none.
  let sampleNames: [String]
  private let limit: Int?

  init(random: RandomInputs) {
    source = .random(random)
    let (low, high) = (random.range.lowerBound, random.range.upperBound)
    summary =
      "uniform random, \(random.sampleCount) sample\(random.sampleCount == 1 ? "" : "s"), seed \(random.seed), "
      + "range \(Self.text(low)) to \(Self.text(high))"
    sampleNames = []
    limit = nil
  }

  /// The arrays of a data file.
  init(file path: String, limit: Int?) throws {
    var notes = ""
    source = .arrays(try Self.arrays(of: path, named: "m_inputs_", notes: &notes))
    summary = path + notes + (limit.map { ", at most \($0) samples" } ?? "")
    sampleNames = []
    self.limit = limit
  }

  /// The arrays of a .npy, .npz or .csv file.
  /// - Parameters:
  ///   - prefix: an archive's arrays of this name with 1, 2 and so on are taken; all in order if there are none.
  ///   - notes: what was guessed about the file is added here, for reports.
  static func arrays(of path: String, named prefix: String, notes: inout String) throws -> [Tensor] {
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "npy": return [try NPYFile.read(contentsOf: path)]
    case "csv":
      let (tensor, hasDecimalCommas) = try CSVFile.readNumbers(contentsOf: path)
      if hasDecimalCommas { notes += ", decimal commas" }
      return [tensor]
    case "npz":
      let archive = try NPZArchive.read(contentsOf: path)
      var arrays: [Tensor] = []
      while let array = archive["\(prefix)\(arrays.count + 1)"] { arrays.append(array) }
      if arrays.isEmpty { arrays = archive.entries.map(\.tensor) }
      guard !arrays.isEmpty else { throw CommandFailure(.input, "\(path) holds no arrays") }
      return arrays
    default:
      throw CommandFailure(.input, "\(path): data must be a .npy, .npz or .csv file", hint: "pictures go to --images")
    }
  }

  /// Pictures that the sources stand for.
  init(pictures sources: [String], limit: Int?) throws {
    let expansion = PictureSource.expand(sources)
    if let failure = expansion.failures.first { throw CommandFailure(.input, "\(failure)") }
    let files = limit.map { Array(expansion.files.prefix($0)) } ?? expansion.files
    guard !files.isEmpty else { throw CommandFailure(.input, "no pictures in \(sources.joined(separator: ", "))") }
    source = .pictures(files)
    summary = "\(files.count) picture\(files.count == 1 ? "" : "s")"
    sampleNames = files
    self.limit = nil
  }

  /// The samples for `model`, all joined in one batch per input.
  /// - Parameter canonical: the model whose input the random numbers were drawn for, when several models must see
  ///   the same values; nil for `model` itself.
  func tensors(for model: ModelInformation, canonical: ModelInformation? = nil) throws -> [Tensor] {
    switch source {
    case .random(let random):
      let drawn = try random.tensors(for: (canonical ?? model).inputs)
      return canonical == nil ? drawn : try Self.adapt(drawn, to: model)
    case .pictures(let pictures):
      return [try Self.batch(of: pictures, for: model)]
    case .arrays(let arrays):
      return try Self.adapt(arrays, to: model).map { limit.map($0.firstSamples) ?? $0 }
    }
  }

  /// True for random numbers.
  var isRandom: Bool { if case .random = source { true } else { false } }

  /// Samples for `model` in all.
  func sampleCount(for model: ModelInformation) throws -> Int {
    switch source {
    case .random(let random): return random.sampleCount
    case .pictures(let files): return files.count
    case .arrays(let arrays):
      try Self.check(arrays, for: model)
      let counts = try zip(arrays, model.inputs).map { array, input in
        try array.asSamples(of: input).elementCount / max(input.elementCount, 1)
      }
      guard let count = counts.first, counts.allSatisfy({ $0 == count }) else {
        throw CommandFailure(.input, "the arrays hold different numbers of samples: \(counts)")
      }
      return limit.map { min(count, $0) } ?? count
    }
  }

  /// The random numbers for `model`, part by part; nil for other data, and where they must be drawn at once.
  func randomStream(for model: ModelInformation) throws -> RandomInputStream? {
    guard case .random(let random) = source else { return nil }
    return RandomInputStream(random, for: model.inputs)
  }

  /// Some of the samples for `model`, joined in one batch per input; random numbers only as a whole.
  func tensors(for model: ModelInformation, samples: Range<Int>) throws -> [Tensor] {
    switch source {
    case .random(let random): return try random.tensors(for: model.inputs)
    case .pictures(let files): return [try Self.batch(of: Array(files[samples]), for: model)]
    case .arrays(let arrays):
      return try zip(arrays, model.inputs).map { array, input in
        let rows = try array.asSamples(of: input)
        let perSample = input.shape.isEmpty ? 1 : max(input.shape.first ?? 1, 1)
        let range = samples.lowerBound * perSample..<samples.upperBound * perSample
        return try rows.rows(range).adapted(to: input)
      }
    }
  }

  private static func check(_ tensors: [Tensor], for model: ModelInformation) throws(CommandFailure) {
    guard tensors.count >= model.inputs.count else {
      throw CommandFailure(
        .input, "the data hold \(tensors.count) array(s), model \(model.name) takes \(model.inputs.count) input(s)")
    }
  }

  private static func adapt(_ tensors: [Tensor], to model: ModelInformation) throws -> [Tensor] {
    try check(tensors, for: model)
    return try zip(tensors, model.inputs).map { tensor, input in
      try tensor.asSamples(of: input).adapted(to: input)
    }
  }

  private static func batch(
    of files: [String], for model: ModelInformation
  ) throws -> Tensor {
    guard model.inputs.count == 1 else {
      throw CommandFailure(.usage, "model \(model.name) has \(model.inputs.count) inputs; pictures fit only one")
    }
    let input = model.inputs[0]
    let preprocessor: PicturePreprocessor
    do throws(PreprocessorError) {
      preprocessor = try PicturePreprocessor(
        shape: input.shape, elementType: input.elementType, quantization: input.quantization,
        options: .init(resizeMode: model.metadata?.resizeMode == "stretch" ? .stretch : .letterbox))
    } catch {
      throw CommandFailure(.model, "model \(model.name) takes no pictures: \(error)")
    }
    var batch = Tensor(
      shape: SampleBatch.shape(of: files.count, samplesOf: input.shape), elementType: input.elementType,
      quantization: input.quantization)
    for (index, file) in files.enumerated() {
      let sample = preprocessor(try PictureDecoder().decode(file: file)).tensor
      batch.withUnsafeMutableBytes { bytes in
        sample.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: bytes[index * source.count..<(index + 1) * source.count])
            .copyMemory(from: source)
        }
      }
    }
    return batch
  }

  private static func text(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
}

extension Tensor {
  /// This array seen as samples of `input`: a flat or batchless array gains its batch dimension. Arrays of the input's
  /// own integer type hold stored codes, floats hold real values; other integers would be ambiguous.
  fileprivate func asSamples(of input: TensorDescription) throws(CommandFailure) -> Tensor {
    let size = max(input.elementCount, 1)
    guard elementCount > 0, elementCount % size == 0 else {
      throw CommandFailure(
        .input, "data of shape \(shape) do not make whole samples of input \(input.name), which takes \(input.shape)")
    }
    var array = self
    if elementType == input.elementType {
      array.quantization = input.quantization
    } else if elementType.isInteger, input.quantization != nil {
      throw CommandFailure(
        .input, "data of \(elementType) for input \(input.name), which takes \(input.elementType)",
        hint: "give real values as floats, or stored values as \(input.elementType)")
    }
    let samples = elementCount / size
    // A batch of the input's own form, NHWC or NCHW, keeps its shape; anything else is taken in memory order.
    if shape.count == input.shape.count, shape.first == samples * max(input.shape.first ?? 1, 1) { return array }
    return array.reshaped(to: SampleBatch.shape(of: samples, samplesOf: input.shape))
  }

  /// The first `count` entries along the first dimension.
  fileprivate func firstSamples(_ count: Int) -> Tensor {
    guard let first = shape.first, first > count else { return self }
    var result = Tensor(shape: [count] + shape.dropFirst(), elementType: elementType, quantization: quantization)
    let bytes = result.byteCount
    withUnsafeBytes { source in
      result.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<bytes])) }
    }
    return result
  }
}

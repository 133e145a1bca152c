import EdgeEvaluation
import EdgeModel
import EdgeRunner

/// The samples of an `InputData` for one model, some at a time, so that memory holds only those that run.
struct SampleStream {
  /// All samples.
  let sampleCount: Int
  /// Most samples of one part.
  let partCount: Int
  private let data: InputData
  private let model: ModelInformation
  private var random: RandomInputStream?
  private var position = 0

  /// Bytes of inputs and outputs that one part may take; a single sample may take more.
  private static let partByteCount = 64 << 20

  /// - Throws: as `InputData.tensors(for:)` for what is wrong with all samples.
  init(_ data: InputData, for model: ModelInformation) throws {
    self.data = data
    self.model = model
    sampleCount = try data.sampleCount(for: model)
    let byteCount = (model.inputs + model.outputs).map(\.byteCount).reduce(0, +)
    random = try data.randomStream(for: model)
    let isWhole = data.isRandom && random == nil
    partCount = isWhole ? sampleCount : max(Self.partByteCount / max(byteCount, 1), 1)
  }

  /// The next part, joined in one batch per input; nil behind the last sample.
  mutating func next() throws -> [Tensor]? {
    let range = position..<min(position + partCount, sampleCount)
    guard !range.isEmpty else { return nil }
    position = range.upperBound
    if random != nil { return random?.next(range.count) }
    return try data.tensors(for: model, samples: range)
  }
}

public import EdgeModel
public import EdgeRunner

/// The tensors of `RandomInputs`, some samples at a time: the same numbers, without holding all of them.
public struct RandomInputStream: Sendable {
  private let inputs: [TensorDescription]
  private let range: ClosedRange<Double>
  /// Where each input's numbers go on.
  private var generators: [NumpyRandomState]

  /// Nil when an input takes plain integers, which NumPy draws from a pool that must not be cut.
  public init?(_ random: RandomInputs, for inputs: [TensorDescription]) {
    guard inputs.allSatisfy({ RandomInputs.drawsReals($0) }) else { return nil }
    self.inputs = inputs
    range = random.range
    var generator = NumpyRandomState(seed: random.seed)
    generators = []
    for (position, input) in inputs.enumerated() {
      generators.append(generator)
      guard position + 1 < inputs.count else { break }
      for _ in 0..<random.sampleCount {
        _ = generator.uniform(range.lowerBound, range.upperBound, count: input.elementCount)
      }
    }
  }

  /// The next samples, joined along the first dimension.
  public mutating func next(_ count: Int) -> [Tensor] {
    inputs.indices.map { position in
      let input = inputs[position]
      let shape = SampleBatch.shape(of: count, samplesOf: input.shape)
      let reals = generators[position].uniform(
        range.lowerBound, range.upperBound, count: Tensor.elementCount(shape: shape) ?? 0)
      return Tensor(shape: shape, elementType: input.elementType, quantization: input.quantization, reals: reals)
    }
  }
}

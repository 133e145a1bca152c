public import EdgeModel

/// How often each class was answered where each class was expected, by arg-max.
public struct ArgMaxConfusion: Sendable, Hashable {
  /// `counts[expected][answered]`.
  public private(set) var counts: [[Int]]

  /// For a classifier of `classCount` classes.
  public init(classCount: Int) {
    counts = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
  }

  /// Counts every sample of a batch; both tensors must hold whole samples of the class count.
  public mutating func add(reference: Tensor, prediction: Tensor) {
    let (expected, answered) = (reference.reals, prediction.reals)
    let classes = counts.count
    guard classes > 0, expected.count == answered.count, expected.count % classes == 0 else { return }
    for start in stride(from: 0, to: expected.count, by: classes) {
      guard let row = expected[start..<start + classes].largestPosition,
        let column = answered[start..<start + classes].largestPosition
      else { continue }
      counts[row][column] += 1
    }
  }

  /// True when `output` looks like a classifier's: one vector per sample of two to a thousand probabilities that sum
  /// to one.
  public static func looksLikeClassifier(_ output: Tensor) -> Bool {
    let classes = output.shape.dropFirst().reduce(1, *)
    guard output.shape.dropFirst().filter({ $0 != 1 }).count == 1, (2...1000).contains(classes) else { return false }
    let values = output.reals
    return stride(from: 0, to: values.count, by: classes).allSatisfy { start in
      let sample = values[start..<min(start + classes, values.count)]
      // A quantized probability is off by up to half a step.
      return sample.allSatisfy { (0...1).contains($0) } && abs(sample.reduce(0, +) - 1) < 0.02 + Double(classes) / 512
    }
  }
}

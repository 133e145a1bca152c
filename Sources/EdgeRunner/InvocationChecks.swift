public import EdgeModel

extension ModelInformation {
  /// Checks `inputs` against what the model expects and returns the number of samples they hold.
  ///
  /// As in ST's AiRunner, shapes are compared after removing every dimension of one but the first, and the first
  /// dimension may be a multiple of the model's.
  public func sampleCount(of inputs: [Tensor]) throws(RunnerError) -> Int {
    guard inputs.count == self.inputs.count else {
      throw RunnerError(
        .invalidArgument, "model \(name) takes \(self.inputs.count) input(s), got \(inputs.count)")
    }
    var samples: Int?
    for (position, (given, wanted)) in zip(inputs, self.inputs).enumerated() {
      guard given.elementType == wanted.elementType else {
        throw RunnerError(
          .invalidArgument,
          "input #\(position + 1) (\(wanted.name)): element type \(given.elementType), expected \(wanted.elementType)")
      }
      let modelBatch = max(wanted.shape.first ?? 1, 1)
      let batch = given.shape.first ?? 1
      guard squeezed(given.shape) == squeezed(wanted.shape), batch % modelBatch == 0, batch > 0 else {
        throw RunnerError(
          .invalidArgument, "input #\(position + 1) (\(wanted.name)): shape \(given.shape), expected \(wanted.shape)",
          hint: "the first dimension is the batch; dimensions of one may be left out")
      }
      let count = wanted.shape.isEmpty ? 1 : batch / modelBatch
      guard samples == nil || samples == count else {
        throw RunnerError(.invalidArgument, "inputs hold different numbers of samples: \(samples!) and \(count)")
      }
      samples = count
    }
    return samples ?? 1
  }

  private func squeezed(_ shape: [Int]) -> [Int] { shape.dropFirst().filter { $0 != 1 } }
}

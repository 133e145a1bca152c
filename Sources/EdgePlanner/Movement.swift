import CEdgeKernels

/// Shapes and steps as kernels walk them: at most six dimensions, neighbours merged where memory allows.
enum Movement {
  /// Dimensions that generic kernels walk.
  static let kernelRank = Int(EDGE_MAX_DIMS)

  /// Merges neighbouring dimensions that every operand walks without a jump, drops dimensions of one, and pads with
  /// leading ones to `kernelRank`.
  static func merged(dims: [Int], steps: [[Int]]) throws(LoweringFailure) -> (dims: [Int], steps: [[Int]]) {
    var mergedDims: [Int] = []
    var mergedSteps: [[Int]] = steps.map { _ in [] }
    for i in dims.indices where dims[i] != 1 {
      if let previous = mergedDims.last,
        steps.indices.allSatisfy({ mergedSteps[$0][mergedDims.count - 1] == steps[$0][i] * dims[i] })
      {
        mergedDims[mergedDims.count - 1] = previous * dims[i]
        for o in steps.indices { mergedSteps[o][mergedDims.count - 1] = steps[o][i] }
      } else {
        mergedDims.append(dims[i])
        for o in steps.indices { mergedSteps[o].append(steps[o][i]) }
      }
    }
    if mergedDims.isEmpty {
      mergedDims = [1]
      for o in steps.indices { mergedSteps[o] = [1] }
    }
    let missing = kernelRank - mergedDims.count
    guard missing >= 0 else { throw .unsupported("the data are moved along \(mergedDims.count) separate dimensions") }
    return (
      Array(repeating: 1, count: missing) + mergedDims,
      mergedSteps.map { Array(repeating: 0, count: missing) + $0 }
    )
  }

  /// Distances between neighbours along each dimension of a row-major tensor.
  static func rowMajorSteps(_ shape: [Int]) -> [Int] {
    var steps = Array(repeating: 1, count: shape.count)
    for i in stride(from: shape.count - 2, through: 0, by: -1) { steps[i] = steps[i + 1] * shape[i + 1] }
    return steps
  }
}

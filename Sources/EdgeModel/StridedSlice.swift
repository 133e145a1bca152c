/// STRIDED_SLICE resolved to a start, a count and a stride per input dimension.
package struct StridedSlice {
  /// First position along each input dimension.
  package private(set) var starts: [Int] = []
  /// Positive or negative step along each input dimension.
  package private(set) var strides: [Int] = []
  /// Elements taken along each input dimension; dimensions that the operator removes count 1.
  package private(set) var dims: [Int] = []
  /// Shape of the result: `dims` without removed dimensions, with inserted ones.
  package private(set) var resultShape: [Int] = []

  /// Applies TFLite's rules: masks, an ellipsis, inserted and removed dimensions, negative positions.
  /// - Throws: `OperandContradiction` where entries, dimensions and masks do not fit together.
  package init(
    shape: [Int], begin: [Int], end: [Int], strides given: [Int], attributes a: StridedSliceAttributes
  ) throws(OperandContradiction) {
    guard begin.count == end.count, begin.count == given.count, begin.count <= 16 else {
      throw OperandContradiction("start, end and stride have different lengths")
    }
    func has(_ mask: Int, _ i: Int) -> Bool { mask >> i & 1 == 1 }
    let ellipses = begin.indices.filter { has(a.ellipsisMask, $0) }
    guard ellipses.count <= 1 else { throw OperandContradiction("more than one ellipsis") }
    // Dimensions that entries after an ellipsis speak of; inserted ones speak of none.
    var dimension = 0
    for i in begin.indices {
      if has(a.ellipsisMask, i) {
        let later = (i + 1..<begin.count).filter { !has(a.newAxisMask, $0) }.count
        while dimension < shape.count - later { appendWhole(shape[dimension], &dimension) }
        continue
      }
      if has(a.newAxisMask, i) {
        resultShape.append(1)
        continue
      }
      guard dimension < shape.count else { throw OperandContradiction("more entries than dimensions") }
      try append(
        size: shape[dimension], begin: has(a.beginMask, i) ? nil : begin[i], end: has(a.endMask, i) ? nil : end[i],
        stride: given[i], shrink: has(a.shrinkAxisMask, i), endIsOffset: a.offset)
      dimension += 1
    }
    while dimension < shape.count { appendWhole(shape[dimension], &dimension) }
  }

  private mutating func appendWhole(_ size: Int, _ dimension: inout Int) {
    starts.append(0)
    strides.append(1)
    dims.append(size)
    resultShape.append(size)
    dimension += 1
  }

  private mutating func append(
    size: Int, begin: Int?, end: Int?, stride: Int, shrink: Bool, endIsOffset: Bool
  ) throws(OperandContradiction) {
    guard stride != 0, stride.magnitude < 1 << 24 else { throw OperandContradiction("stride \(stride)") }
    func position(_ value: Int, low: Int, high: Int) -> Int { min(max(value < 0 ? value + size : value, low), high) }
    let start =
      begin.map { position($0, low: stride > 0 ? 0 : -1, high: stride > 0 ? size : size - 1) }
      ?? (stride > 0 ? 0 : size - 1)
    if shrink {
      guard let begin, begin >= -size, begin < size else {
        throw OperandContradiction("position outside the dimension")
      }
      starts.append(begin < 0 ? begin + size : begin)
      strides.append(1)
      dims.append(1)
      return
    }
    var stop = stride > 0 ? size : -1
    if let end {
      let absolute = endIsOffset ? start &+ end : end
      stop = position(absolute, low: stride > 0 ? 0 : -1, high: stride > 0 ? size : size - 1)
    }
    let span = stride > 0 ? stop - start : start - stop
    starts.append(start)
    strides.append(stride)
    dims.append(span <= 0 ? 0 : (span + abs(stride) - 1) / abs(stride))
    resultShape.append(dims[dims.count - 1])
  }
}

/// Operands of an operator that contradict each other or its attributes.
package struct OperandContradiction: Error {
  /// What contradicts what, in words for people.
  package var reason: String

  package init(_ reason: String) { self.reason = reason }
}

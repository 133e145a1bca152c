// Operators that move data without changing it, or only give it another shape.
extension OperatorEntry {
  static let pad = movement(.pad, OperandRule(.required("input"), .constant("padding")), layer: .pad)
  static let padV2 = movement(
    .padV2, OperandRule(.required("input"), .constant("padding"), .constant("fill value")), layer: .pad)
  static let mirrorPad = movement(.mirrorPad, OperandRule(.required("input"), .constant("padding")), layer: .pad)
  static let concatenation = movement(
    .concatenation, OperandRule(list: .required("input"), count: 1...Int.max), layer: .concatenation)

  static func split(count: Int) -> OperatorEntry {
    movement(.split, OperandRule(.constant("axis"), .required("input"), outputs: count), layer: .split)
  }

  static func splitV(count: Int) -> OperatorEntry {
    movement(
      .splitV, OperandRule(.required("input"), .required("sizes"), .constant("axis"), outputs: count), layer: .split)
  }

  static func pack(count: Int) -> OperatorEntry {
    movement(.pack, OperandRule(list: .required("input"), count: count...count), layer: .pack)
  }

  static func unpack(count: Int) -> OperatorEntry {
    movement(.unpack, OperandRule(.required("input"), outputs: count), layer: .unpack)
  }

  static let stridedSlice = movement(
    .stridedSlice, OperandRule(.required("input"), .constant("start"), .constant("end"), .constant("strides")),
    layer: .slice)
  static let slice = movement(
    .slice, OperandRule(.required("input"), .constant("start"), .required("size")), layer: .slice)
  static let gather = movement(.gather, OperandRule(.required("input"), .required("indices")), layer: .gather)
  static let gatherND = movement(.gatherND, OperandRule(.required("input"), .required("indices")), layer: .gather)
  static let tile = movement(.tile, OperandRule(.required("input"), .constant("repetitions")), layer: .tile)
  static let broadcastTo = movement(.broadcastTo, OperandRule(.required("input"), .required("shape")), layer: .tile)

  // Transpositions.
  static let transpose = movement(
    .transpose, OperandRule(.required("input"), .constant("permutation")), layer: .transpose)
  static let depthToSpace = movement(.depthToSpace, OperandRule(.required("input")), layer: .transpose)
  static let spaceToDepth = movement(.spaceToDepth, OperandRule(.required("input")), layer: .transpose)
  static let spaceToBatch = movement(
    .spaceToBatch, OperandRule(.required("input"), .constant("block"), .constant("padding")), layer: .transpose)
  static let batchToSpace = movement(
    .batchToSpace, OperandRule(.required("input"), .constant("block"), .constant("crops")), layer: .transpose)

  static let reverse = movement(.reverse, OperandRule(.required("input"), .constant("axes")), layer: .reverse)

  // Other names for the same memory.
  static let reshape = movement(.reshape, OperandRule(.required("input"), .omissible("shape")), layer: .base)
  static let squeeze = movement(.squeeze, OperandRule(.required("input")), layer: .base)
  static let expandDims = movement(.expandDims, OperandRule(.required("input"), .required("axis")), layer: .base)

  private static func movement(_ code: OperatorCode, _ operands: OperandRule, layer: STLayer) -> OperatorEntry {
    OperatorEntry(code, operands, layer: layer) { _ in 0 }
  }
}

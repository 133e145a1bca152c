import EdgeModel
import EdgePasses
import EdgeTestSupport
import Testing

@Suite("Folding constants") struct FoldConstantsTests {
  /// A constant to fold: shape, values, type.
  private typealias Value = (shape: [Int], values: [Int], type: ElementType)

  private static func vector(_ values: Int...) -> Value { ([values.count], values, .int32) }
  private static func scalar(_ value: Int) -> Value { ([], [value], .int32) }

  private static func tensor(_ value: Value) -> Tensor {
    switch value.type {
    case .int64: Tensor(shape: value.shape, elementType: .int64, values: value.values.map(Int64.init))
    case .bool: Tensor(shape: value.shape, elementType: .bool, values: value.values.map(UInt8.init))
    default: Tensor(shape: value.shape, elementType: .int32, values: value.values.map { Int32(truncatingIfNeeded: $0) })
    }
  }

  /// The graph of one operator on constants whose result another operator reads, and the number of the result.
  private static func graph(_ kind: OperatorKind, _ operands: [Value], _ type: ElementType) -> (Graph, result: Int) {
    let b = CaseBuilder(seed: 1)
    let x = b.input([2], .float32)
    let result = b.op(kind, operands.map { b.constant(tensor($0)) }, [1], type)
    return (b.finish("constants", outputs: [b.op(.add(.none), [x, result], [2], .float32)]).graph, result)
  }

  /// Shape and values that the operator folds to; nil where it is left alone.
  private static func fold(
    _ kind: OperatorKind, _ operands: [Value], type: ElementType = .int32
  ) throws -> Value? {
    let (graph, result) = graph(kind, operands, type)
    let folded = try FoldConstants().run(graph)
    guard folded.operators.count == 1 else { return nil }
    let tensor = folded.tensors[result]
    #expect(tensor.isFolded && tensor.constant?.byteCount == tensor.byteCount)
    if type == .bool {
      return (tensor.shape, try #require(tensor.constantTensor).array(of: UInt8.self).map(Int.init), type)
    }
    return (tensor.shape, try #require(folded.integers(result)), type)
  }

  private func expect(
    _ kind: OperatorKind, _ operands: [Value], is shape: [Int], _ values: [Int], type: ElementType = .int32,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let value = try Self.fold(kind, operands, type: type)
    #expect(value?.shape == shape && value?.values == values, "\(kind)", sourceLocation: location)
  }

  @Test("arithmetic is that of TFLite's integer kernels")
  func arithmetic() throws {
    let (a, b) = (Self.vector(7, -7, 7, -7), Self.vector(2, 2, -2, -2))
    try expect(.add(.none), [a, b], is: [4], [9, -5, 5, -9])
    try expect(.add(.relu), [a, b], is: [4], [9, 0, 5, 0])
    try expect(.subtract(.relu6), [a, b], is: [4], [5, 0, 6, 0])
    try expect(.multiply(.none), [a, Self.scalar(3)], is: [4], [21, -21, 21, -21])
    try expect(.divide(.none), [a, b], is: [4], [3, -3, -3, 3])
    try expect(.floorDivide, [a, b], is: [4], [3, -4, -4, 3])
    try expect(.floorModulo, [a, b], is: [4], [1, 1, -1, -1])
    try expect(.maximum, [a, Self.vector(0)], is: [4], [7, 0, 7, 0])
    try expect(.minimum, [([2, 1], [1, 5], .int32), Self.vector(3, 4)], is: [2, 2], [1, 1, 3, 4])
    try expect(.multiply(.none), [([1], [1 << 40], .int64), ([1], [3], .int64)], is: [1], [3 << 40], type: .int64)
  }

  @Test("reductions run along constant axes")
  func reductions() throws {
    let table: Value = ([2, 3], [1, 2, 3, 4, 5, 6], .int32)
    try expect(.sum(keepDimensions: false), [table, Self.vector(0)], is: [3], [5, 7, 9])
    try expect(.sum(keepDimensions: true), [table, Self.vector(-1)], is: [2, 1], [6, 15])
    try expect(.reduceProduct(keepDimensions: false), [table, Self.vector(0, 1)], is: [], [720])
    try expect(.reduceProduct(keepDimensions: false), [([0], [], .int32), Self.vector(0)], is: [], [1])
    try expect(.reduceMax(keepDimensions: false), [table, Self.vector(1)], is: [2], [3, 6])
  }

  @Test("sizes and values are made")
  func making() throws {
    try expect(.range, [Self.scalar(2), Self.scalar(9), Self.scalar(3)], is: [3], [2, 5, 8])
    try expect(.range, [Self.scalar(5), Self.scalar(0), Self.scalar(-2)], is: [3], [5, 3, 1])
    try expect(.range, [Self.scalar(5), Self.scalar(5), Self.scalar(1)], is: [0], [])
    try expect(.fill, [Self.vector(2, 2), Self.scalar(-3)], is: [2, 2], [-3, -3, -3, -3])
    try expect(.cast, [([2], [1 << 33 + 5, -1], .int64)], is: [2], [5, -1])
    try expect(.cast, [Self.vector(4, 0, -2)], is: [3], [1, 0, 1], type: .bool)
    try expect(.cast, [([2], [1, 0], .bool)], is: [2], [1, 0], type: .int64)
  }

  @Test("values are moved")
  func movement() throws {
    let table: Value = ([2, 3], [1, 2, 3, 4, 5, 6], .int32)
    try expect(.pack(axis: 0, count: 2), [Self.scalar(1), Self.scalar(9)], is: [2], [1, 9])
    try expect(.pack(axis: -1, count: 2), [Self.vector(1, 2), Self.vector(8, 9)], is: [2, 2], [1, 8, 2, 9])
    try expect(
      .concatenation(axis: -1, activation: .none), [table, ([2, 1], [7, 8], .int32)], is: [2, 4],
      [1, 2, 3, 7, 4, 5, 6, 8])
    try expect(.slice, [table, Self.vector(0, 1), Self.vector(-1, 2)], is: [2, 2], [2, 3, 5, 6])
    try expect(.gather(axis: 1, batchDimensions: 0), [table, Self.vector(2, 0)], is: [2, 2], [3, 1, 6, 4])
    try expect(.gather(axis: 0, batchDimensions: 0), [Self.vector(4, 5, 6), Self.scalar(1)], is: [], [5])
    try expect(.transpose, [table, Self.vector(1, 0)], is: [3, 2], [1, 4, 2, 5, 3, 6])
    try expect(.tile, [Self.vector(1, 2), Self.vector(2)], is: [4], [1, 2, 1, 2])
    try expect(.broadcastTo, [Self.vector(1, 2), Self.vector(2, 2)], is: [2, 2], [1, 2, 1, 2])
    try expect(.reshape, [table, Self.vector(3, -1)], is: [3, 2], [1, 2, 3, 4, 5, 6])
    try expect(.expandDims, [Self.vector(1, 2), Self.scalar(-1)], is: [2, 1], [1, 2])
    try expect(.squeeze, [([1, 1], [4], .int32)], is: [1], [4])
  }

  @Test("strided slices obey their masks")
  func stridedSlices() throws {
    let table: Value = ([2, 3], [1, 2, 3, 4, 5, 6], .int32)
    func slice(_ attributes: StridedSliceAttributes) -> OperatorKind { .stridedSlice(attributes) }
    try expect(
      slice(.init(shrinkAxisMask: 1)), [Self.vector(4, 5, 6), Self.vector(1), Self.vector(2), Self.vector(1)], is: [],
      [5])
    try expect(
      slice(.init(beginMask: 1, endMask: 1)),
      [Self.vector(4, 5, 6), Self.vector(0), Self.vector(0), Self.vector(-1)], is: [3], [6, 5, 4])
    try expect(
      slice(.init(ellipsisMask: 1, newAxisMask: 2)),
      [table, Self.vector(0, 0, -1), Self.vector(0, 0, 3), Self.vector(1, 1, 1)], is: [2, 1, 1], [3, 6])
  }

  @Test("what constants do not decide is left alone")
  func leftAlone() throws {
    #expect(try Self.fold(.add(.tanh), [Self.scalar(1), Self.scalar(1)]) == nil)
    #expect(try Self.fold(.gather(axis: 0, batchDimensions: 0), [Self.vector(1), Self.vector(1)]) == nil)
    #expect(try Self.fold(.add(.none), [Self.vector(1, 2), Self.vector(1, 2, 3)]) == nil)
    #expect(try Self.fold(.fill, [Self.vector(1 << 20), Self.scalar(0)]) == nil)
    #expect(try Self.fold(.fill, [Self.vector(0, 1 << 30, 1 << 30, 1 << 30), Self.scalar(0)]) == nil)
    #expect(try Self.fold(.range, [Self.scalar(0), Self.scalar(1 << 30), Self.scalar(1)]) == nil)
  }

  @Test("constants without a result are refused with the operator")
  func refused() throws {
    func reason(_ kind: OperatorKind, _ operands: [Value]) -> String? {
      let error = #expect(throws: PassError.self) { try Self.fold(kind, operands) }
      #expect(error?.code == .invalidGraph && error?.operator?.name == kind.name)
      return error?.description
    }
    #expect(
      reason(.floorDivide, [Self.vector(1), Self.vector(0)]) == "operator #0 FLOOR_DIV (t3): divides by zero")
    #expect(reason(.divide(.none), [Self.scalar(1), Self.scalar(0)])?.hasSuffix("divides by zero") == true)
    #expect(
      reason(.multiply(.none), [Self.scalar(1 << 20), Self.scalar(1 << 20)])?.contains("beyond the range of int32")
        == true)
    #expect(reason(.range, [Self.scalar(0), Self.scalar(4), Self.scalar(0)])?.hasSuffix("the step is 0") == true)
    #expect(reason(.range, [Self.scalar(0), Self.scalar(4), Self.scalar(-1)])?.contains("do not lead") == true)
  }
}

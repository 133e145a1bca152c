import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeSystem
import EdgeTestSupport
import Testing

@Suite("Preparing graphs for lowering") struct PreparationTests {
  /// An image flattened to a size that is computed from its shape, as Keras writes it.
  private func flattened(_ x: Int, _ b: CaseBuilder, stated: [Int], _ sizes: Int...) -> Int {
    let shape = b.op(.shape, [x], [4], .int32)
    let one = b.integers([1])
    let batch = b.op(
      .stridedSlice(.init(shrinkAxisMask: 1)), [shape, b.integers([0]), one, one], [], .int32)
    let parts = sizes.map { b.constant(Tensor(shape: [], elementType: .int32, values: [Int32($0)])) }
    let size = b.op(.pack(axis: 0, count: sizes.count + 1), [batch] + parts, [sizes.count + 1], .int32)
    return b.op(.reshape, [x, size], stated, .float32)
  }

  @Test("sizes computed from shapes disappear, and what reads them computes the same as with constants")
  func computedSizes() throws {
    let b = CaseBuilder(seed: 20)
    let x = b.input([1, 2, 3, 4], .float32)
    let c = b.finish("flat", outputs: [b.op(.abs, [flattened(x, b, stated: [1, 24], 24)], [1, 24], .float32)])
    let prepared = try c.graph.prepared()
    #expect(prepared.operatorNames == ["RESHAPE", "ABS"] && prepared.operators.map(\.sourceIndex) == [3, 4])
    #expect(prepared.tensors.count == c.graph.tensors.count)
    #expect(try prepared.run(c.inputs)[0].array(of: Float.self) == c.inputs[0].array(of: Float.self).map { abs($0) })
    #expect(try prepared.prepared().operatorNames == prepared.operatorNames)
  }

  @Test("a shape that the file leaves to the run becomes what the operands make it, and so do those that follow")
  func restatedShapes() throws {
    let b = CaseBuilder(seed: 21)
    let x = b.input([1, 2, 3, 4], .float32)
    // Converters state 1 for what they do not know.
    let image = flattened(x, b, stated: [1, 1, 1, 4], 3, 2, 4)
    let rectified = b.op(.relu, [image], [1, 1, 1, 4], .float32)
    let pooled = b.op(
      .maxPool2D(.init(padding: .same, strideHeight: 2, strideWidth: 1, filterHeight: 2, filterWidth: 1)), [rectified],
      [1, 1, 1, 4], .float32)
    let joined = b.op(.concatenation(axis: 3, activation: .none), [pooled, pooled], [1, 1, 1, 8], .float32)
    let c = b.finish("restated", outputs: [joined])
    let prepared = try c.graph.prepared()
    #expect(
      [image, rectified, pooled, joined].map { prepared.tensors[$0].shape }
        == [[1, 3, 2, 4], [1, 3, 2, 4], [1, 2, 2, 4], [1, 2, 2, 8]])
    #expect(try prepared.run(c.inputs)[0].shape == [1, 2, 2, 8])
  }

  @Test("a computed size that reaches an operator of unknown result is refused there")
  func unknownConsequence() throws {
    let b = CaseBuilder(seed: 22)
    let x = b.input([1, 2, 3, 4], .float32)
    let image = flattened(x, b, stated: [1, 1], 24)
    let product = b.op(
      .batchMatMul(adjointX: false, adjointY: false), [image, b.constant([24, 2], .float32)], [1, 2], .float32)
    let error = #expect(throws: PassError.self) { try b.finish("unknown", outputs: [product]).graph.prepared() }
    #expect(error?.code == .unsupported && error?.operator?.name == "BATCH_MATMUL")
  }

  @Test("an output stays the result of an operator")
  func outputs() throws {
    let b = CaseBuilder(seed: 23)
    let shape = b.op(.shape, [b.input([2, 3], .float32)], [2], .int32)
    #expect(try b.finish("shape", outputs: [shape]).graph.prepared().operatorNames == ["SHAPE"])
  }

  @Test("sizes that only the run knows are refused by the planner, each operator with its reason")
  func refused() throws {
    let b = CaseBuilder(seed: 24)
    let x = b.input([1], .int32)
    let one = b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(1)]))
    let filled = b.op(.fill, [x, one], [3], .int32)
    let range = b.op(.range, [one, b.op(.squeeze, [x], [], .int32), one], [3], .int32)
    let graph = b.finish("sizes", outputs: [filled, range]).graph
    let error = #expect(throws: PlanError.self) { try ExecutionPlan(lowering: graph.prepared()) }
    guard case .unsupported(let problems)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(problems.map(\.operatorName) == ["FILL", "RANGE"])
    #expect(problems.allSatisfy { $0.reason.contains("not known before the run") })
  }

  @Test("float16 weights become float32 without loss, shared by all who read them")
  func halves() throws {
    let b = CaseBuilder(seed: 25)
    let x = b.input([4], .float32)
    let bits: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7BFF]
    let half = b.constant(Tensor(shape: [4], elementType: .float16, values: bits))
    let (a, c) = (b.op(.dequantize, [half], [4], .float32), b.op(.dequantize, [half], [4], .float32))
    let sum = b.op(.add(.none), [b.op(.multiply(.none), [x, a], [4], .float32), c], [4], .float32)
    let graph = try b.finish("halves", outputs: [sum]).graph.prepared()
    #expect(graph.operatorNames == ["MUL", "ADD"])
    #expect(graph.tensors[a].constantTensor?.array(of: Float.self) == [1, -2, 0x1p-24, 65504])
    #expect(graph.tensors[a].constant === graph.tensors[c].constant)
    #expect(graph.tensors[half].constant == nil)
  }

  @Test("files write and read operators on sizes")
  func files() throws {
    let b = CaseBuilder(seed: 26)
    let x = b.input([1, 2, 3, 4], .float32)
    let graph = b.finish("flat", outputs: [flattened(x, b, stated: [1, 24], 24)]).graph
    let read = try TFLiteReader.read(ByteRegion(copying: try TFLiteWriter.write(graph))).graph
    #expect(read.operators.map(\.kind) == graph.operators.map(\.kind))
  }
}

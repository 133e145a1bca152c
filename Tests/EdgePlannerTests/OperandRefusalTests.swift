import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

@Suite("Operands that contradict each other")
struct OperandRefusalTests {
  private func refusal(
    of kind: OperatorKind, _ shapes: [[Int]], _ types: [ElementType], constants: [[Int]] = [], result: [Int],
    _ type: ElementType
  ) -> String? {
    let b = CaseBuilder(seed: 1)
    let q = Quantization(scale: 0.5, zeroPoint: 3)
    func scale(_ type: ElementType) -> Quantization? { type == .int8 ? q : nil }
    let inputs = zip(shapes, types).map { b.input($0, $1, scale($1)) } + constants.map { b.integers($0) }
    let output = b.op(kind, inputs, result, type, scale(type))
    do throws(PlanError) {
      _ = try ExecutionPlan(lowering: b.finish("refused", outputs: [output]).graph)
      return nil
    } catch { return "\(error)" }
  }

  @Test("positions, blocks and borders outside the data are refused with what they are")
  func movement() {
    #expect(
      refusal(
        of: .gather(axis: 0, batchDimensions: 0), [[3, 4]], [.int8], constants: [[3]], result: [1, 4], .int8)?
        .contains("an index is outside the input") == true)
    #expect(
      refusal(
        of: .gather(axis: 1, batchDimensions: 2), [[3, 4], [3]], [.int8, .int32], result: [3], .int8)?
        .contains("2 batch dimensions") == true)
    #expect(
      refusal(of: .gatherND, [[3, 4], [2, 3]], [.int8, .int32], result: [2], .int8)?
        .contains("indices of shape [2, 3]") == true)
    #expect(
      refusal(of: .spaceToBatch, [[1, 5, 3]], [.int8], constants: [[2], [0, 0]], result: [2, 2, 3], .int8)?
        .contains("do not fit shape [1, 5, 3]") == true)
    #expect(
      refusal(of: .batchToSpace, [[4, 2, 3]], [.int8], constants: [[2], [0, 0]], result: [4, 2, 3], .int8)?
        .contains("its operands give [2, 4, 3]") == true)
    #expect(
      refusal(of: .mirrorPad(isSymmetric: false), [[4]], [.int8], constants: [[4, 0]], result: [8], .int8)?
        .contains("too small for the padding") == true)
  }

  @Test("what has no result is refused with the reason")
  func values() {
    #expect(
      refusal(of: .rsqrt, [[4]], [.int8], result: [4], .int8)?.contains("values below zero, which have no root") == true
    )
    #expect(
      refusal(of: .l2Normalization(.none), [[4]], [.int8], result: [4], .int8)?.contains("scale of 1/128") == true)
    #expect(
      refusal(of: .select, [[4], [4], [4]], [.int8, .int8, .int8], result: [4], .int8)?
        .contains("the condition is int8") == true)
    #expect(
      refusal(of: .logicalAnd, [[4], [4]], [.int32, .int32], result: [4], .bool)?.contains("operands are int32") == true
    )
    #expect(
      refusal(of: .reduceAny(keepDimensions: false), [[4]], [.int32], constants: [[0]], result: [], .int32)?
        .contains("input is int32") == true)
    #expect(
      refusal(of: .argMax, [[4]], [.float32], constants: [[1]], result: [], .int32)?.contains("axis 1 for rank 1")
        == true)
    #expect(
      refusal(of: .cast, [[4]], [.float64], result: [4], .int32)?.contains("float64") == true)
  }

  @Test("a decoder of detections wants boxes, scores and anchors of one number")
  func detections() {
    let attributes = DetectionPostProcessAttributes(
      maxDetections: 5, scoreThreshold: 0, overlapThreshold: 0.5, classCount: 3, yScale: 10, xScale: 10,
      heightScale: 5, widthScale: 5)
    func refusal(_ shapes: [[Int]], results: [[Int]]? = nil) -> String? {
      let b = CaseBuilder(seed: 1)
      let outputs = b.op(
        .detectionPostProcess(attributes), shapes.map { b.input($0, .float32) },
        results: (results ?? attributes.resultShapes).map { ($0, .float32, nil) })
      do throws(PlanError) {
        _ = try ExecutionPlan(lowering: b.finish("detections", outputs: outputs).graph)
        return nil
      } catch { return "\(error)" }
    }
    #expect(refusal([[1, 8, 4], [1, 8, 4], [8, 4]]) == nil)
    #expect(refusal([[1, 8, 4], [1, 8, 5], [8, 4]])?.contains("of 3 classes") == true)
    #expect(refusal([[1, 8, 4], [1, 8, 4], [7, 4]])?.contains("anchors [7, 4]") == true)
    #expect(refusal([[2, 8, 4], [2, 8, 4], [8, 4]])?.contains("more than one picture") == true)
    #expect(
      refusal([[1, 8, 4], [1, 8, 4], [8, 4]], results: [[1, 5, 4], [1, 4], [1, 5], [1]])?
        .contains("results have shapes") == true)
  }
}

import EdgeModel
import EdgeTestSupport
import Testing

@Suite("Operator catalogue")
struct OperatorCatalogueTests {
  private static let convolution = ConvolutionAttributes(padding: .same, activation: .relu)

  @Test("every operator has samples, an entry of its own and TFLite's number and name")
  func everyOperatorHasAnEntry() {
    #expect(Set(OperatorSamples.kinds.map(\.entry.code)) == Set(OperatorCode.allCases))
    #expect(Set(OperatorCode.allCases.map(\.name)).count == OperatorCode.allCases.count)
    // From the schema's text: number and name.
    let known: [(OperatorCode, Int, String)] = [
      (.add, 0, "ADD"), (.averagePool2D, 1, "AVERAGE_POOL_2D"), (.conv2D, 3, "CONV_2D"),
      (.depthwiseConv2D, 4, "DEPTHWISE_CONV_2D"), (.depthToSpace, 5, "DEPTH_TO_SPACE"),
      (.fullyConnected, 9, "FULLY_CONNECTED"), (.maxPool2D, 17, "MAX_POOL_2D"), (.reluN1To1, 20, "RELU_N1_TO_1"),
      (.stridedSlice, 45, "STRIDED_SLICE"), (.padV2, 60, "PADV2"), (.transposeConv, 67, "TRANSPOSE_CONV"),
      (.resizeNearestNeighbor, 97, "RESIZE_NEAREST_NEIGHBOR"), (.splitV, 102, "SPLIT_V"),
      (.quantize, 114, "QUANTIZE"), (.hardSwish, 117, "HARD_SWISH"), (.batchMatMul, 126, "BATCH_MATMUL"),
      (.broadcastTo, 130, "BROADCAST_TO"),
    ]
    for (code, number, name) in known { #expect(code.rawValue == number && code.name == name) }
    #expect(OperatorCode.name(ofBuiltin: 158) == "SIGN")
    #expect(OperatorCode.name(ofBuiltin: 9999) == "BUILTIN_9999")
  }

  @Test("operand lists are refused with the reason", arguments: OperatorSamples.kinds)
  func operandListsAreChecked(_ kind: OperatorKind) {
    let rule = kind.entry.operands
    let least: [Int?] = Array(0..<rule.inputs.lowerBound)
    let results: [Int?] = Array(0..<rule.outputs)
    #expect(rule.problem(inputs: least, outputs: results) == nil)
    #expect(rule.problem(inputs: [], outputs: results)?.hasPrefix("has 0 operands, not ") == true)
    #expect(rule.problem(inputs: least, outputs: results + [0])?.hasPrefix("has ") == true)
    #expect(rule.problem(inputs: least, outputs: results.map { _ in nil }) == "a result must not be left out")
    #expect(rule.problem(inputs: [nil] + least.dropFirst(), outputs: results) == "operand 0 must not be left out")
    if rule.inputs.upperBound < Int.max {
      let most: [Int?] = Array(0..<rule.inputs.upperBound)
      #expect(rule.problem(inputs: most, outputs: results) == nil)
      #expect(rule.problem(inputs: most + [0], outputs: results) != nil)
    }
  }

  @Test("a bias may be marked as left out, a shape only be left off the end of the list")
  func optionalOperands() {
    let convolution = OperatorKind.conv2D(Self.convolution).entry.operands
    #expect(convolution.problem(inputs: [0, 1], outputs: [2]) == nil)
    #expect(convolution.problem(inputs: [0, 1, nil], outputs: [2]) == nil)
    let reshape = OperatorKind.reshape.entry.operands
    #expect(reshape.problem(inputs: [0], outputs: [1]) == nil)
    #expect(reshape.problem(inputs: [0, nil], outputs: [1]) == "operand 1 must not be left out")
    let transposed = OperatorKind.transposeConv(Self.convolution).entry.operands
    #expect(transposed.problem(inputs: [0, 1, 2, nil], outputs: [3]) == nil)
    #expect(transposed.problem(inputs: [0, 1, nil], outputs: [3]) == "operand 2 must not be left out")
  }

  @Test("counts come from the attributes")
  func listsAreAsLongAsAttributesSay() {
    #expect(OperatorKind.pack(axis: 0, count: 3).entry.operands.inputs == 3...3)
    #expect(OperatorKind.unpack(axis: 0, count: 4).entry.operands.outputs == 4)
    #expect(OperatorKind.split(count: 2).entry.operands.outputs == 2)
    #expect(OperatorKind.splitV(count: 5).entry.operands.outputs == 5)
    #expect(OperatorKind.concatenation(axis: 0, activation: .none).entry.operands.inputs.upperBound == Int.max)
  }

  @Test("work is counted as ST's reports count it")
  func costs() {
    func macc(_ kind: OperatorKind, _ shapes: [[Int]], _ result: [Int]) -> Int {
      let tensors = (shapes + [result]).map { GraphTensor(name: "", shape: $0, elementType: .float32) }
      let op = Operator(kind: kind, inputs: Array(shapes.indices), outputs: [shapes.count], sourceIndex: 0)
      return op.macc(
        in: Graph(name: "", tensors: tensors, operators: [op], inputs: [], outputs: [shapes.count]))
    }
    let image = [1, 4, 6, 8]
    #expect(macc(.conv2D(Self.convolution), [image, [5, 3, 3, 8], [5]], [1, 4, 6, 5]) == 120 * 72 + 5 + 120)
    #expect(
      macc(.depthwiseConv2D(Self.convolution, depthMultiplier: 1), [image, [1, 3, 3, 8], [8]], image)
        == 192 * 9 + 8 + 192)
    #expect(
      macc(
        .transposeConv(.init(padding: .valid, strideHeight: 2, strideWidth: 2)), [[4], [5, 2, 2, 8], image],
        [1, 8, 12, 5]) == 192 * 20)
    #expect(
      macc(.fullyConnected(activation: .none, keepDimensions: false), [[3, 7], [2, 7], [2]], [3, 2]) == 6 * 7 + 2)
    #expect(macc(.batchMatMul(adjointX: true, adjointY: false), [[2, 7, 3], [2, 7, 5]], [2, 3, 5]) == 30 * 7)
    #expect(
      macc(
        .maxPool2D(.init(padding: .valid, strideHeight: 2, strideWidth: 2, filterHeight: 2, filterWidth: 2)), [image],
        [1, 2, 3, 8]) == 48 * 4)
    #expect(macc(.add(.relu), [image, image], image) == 384)
    #expect(macc(.logistic, [image], image) == 192)
    #expect(macc(.softmax(beta: 1), [image], image) == 192)
    #expect(macc(.mean(keepDimensions: true), [image, [2]], [1, 1, 1, 8]) == 192)
    #expect(macc(.reshape, [image], [192]) == 0)
  }
}

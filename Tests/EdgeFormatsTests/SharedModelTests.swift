import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Testing

@Suite("Shared TFLite models", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct SharedModelTests {
  private func read(_ name: String) throws -> Model {
    try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(name).tflite"))
  }

  private func histogram(_ graph: Graph) -> [String: Int] {
    Dictionary(grouping: graph.operators, by: \.kind.name).mapValues(\.count)
  }

  /// Multiply-accumulates of the products, from the shapes of weights and results.
  private func productCount(_ graph: Graph) -> Int {
    graph.operators.reduce(0) { total, op in
      switch op.kind {
      case .conv2D:
        guard let weights = op.inputs[1].map({ graph.tensors[$0] }) else { return total }
        return total + graph.tensors[op.outputs[0]].elementCount * weights.shape[1...].reduce(1, *)
      case .transposeConv:
        guard let weights = op.inputs[1].map({ graph.tensors[$0] }), let input = op.inputs[2] else { return total }
        return total + graph.tensors[input].elementCount * weights.shape[1] * weights.shape[2] * weights.shape[0]
      default: return total
      }
    }
  }

  @Test("every model reads", arguments: SharedFiles.tfliteModels)
  func reads(name: String) throws {
    let model = try read(name)
    #expect(model.graph.name == "main")
    #expect(model.description == "MLIR Converted.")
    #expect(model.graph.inputs == [0])
    #expect(model.graph.operators.map(\.sourceIndex) == Array(model.graph.operators.indices))
    for tensor in model.graph.tensors {
      if let constant = tensor.constant { #expect(constant.byteCount == tensor.byteCount) }
      if tensor.elementType.isFloatingPoint { #expect(tensor.quantization == nil) }
    }
  }

  @Test(
    "file digests are those recorded",
    arguments: zip(
      SharedFiles.goldenModels,
      [
        "039b7a3c84f8ad687ed66749f8214576cf2db8f645fab163e3faac79282c54d1",
        "e2666d331d5e8f55809f83dd3254996063ccfbb61b13fa68d609b13d391f2e84",
        "3316733125a5fb85d66ed33993627b5d293b3baceb348b137132071ca365ebd6",
        "e4d84e69eb4bb4292d7b0dd56b66425c495edf79294c4910aeb5b6f9a049db4c",
      ]))
  func digests(name: String, digest: String) throws {
    #expect(try read(name).sha256 == digest)
  }

  @Test("the person detector holds the operators and products that the survey counted")
  func personDetector() throws {
    let graph = try read("yolov8n_192_quant_pc_uf_od_coco-person-st").graph
    #expect(
      histogram(graph) == [
        "CONV_2D": 64, "MUL": 59, "LOGISTIC": 58, "STRIDED_SLICE": 20, "CONCATENATION": 18, "ADD": 8, "RESHAPE": 6,
        "PAD": 7, "TRANSPOSE": 5, "QUANTIZE": 4, "MAX_POOL_2D": 3, "RESIZE_NEAREST_NEIGHBOR": 2, "SUB": 2,
        "SOFTMAX": 1, "DEQUANTIZE": 1,
      ])
    #expect((Double(productCount(graph)) / 1e5).rounded() / 10 == 363.7)
    let constants = graph.tensors.filter { $0.constant != nil }
    let convolutions = graph.operators.filter { if case .conv2D = $0.kind { true } else { false } }
    let weights = convolutions.compactMap { $0.inputs[1] }.map { graph.tensors[$0] }
    #expect(weights.filter { $0.quantization?.isPerChannel == true }.count == 60)
    #expect(weights.filter { $0.quantization?.isPerChannel == false }.count == 4)
    #expect(weights.allSatisfy { $0.quantization?.axis == 0 })
    #expect(constants.filter { $0.elementType == .int8 }.reduce(0) { $0 + $1.byteCount } == 3_004_985)
    #expect(constants.filter { $0.elementType == .int32 }.reduce(0) { $0 + $1.byteCount } == 21_944)
    let input = graph.tensors[graph.inputs[0]]
    #expect(input.shape == [1, 192, 192, 3])
    #expect(input.elementType == .uint8)
    #expect(input.quantization?.scale == Float(1) / 255)
    let output = graph.tensors[graph.outputs[0]]
    #expect(output.shape == [1, 5, 756])
    #expect(output.elementType == .float32)
    #expect(output.quantization == nil)
  }

  @Test("the segmenter holds a transposed convolution and two quantized results")
  func segmenter() throws {
    let graph = try read("yolov8n_256_quant_pc_ii_seg_coco-st").graph
    #expect(
      histogram(graph) == [
        "CONV_2D": 76, "MUL": 68, "LOGISTIC": 67, "STRIDED_SLICE": 20, "CONCATENATION": 19, "ADD": 8, "RESHAPE": 9,
        "PAD": 7, "TRANSPOSE": 7, "QUANTIZE": 3, "MAX_POOL_2D": 3, "RESIZE_NEAREST_NEIGHBOR": 2, "SUB": 2,
        "SOFTMAX": 1, "TRANSPOSE_CONV": 1,
      ])
    #expect((Double(productCount(graph)) / 1e5).rounded() / 10 == 960.2)
    let outputs = graph.outputs.map { graph.tensors[$0] }
    #expect(outputs.map(\.shape) == [[1, 116, 1344], [1, 64, 64, 32]])
    #expect(outputs.map { $0.quantization?.zeroPoint } == [25, -115])
    let transposed = graph.operators.first { $0.kind.name == "TRANSPOSE_CONV" }
    #expect(
      transposed?.kind
        == .transposeConv(ConvolutionAttributes(padding: .valid, strideHeight: 2, strideWidth: 2)))
    #expect(transposed?.inputs.count == 4)
  }

  @Test(
    "products and kinds of quantization are those that the survey counted",
    arguments: zip(SharedFiles.goldenModels, [(363.7, 60, 4), (734.2, 69, 4), (960.2, 0, 77), (1010.3, 0, 64)]))
  func survey(name: String, expected: (millions: Double, perChannel: Int, perTensor: Int)) throws {
    let graph = try read(name).graph
    #expect((Double(productCount(graph)) / 1e5).rounded() / 10 == expected.millions)
    let weights = graph.operators.filter { $0.kind.name.contains("CONV") }.compactMap { $0.inputs[1] }
    let quantizations = weights.compactMap { graph.tensors[$0].quantization }
    #expect(quantizations.filter(\.isPerChannel).count == expected.perChannel)
    #expect(quantizations.filter { !$0.isPerChannel }.count == expected.perTensor)
  }

  @Test("attributes of the pose detector are those that the survey listed")
  func attributes() throws {
    let graph = try read("yolov8n_256_quant_pc_uf_pose_coco-st").graph
    var convolutions: [String: Int] = [:]
    var others: Set<OperatorKind> = []
    for op in graph.operators {
      switch op.kind {
      case .conv2D(let attributes):
        let weights = try #require(op.inputs[1])
        let side = graph.tensors[weights].shape[1]
        convolutions["\(side) \(attributes.strideWidth) \(attributes.padding)", default: 0] += 1
        #expect(attributes.dilationWidth == 1 && attributes.activation == .none)
      case .add, .multiply, .subtract, .logistic, .pad, .reshape, .transpose, .quantize, .dequantize: break
      default: others.insert(op.kind)
      }
    }
    #expect(convolutions == ["1 1 same": 28, "3 1 same": 38, "3 2 valid": 7])
    #expect(
      others == [
        .maxPool2D(PoolAttributes(padding: .same, strideHeight: 1, strideWidth: 1, filterHeight: 5, filterWidth: 5)),
        .softmax(beta: 1), .resizeNearestNeighbor(alignCorners: false, halfPixelCenters: false), .split(count: 2),
        .concatenation(axis: 1, activation: .none), .concatenation(axis: 2, activation: .none),
        .concatenation(axis: 3, activation: .none),
        .stridedSlice(StridedSliceAttributes(beginMask: 5, endMask: 5)),
        .stridedSlice(StridedSliceAttributes(beginMask: 7, endMask: 5)),
        .stridedSlice(StridedSliceAttributes(beginMask: 11, endMask: 11)),
        .stridedSlice(StridedSliceAttributes(beginMask: 15, endMask: 11)),
      ])
  }
}

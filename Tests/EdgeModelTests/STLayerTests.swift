import EdgeModel
import EdgeTestSupport
import Testing

@Suite("ST's layers")
struct STLayerTests {
  /// ST's numbers as its own runner prints them: decimal after the base of a range.
  private static let names = """
    100: 0 Base, 1 Add, 2 BN, 3 Conv2D, 4 Dense, 6 LRN, 7 NL, 8 Norm, 9 Conv2dPool, 10 Transpose, 11 Pool, \
    12 Softmax, 13 Split, 14 TimeDelay, 15 TimeDistributed, 16 Concat, 17 GEMM, 18 Upsample, 19 Eltwise, \
    20 EltwiseInt, 21 InstNorm, 22 Pad, 23 Slice, 24 Tile, 25 Reduce, 26 RNN, 27 Resize, 28 Gather, 29 Pack, \
    30 UnPack, 31 ArgMax, 32 ArgMin, 33 Cast, 34 iForest, 35 SvmReg, 36 AFeatureExtract, 37 SVC, 38 ZipMap, \
    39 Where, 40 DQConv2D, 41 DQPool, 42 LinearClassifier, 43 TreeEnsembleClassifier, 44 DQDense, 45 TopK, \
    50 Reverse, 51 ReduceLogSumExp, 52 ReduceL1, 63 LiteGraph, 64 Container, 65 Lambda, 66 TreeEnsembleRegressor
    180: 0 Stateful, 1 LSTM, 2 Custom, 3 GRU
    0: 0 Output
    """

  @Test("numbers and names are those of ST's tools")
  func numbersAndNames() throws {
    var expected: [UInt32: String] = [:]
    for line in Self.names.split(separator: "\n") {
      let parts = line.split(separator: ":")
      let base = try #require(UInt32(parts[0], radix: 16))
      for entry in parts[1].split(separator: ",") {
        let words = entry.split(separator: " ")
        expected[base + (try #require(UInt32(words[0])))] = String(words[1])
      }
    }
    #expect(Dictionary(uniqueKeysWithValues: STLayer.allCases.map { ($0.rawValue, $0.name) }) == expected)
  }

  @Test("every operator has the layer that ST's tools show for it", arguments: OperatorSamples.kinds)
  func layersOfOperators(_ kind: OperatorKind) {
    let expected: [STLayer: Set<OperatorCode>] = [
      .conv2D: [.conv2D, .depthwiseConv2D, .transposeConv], .dense: [.fullyConnected], .gemm: [.batchMatMul],
      .elementwise: [
        .add, .subtract, .multiply, .divide, .maximum, .minimum, .floorDivide, .floorModulo, .squaredDifference, .power,
        .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .logicalAnd, .logicalOr, .logicalNot,
      ],
      .nonlinearity: [
        .logistic, .tanh, .relu, .relu6, .reluN1To1, .leakyRelu, .prelu, .hardSwish, .elu, .exp, .log, .sqrt, .rsqrt,
        .square, .abs, .negate, .floor, .sin, .cos, .quantize, .dequantize, .gelu,
      ], .normalization: [.l2Normalization], .argMax: [.argMax], .argMin: [.argMin], .topK: [.topK],
      .selection: [.select, .selectV2], .custom: [.detectionPostProcess],
      .cast: [.cast], .softmax: [.softmax, .logSoftmax],
      .reduce: [.mean, .sum, .reduceMax, .reduceProduct, .reduceMin, .reduceAny, .reduceAll],
      .pool: [.maxPool2D, .averagePool2D], .resize: [.resizeNearestNeighbor, .resizeBilinear],
      .pad: [.pad, .padV2, .mirrorPad],
      .concatenation: [.concatenation], .split: [.split, .splitV], .pack: [.pack], .unpack: [.unpack],
      .slice: [.slice, .stridedSlice], .gather: [.gather, .gatherND], .tile: [.tile, .broadcastTo],
      .transpose: [.transpose, .depthToSpace, .spaceToDepth, .spaceToBatch, .batchToSpace], .reverse: [.reverse],
      .base: [.reshape, .squeeze, .expandDims, .shape, .range, .fill],
    ]
    #expect(expected[kind.entry.layer]?.contains(kind.entry.code) == true)
  }

  @Test("a fused node is its convolution, whatever is fused into it")
  func layersOfFusedNodes() {
    let convolution = OperatorKind.conv2D(.init(padding: .valid))
    #expect(STLayer(of: [.pad, convolution]).rawValue == 0x103)
    #expect(STLayer(of: [.quantize, convolution, .logistic, .multiply(.none)]) == .conv2D)
    #expect(STLayer(of: [.pad, .fullyConnected(activation: .none, keepDimensions: false), .relu]) == .dense)
    #expect(STLayer(of: [.logistic, .multiply(.none)]) == .nonlinearity)
    #expect(STLayer(of: [.quantize]) == .nonlinearity)
    #expect(STLayer(of: []) == .base)
  }
}

/// The operators of the catalogue without their attributes; the raw value is TFLite's builtin operator number.
public enum OperatorCode: Int, Sendable, Hashable, CaseIterable {
  // Products
  case conv2D = 3
  case depthwiseConv2D = 4
  case transposeConv = 67
  case fullyConnected = 9
  case batchMatMul = 126
  // Elementwise, two operands, broadcasting
  case add = 0
  case subtract = 41
  case multiply = 18
  case divide = 42
  case maximum = 55
  case minimum = 57
  case squaredDifference = 99
  case power = 78
  // Elementwise, one operand
  case logistic = 14
  case tanh = 28
  case relu = 19
  case relu6 = 21
  case reluN1To1 = 20
  case leakyRelu = 98
  case prelu = 54
  case hardSwish = 117
  case elu = 111
  case exp = 47
  case log = 73
  case sqrt = 75
  case rsqrt = 76
  case square = 92
  case abs = 101
  case negate = 59
  case floor = 8
  case sin = 66
  case cos = 108
  case gelu = 150
  case quantize = 114
  case dequantize = 6
  case cast = 53
  // Along an axis
  case softmax = 25
  case logSoftmax = 50
  case l2Normalization = 11
  case mean = 40
  case sum = 74
  case reduceMax = 82
  case reduceMin = 89
  case reduceProduct = 81
  case reduceAny = 91
  case reduceAll = 140
  case argMax = 56
  case argMin = 79
  case topK = 48
  // Windows
  case maxPool2D = 17
  case averagePool2D = 1
  case resizeNearestNeighbor = 97
  case resizeBilinear = 23
  // Data movement
  case pad = 34
  case padV2 = 60
  case mirrorPad = 100
  case concatenation = 2
  case split = 49
  case splitV = 102
  case pack = 83
  case unpack = 88
  case stridedSlice = 45
  case slice = 65
  case reshape = 22
  case squeeze = 43
  case expandDims = 70
  case transpose = 39
  case reverse = 105
  case gather = 36
  case gatherND = 107
  case depthToSpace = 5
  case spaceToDepth = 26
  case spaceToBatch = 38
  case batchToSpace = 37
  case tile = 69
  case broadcastTo = 130
  // Truth values
  case equal = 71
  case notEqual = 72
  case less = 58
  case lessEqual = 63
  case greater = 61
  case greaterEqual = 62
  case logicalAnd = 86
  case logicalOr = 84
  case logicalNot = 87
  case select = 64
  case selectV2 = 123
  // Heads. The number is that of all custom operators, of which the catalogue knows one.
  case detectionPostProcess = 32
  // Sizes
  case shape = 77
  case range = 96
  case fill = 94
  case floorDivide = 90
  case floorModulo = 95

  /// The name TFLite's schema gives this operator, e.g. `CONV_2D`, or that of a custom operator.
  public var name: String { customName ?? Self.name(ofBuiltin: rawValue) }

  /// By which files name a custom operator; nil for builtin ones.
  package var customName: String? { self == .detectionPostProcess ? "TFLite_Detection_PostProcess" : nil }
}

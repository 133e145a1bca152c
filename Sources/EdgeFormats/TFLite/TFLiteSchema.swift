import EdgeModel

// Table: numbers of the public TensorFlow Lite schema, version 3c. Field numbers are vtable positions.
package enum TFLiteSchema {
  static let identifier = Array("TFL3".utf8)
  static let version: UInt32 = 3

  enum ModelField {
    static let version = 0
    static let operatorCodes = 1
    static let subgraphs = 2
    static let description = 3
    static let buffers = 4
    static let signatureDefs = 7
  }
  enum OperatorCodeField {
    static let deprecatedBuiltinCode = 0
    static let customCode = 1
    static let version = 2
    static let builtinCode = 3
  }
  enum SubGraphField {
    static let tensors = 0
    static let inputs = 1
    static let outputs = 2
    static let operators = 3
    static let name = 4
  }
  enum TensorField {
    static let shape = 0
    static let type = 1
    static let buffer = 2
    static let name = 3
    static let quantization = 4
    static let isVariable = 5
    static let sparsity = 6
    static let hasRank = 8
    static let externalBuffer = 10
  }
  enum BufferField {
    static let data = 0
    static let offset = 1
    static let size = 2
  }
  enum QuantizationField {
    static let scale = 2
    static let zeroPoint = 3
    static let details = 5
    static let quantizedDimension = 6
  }
  enum OperatorField {
    static let opcodeIndex = 0
    static let inputs = 1
    static let outputs = 2
    static let optionsType = 3
    static let options = 4
  }

  static let customCode = 32

  /// TensorType numbers of the element types EdgeRunner knows.
  static let elementTypes: [Int8: ElementType] = [
    0: .float32, 1: .float16, 2: .int32, 3: .uint8, 4: .int64, 6: .bool, 7: .int16, 9: .int8, 10: .float64,
    12: .uint64, 15: .uint32, 16: .uint16, 17: .int4,
  ]

  /// Names of the TensorType numbers, for messages.
  static let tensorTypeNames = [
    "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8", "FLOAT64",
    "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16", "INT2", "UINT4",
    "FLOAT8_E4M3FN", "FLOAT8_E5M2",
  ]

  /// Activations by ActivationFunctionType number.
  static let activations: [Activation] = [.none, .relu, .reluN1To1, .relu6, .tanh, .signBit]

  /// Paddings by Padding number.
  static let paddings: [Padding] = [.same, .valid]

  /// Numbers of the BuiltinOptions union, for the option tables EdgeRunner reads.
  enum OptionsType: UInt8 {
    case none = 0
    case conv2D = 1
    case depthwiseConv2D = 2
    case pool2D = 5
    case fullyConnected = 8
    case softmax = 9
    case concatenation = 10
    case add = 11
    case resizeBilinear = 15
    case reshape = 17
    case spaceToDepth = 19
    case multiply = 21
    case gather = 23
    case reducer = 27
    case subtract = 28
    case divide = 29
    case squeeze = 30
    case stridedSlice = 32
    case split = 35
    case cast = 37
    case maximumMinimum = 39
    case transposeConv = 49
    case pack = 59
    case unpack = 64
    case resizeNearestNeighbor = 74
    case leakyRelu = 75
    case splitV = 79
    case depthToSpace = 94
    case batchMatMul = 101
  }
}

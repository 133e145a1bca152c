import EdgeModel

// Table: numbers of the public TensorFlow Lite schema, version 3c. Field numbers are vtable positions.
package enum TFLiteSchema {
  package static let identifier = Array("TFL3".utf8)
  package static let version: UInt32 = 3

  package enum ModelField {
    package static let version = 0
    package static let operatorCodes = 1
    package static let subgraphs = 2
    package static let description = 3
    package static let buffers = 4
    package static let signatureDefs = 7
    package static let fieldCount = 10
  }
  package enum OperatorCodeField {
    package static let deprecatedBuiltinCode = 0
    package static let customCode = 1
    package static let version = 2
    package static let builtinCode = 3
  }
  package enum SubGraphField {
    package static let tensors = 0
    package static let inputs = 1
    package static let outputs = 2
    package static let operators = 3
    package static let name = 4
  }
  package enum SignatureField {
    package static let inputs = 0
    package static let outputs = 1
    package static let subgraphIndex = 4
  }
  package enum TensorMapField {
    package static let tensorIndex = 1
  }
  package enum TensorField {
    package static let shape = 0
    package static let type = 1
    package static let buffer = 2
    package static let name = 3
    package static let quantization = 4
    package static let isVariable = 5
    package static let sparsity = 6
    package static let hasRank = 8
    package static let externalBuffer = 10
  }
  package enum BufferField {
    package static let data = 0
    package static let offset = 1
    package static let size = 2
  }
  package enum QuantizationField {
    package static let scale = 2
    package static let zeroPoint = 3
    package static let details = 5
    package static let quantizedDimension = 6
  }
  package enum OperatorField {
    package static let opcodeIndex = 0
    package static let inputs = 1
    package static let outputs = 2
    package static let optionsType = 3
    package static let options = 4
    package static let customOptions = 5
    package static let largeCustomOptionsOffset = 9
  }

  static let customCode = 32

  /// TensorType numbers of the element types EdgeRunner knows.
  static let elementTypes: [ElementType?] = [
    .float32, .float16, .int32, .uint8, .int64, nil, .bool, .int16, nil, .int8, .float64, nil, .uint64, nil, nil,
    .uint32, .uint16, .int4,
  ]

  /// The element type of a TensorType number; nil for types that are not supported.
  static func elementType(_ number: Int8) -> ElementType? {
    elementTypes.indices.contains(Int(number)) ? elementTypes[Int(number)] : nil
  }

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
    case l2Normalization = 12
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
    case argMax = 40
    case transposeConv = 49
    case shape = 55
    case argMin = 57
    case pack = 59
    case unpack = 64
    case resizeNearestNeighbor = 74
    case leakyRelu = 75
    case mirrorPad = 77
    case splitV = 79
    case depthToSpace = 94
    case batchMatMul = 101
    case gelu = 116
  }
}

// Table: ST's numbers and names for kinds of layers.
/// The kinds of layers that ST's runtime and tools tell nodes apart by; the raw value is the number on the wire.
public enum STLayer: UInt32, Sendable, Hashable, CaseIterable {
  case output = 0
  case base = 0x100
  case add = 0x101
  case batchNormalization = 0x102
  case conv2D = 0x103
  case dense = 0x104
  case localResponseNormalization = 0x106
  case nonlinearity = 0x107
  case normalization = 0x108
  case conv2DPool = 0x109
  case transpose = 0x10A
  case pool = 0x10B
  case softmax = 0x10C
  case split = 0x10D
  case timeDelay = 0x10E
  case timeDistributed = 0x10F
  case concatenation = 0x110
  case gemm = 0x111
  case upsample = 0x112
  case elementwise = 0x113
  case elementwiseInteger = 0x114
  case instanceNormalization = 0x115
  case pad = 0x116
  case slice = 0x117
  case tile = 0x118
  case reduce = 0x119
  case rnn = 0x11A
  case resize = 0x11B
  case gather = 0x11C
  case pack = 0x11D
  case unpack = 0x11E
  case argMax = 0x11F
  case argMin = 0x120
  case cast = 0x121
  case isolationForest = 0x122
  case svmRegressor = 0x123
  case audioFeatureExtraction = 0x124
  case svmClassifier = 0x125
  case zipMap = 0x126
  case selection = 0x127
  case dqConv2D = 0x128
  case dqPool = 0x129
  case linearClassifier = 0x12A
  case treeEnsembleClassifier = 0x12B
  case dqDense = 0x12C
  case topK = 0x12D
  case reverse = 0x132
  case reduceLogSumExp = 0x133
  case reduceL1 = 0x134
  case liteGraph = 0x13F
  case container = 0x140
  case lambda = 0x141
  case treeEnsembleRegressor = 0x142
  case stateful = 0x180
  case lstm = 0x181
  case custom = 0x182
  case gru = 0x183

  /// The layer of a node that computes `operators`, in order: that of its convolution or matrix product, which padding,
  /// conversions and functions around it are fused into; without one, that of the first operator.
  public init(of operators: [OperatorKind]) {
    let layers = operators.map(\.entry.layer)
    self = layers.first { $0.isProduct } ?? layers.first ?? .base
  }

  private var isProduct: Bool { self == .conv2D || self == .dense || self == .gemm }

  /// ST's name for the kind, e.g. `Conv2D`.
  public var name: String {
    switch self {
    case .output: "Output"
    case .base: "Base"
    case .add: "Add"
    case .batchNormalization: "BN"
    case .conv2D: "Conv2D"
    case .dense: "Dense"
    case .localResponseNormalization: "LRN"
    case .nonlinearity: "NL"
    case .normalization: "Norm"
    case .conv2DPool: "Conv2dPool"
    case .transpose: "Transpose"
    case .pool: "Pool"
    case .softmax: "Softmax"
    case .split: "Split"
    case .timeDelay: "TimeDelay"
    case .timeDistributed: "TimeDistributed"
    case .concatenation: "Concat"
    case .gemm: "GEMM"
    case .upsample: "Upsample"
    case .elementwise: "Eltwise"
    case .elementwiseInteger: "EltwiseInt"
    case .instanceNormalization: "InstNorm"
    case .pad: "Pad"
    case .slice: "Slice"
    case .tile: "Tile"
    case .reduce: "Reduce"
    case .rnn: "RNN"
    case .resize: "Resize"
    case .gather: "Gather"
    case .pack: "Pack"
    case .unpack: "UnPack"
    case .argMax: "ArgMax"
    case .argMin: "ArgMin"
    case .cast: "Cast"
    case .isolationForest: "iForest"
    case .svmRegressor: "SvmReg"
    case .audioFeatureExtraction: "AFeatureExtract"
    case .svmClassifier: "SVC"
    case .zipMap: "ZipMap"
    case .selection: "Where"
    case .dqConv2D: "DQConv2D"
    case .dqPool: "DQPool"
    case .linearClassifier: "LinearClassifier"
    case .treeEnsembleClassifier: "TreeEnsembleClassifier"
    case .dqDense: "DQDense"
    case .topK: "TopK"
    case .reverse: "Reverse"
    case .reduceLogSumExp: "ReduceLogSumExp"
    case .reduceL1: "ReduceL1"
    case .liteGraph: "LiteGraph"
    case .container: "Container"
    case .lambda: "Lambda"
    case .treeEnsembleRegressor: "TreeEnsembleRegressor"
    case .stateful: "Stateful"
    case .lstm: "LSTM"
    case .custom: "Custom"
    case .gru: "GRU"
    }
  }
}

// Table: kinds of nodes that boards report by number.
import EdgeFormats
import EdgeWire

/// Words for the node types of the runtimes that boards have.
package enum NodeKind {
  /// `Conv2D (0x103)`, `CONV_2D (3)`, `epoch (SW)`.
  package static func text(_ kind: UInt32, runtime: RuntimeIdentifier.Runtime) -> String {
    // Only the low 15 bits are the type.
    let type = kind & 0x7FFF
    switch runtime {
    case .tensorFlowLiteMicro: return "\(TFLiteSchema.builtinName(Int(type))) (\(type))"
    case .neuralART: return epoch(type)
    default:
      guard let name = stAINames[type] else { return "\(type)" }
      return "\(name) (0x\(String(type, radix: 16)))"
    }
  }

  private static func epoch(_ type: UInt32) -> String {
    switch type & 0xF {
    case 0: "epoch"
    case 1: "epoch (extra HW.\(type >> 4))"
    case 2: "epoch (SW)"
    case 3: "epoch (HYBRID)"
    case 4: "epoch (EC)"
    default: "epoch (\(type))"
    }
  }

  /// The name of node `index` where the board gives none.
  package static func name(_ report: OperatorMessage, index: Int, runtime: RuntimeIdentifier.Runtime) -> String {
    if !report.name.isEmpty { return report.name.string }
    guard runtime == .neuralART else { return "ai_node_\(index)" }
    let first = report.identifier & 0xFFFF
    let last = Int16(truncatingIfNeeded: report.identifier >> 16)
    if last < 0 { return "EpochBlock_\(first) (\(-Int(last)))" }
    return Int(last) == Int(first) ? "EpochBlock_\(first)" : "EpochBlock_\(first) -> \(last)"
  }

  private static let stAINames: [UInt32: String] = [
    0: "Output", 0x100: "Base", 0x101: "Add", 0x102: "BN", 0x103: "Conv2D", 0x104: "Dense", 0x106: "LRN", 0x107: "NL",
    0x108: "Norm", 0x109: "Conv2dPool", 0x10A: "Transpose", 0x10B: "Pool", 0x10C: "Softmax", 0x10D: "Split",
    0x10E: "TimeDelay", 0x10F: "TimeDistributed", 0x110: "Concat", 0x111: "GEMM", 0x112: "Upsample",
    0x113: "Eltwise", 0x114: "EltwiseInt", 0x115: "InstNorm", 0x116: "Pad", 0x117: "Slice", 0x118: "Tile",
    0x119: "Reduce", 0x11A: "RNN", 0x11B: "Resize", 0x11C: "Gather", 0x11D: "Pack", 0x11E: "UnPack", 0x11F: "ArgMax",
    0x120: "ArgMin", 0x121: "Cast", 0x122: "iForest", 0x123: "SvmReg", 0x124: "AFeatureExtract", 0x125: "SVC",
    0x126: "ZipMap", 0x127: "Where", 0x128: "DQConv2D", 0x129: "DQPool", 0x12A: "LinearClassifier",
    0x12B: "TreeEnsembleClassifier", 0x12C: "DQDense", 0x12D: "TopK", 0x132: "Reverse", 0x133: "ReduceLogSumExp",
    0x134: "ReduceL1", 0x13F: "LiteGraph", 0x140: "Container", 0x141: "Lambda", 0x142: "TreeEnsembleRegressor",
    0x180: "Stateful", 0x181: "LSTM", 0x182: "Custom", 0x183: "GRU",
  ]
}

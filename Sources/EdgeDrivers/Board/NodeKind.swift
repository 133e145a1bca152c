import EdgeLink
import EdgeModel
package import EdgeWire

/// Words for the node types of the runtimes that boards have.
package enum NodeKind {
  /// `Conv2D (0x103)`, `CONV_2D (3)`, `epoch (SW)`.
  package static func text(_ kind: UInt32, runtime: RuntimeIdentifier.Runtime) -> String {
    // Only the low 15 bits are the type.
    let type = kind & 0x7FFF
    switch runtime {
    case .tensorFlowLiteMicro: return "\(OperatorCode.name(ofBuiltin: Int(type))) (\(type))"
    case .neuralART: return epoch(type)
    default:
      guard let layer = STLayer(rawValue: type) else { return "\(type)" }
      return "\(layer.name) (0x\(String(type, radix: 16)))"
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
}

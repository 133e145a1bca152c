import CEdgeNetwork
import EdgeEngine
import EdgeModel
import EdgePlanner

/// All constants of a network one after the other, as they are printed into C or written to a file.
struct WeightsImage: Sendable {
  struct Entry: Sendable {
    /// Number among the plan's constants.
    var constant: Int
    var storage: TensorStorage
    /// Name of the kernel that the bytes were packed for; nil when they are the constant's own.
    var packing: String?
    var offset: Int
  }

  private(set) var entries: [Entry] = []
  /// Bytes, gaps for alignment included.
  private(set) var byteCount = 0
  let alignment: Int
  private var unpacked: [Int: Int] = [:]

  /// - Parameter alignment: of each constant, in bytes.
  init(bound: BoundPlan, alignment: Int) {
    self.alignment = alignment
    for data in bound.data { append(data.constant, data.storage, packing: data.packing?.name) }
    // Results that are constants are read by nobody but the caller.
    for tensor in bound.plan.outputs + bound.plan.nodes.flatMap(\.outputs) {
      guard case .constant(let constant) = tensor.place, unpacked[constant] == nil else { continue }
      append(constant, bound.plan.constants[constant].storage, packing: nil)
    }
    byteCount = byteCount.roundedUp(toMultipleOf: 8)
  }

  private mutating func append(_ constant: Int, _ storage: TensorStorage, packing: String?) {
    let offset = byteCount.roundedUp(toMultipleOf: alignment)
    if packing == nil { unpacked[constant] = offset }
    entries.append(Entry(constant: constant, storage: storage, packing: packing, offset: offset))
    byteCount = offset + storage.byteCount
  }

  /// Offset of a constant that is not packed; the constructor has put in all that are asked for.
  func offset(ofConstant constant: Int) -> Int { unpacked[constant] ?? 0 }

  /// All bytes, gaps filled with zeros.
  var bytes: [UInt8] {
    var result = [UInt8](repeating: 0, count: byteCount)
    result.withUnsafeMutableBytes { image in
      for entry in entries {
        image.baseAddress?.advanced(by: entry.offset).copyMemory(
          from: entry.storage.baseAddress, byteCount: entry.storage.byteCount)
      }
    }
    return result
  }

  /// What `edge_checksum` computes of these bytes.
  var checksum: UInt32 { bytes.withUnsafeBytes { edge_checksum($0.baseAddress, $0.count) } }
}

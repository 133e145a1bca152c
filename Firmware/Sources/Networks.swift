import Board

/// The networks of this firmware, ready to run in the memory that they share.
struct Networks {
  let count: Int
  private let instances: UnsafeMutablePointer<edge_network>
  private let isUsable: UnsafeMutablePointer<Bool>

  /// Takes memory for the instances.
  init() {
    count = Int(board_network_count)
    instances = .allocate(capacity: max(count, 1))
    isUsable = .allocate(capacity: max(count, 1))
    for index in 0..<count {
      isUsable[index] = board_create_network(instances + index, UInt32(index)).rawValue == 0
    }
  }

  subscript(index: Int) -> UnsafeMutablePointer<edge_network> { instances + index }

  /// False when the network's memory or weights are not where they have to be.
  func isUsable(_ index: Int) -> Bool { isUsable[index] }

  /// What the networks are, whether usable or not.
  static func description(_ index: Int) -> UnsafePointer<edge_network_description> {
    board_network_at(UInt32(index)).pointee.description
  }

  /// The protocol's number for the kind of a node.
  static func kind(ofNode node: Int, in index: Int) -> UInt32 {
    UInt32(board_network_at(UInt32(index)).pointee.kinds[node])
  }
}

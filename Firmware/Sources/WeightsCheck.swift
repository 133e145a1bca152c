import Board

/// Whether the networks' weights in memory are those that they were printed with, by their CRC-32.
///
/// Each network is looked at once, and again after whatever may have changed memory.
struct WeightsCheck {
  private enum State { case unknown, intact, changed }

  private let networks: Networks
  /// One for each network.
  private let states: UnsafeMutablePointer<State>
  /// Eight times as fast as bit by bit.
  private let table: UnsafeMutablePointer<UInt32>

  /// Takes memory for states and table.
  init(_ networks: Networks) {
    self.networks = networks
    states = .allocate(capacity: max(networks.count, 1))
    table = .allocate(capacity: 256)
    for index in 0..<256 {
      var value = UInt32(index)
      for _ in 0..<8 { value = value >> 1 ^ (0xEDB8_8320 & (0 &- (value & 1))) }
      table[index] = value
    }
    forgetAll()
  }

  /// From now on the weights of a network may have changed.
  func forget(_ index: Int) { states[index] = .unknown }

  /// From now on all weights may have changed.
  func forgetAll() {
    for index in 0..<networks.count { forget(index) }
  }

  /// False when the network cannot run, or would run with weights that are not its own.
  func isIntact(_ index: Int) -> Bool {
    if states[index] == .unknown {
      let isIntact =
        networks.isUsable(index)
        && checksum(of: networks[index]) == Networks.description(index).pointee.weights_checksum
      states[index] = isIntact ? .intact : .changed
    }
    return states[index] == .intact
  }

  private func checksum(of network: UnsafePointer<edge_network>) -> UInt32 {
    guard let weights = network.pointee.weights else { return 0 }
    var register: UInt32 = 0xFFFF_FFFF
    for position in 0..<Int(network.pointee.description.pointee.weights_size) {
      register = register >> 8 ^ table[Int((register ^ UInt32(weights[position])) & 0xFF)]
    }
    return ~register
  }
}

import Board

/// CRC-32 of the networks' weights with a table, eight times as fast as bit by bit.
struct WeightsCheck {
  private let table: UnsafeMutablePointer<UInt32>

  /// Takes memory for the table.
  init() {
    table = .allocate(capacity: 256)
    for index in 0..<256 {
      var value = UInt32(index)
      for _ in 0..<8 { value = value >> 1 ^ (0xEDB8_8320 & (0 &- (value & 1))) }
      table[index] = value
    }
  }

  func checksum(of network: UnsafePointer<edge_network>) -> UInt32 {
    guard let weights = network.pointee.weights else { return 0 }
    var register: UInt32 = 0xFFFF_FFFF
    for position in 0..<Int(network.pointee.description.pointee.weights_size) {
      register = register >> 8 ^ table[Int((register ^ UInt32(weights[position])) & 0xFF)]
    }
    return ~register
  }
}

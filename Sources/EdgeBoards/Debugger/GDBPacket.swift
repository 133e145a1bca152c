import EdgeSystem

/// Packets of the GDB remote serial protocol (GDB manual, appendix E.1): `$payload#checksum`.
package enum GDBPacket {
  /// `payload` framed and escaped.
  package static func encoded(_ payload: [UInt8]) -> [UInt8] {
    var bytes = [UInt8(ascii: "$")]
    bytes.reserveCapacity(payload.count + 8)
    for byte in payload { append(byte, to: &bytes) }
    let sum = bytes.dropFirst().reduce(UInt8(0), &+)
    return bytes + [UInt8(ascii: "#"), Hexadecimal.digit(sum >> 4), Hexadecimal.digit(sum & 15)]
  }

  /// Bytes that `payload` takes between the frame's marks.
  package static func escapedByteCount(_ payload: some Sequence<UInt8>) -> Int {
    payload.reduce(0) { $0 + (isSpecial($1) ? 2 : 1) }
  }

  private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    guard isSpecial(byte) else { return bytes.append(byte) }
    bytes.append(UInt8(ascii: "}"))
    bytes.append(byte ^ 0x20)
  }

  /// Bytes with a meaning in frames: `#`, `$`, `}`, `*`.
  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "#") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "*")
  }
}

/// Finds packets in a stream of bytes, whatever else is in it.
package struct GDBDeframer {
  /// What the stream held.
  package enum Event: Sendable, Equatable {
    case acknowledgement
    /// The peer asks for the last packet again.
    case rejection
    /// A packet's payload, escapes and run lengths undone.
    case packet([UInt8])
    /// A packet whose checksum or contents are wrong.
    case damage(String)
  }

  private enum State {
    case outside
    case inside(isNotification: Bool)
    case firstDigit(isNotification: Bool)
    case secondDigit(UInt8, isNotification: Bool)
  }

  /// Longest packet accepted, before and after undoing run lengths.
  package static let byteLimit = 1 << 20

  private var state = State.outside
  private var raw: [UInt8] = []
  private var isTooLong = false

  package init() {}

  /// Takes one byte; nil when it completes nothing.
  package mutating func take(_ byte: UInt8) -> Event? {
    switch state {
    case .outside:
      switch byte {
      case UInt8(ascii: "+"): return .acknowledgement
      case UInt8(ascii: "-"): return .rejection
      case UInt8(ascii: "$"): begin(isNotification: false)
      case UInt8(ascii: "%"): begin(isNotification: true)
      default: break
      }
    case .inside(let isNotification):
      switch byte {
      case UInt8(ascii: "#"): state = .firstDigit(isNotification: isNotification)
      // A frame cannot hold the mark, so the end of the packet before was lost.
      case UInt8(ascii: "$"): begin(isNotification: false)
      default:
        if raw.count < Self.byteLimit { raw.append(byte) } else { isTooLong = true }
      }
    case .firstDigit(let isNotification):
      state = .secondDigit(byte, isNotification: isNotification)
    case .secondDigit(let first, let isNotification):
      state = .outside
      // Notifications are neither acknowledged nor needed here.
      return isNotification ? nil : finish(first, byte)
    }
    return nil
  }

  private mutating func begin(isNotification: Bool) {
    state = .inside(isNotification: isNotification)
    raw.removeAll(keepingCapacity: true)
    isTooLong = false
  }

  private func finish(_ first: UInt8, _ second: UInt8) -> Event {
    guard !isTooLong else { return .damage("a packet of more than \(Self.byteLimit) bytes") }
    guard let high = Hexadecimal.value(first), let low = Hexadecimal.value(second),
      high << 4 | low == raw.reduce(UInt8(0), &+)
    else { return .damage("wrong checksum") }
    guard let payload = Self.expanded(raw) else { return .damage("bad escape or run length") }
    return .packet(payload)
  }

  /// Undoes escapes and run lengths; nil when they are wrong.
  private static func expanded(_ raw: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var position = 0
    while position < raw.count {
      let byte = raw[position]
      position += 1
      switch byte {
      case UInt8(ascii: "}"):
        guard position < raw.count else { return nil }
        bytes.append(raw[position] ^ 0x20)
        position += 1
      case UInt8(ascii: "*"):
        guard position < raw.count, let last = bytes.last, raw[position] > 29 else { return nil }
        let count = Int(raw[position]) - 29
        guard bytes.count + count <= byteLimit else { return nil }
        bytes += repeatElement(last, count: count)
        position += 1
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}

/// The three incompatible forms of the link that exist in the field.
public enum Generation: UInt8, CaseIterable, Sendable, Comparable {
  /// Packet headers of one byte, no large packets.
  case first = 1
  /// Packet headers of two bytes, large packets when the board offers them.
  case second = 2
  /// As the second, with a disconnect command and load times in the model description.
  case third = 3

  /// Bytes before the content of each packet.
  public var headerByteCount: Int { self == .first ? 1 : 2 }

  /// What the board reports when synchronizing, `major << 8 | minor`. The first two report the same.
  public var protocolVersion: UInt32 { self == .third ? 0x302 : 0x301 }

  /// Earlier generations are smaller.
  public static func < (left: Generation, right: Generation) -> Bool { left.rawValue < right.rawValue }
}

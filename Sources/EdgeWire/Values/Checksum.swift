/// The 16-bit BSD sum that memory commands use: rotate right by one, add the byte. Of "123456789" it is 0xD16F.
public struct BSDChecksum: Equatable, Sendable {
  /// Sum so far.
  public private(set) var value: UInt16 = 0

  /// The sum of no bytes.
  public init() {}

  /// The sum of `bytes`.
  public init(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { update(byte) }
  }

  /// Adds a byte.
  @inline(__always)
  public mutating func update(_ byte: UInt8) {
    value = (value >> 1 | value << 15) &+ UInt16(byte)
  }
}

/// CRC-32 (reflected polynomial 0xEDB88320, initial value and final complement all ones) of the board's transfer tests.
public struct CRC32: Equatable, Sendable {
  private var register: UInt32 = 0xFFFF_FFFF

  /// The code of no bytes.
  public init() {}

  /// The sum of the bytes so far.
  public var value: UInt32 { ~register }

  /// Adds a byte.
  public mutating func update(_ byte: UInt8) {
    register ^= UInt32(byte)
    for _ in 0..<8 { register = register >> 1 ^ (0xEDB8_8320 & (0 &- (register & 1))) }
  }
}

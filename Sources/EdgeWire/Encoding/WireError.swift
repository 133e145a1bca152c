/// Why bytes are not a valid message or packet, and where.
public struct WireError: Error, Equatable, Sendable {
  /// Kinds of damage.
  public enum Kind: UInt8, Equatable, Sendable {
    /// The bytes end inside a value.
    case truncated
    /// A variable-length integer longer than ten bytes.
    case overlongVarint
    /// Field number zero or beyond 2^29 - 1.
    case invalidFieldNumber
    /// A wire type that proto2 without groups does not have.
    case unsupportedWireType
    /// A known field with another wire type than its own.
    case wrongWireType
    /// A text longer than the protocol's limit.
    case textTooLong
    /// More repeated elements than any board sends.
    case tooManyElements
    /// A required field is absent.
    case missingField
    /// A packet header that no peer sends: too many useful bytes, or a partly filled packet that is not the last.
    case invalidPacketHeader
    /// A message that exceeds the receiver's limit.
    case messageTooLong
  }

  /// What is wrong.
  public var kind: Kind
  /// Number of the field concerned; 0 when there is none.
  public var field: UInt32
  /// Position in the decoded bytes.
  public var offset: Int

  /// Damage at a byte; field 0 stands for no field.
  public init(_ kind: Kind, field: UInt32 = 0, offset: Int) {
    self.kind = kind
    self.field = field
    self.offset = offset
  }
}

/// An acknowledgement (`ackMsg`), in both directions. Hosts send zeros.
public struct AcknowledgementMessage: WireMessage, Equatable, Sendable {
  /// A value, or the detail of an error.
  public var parameter: UInt32
  /// Why the peer refuses; `none` for an acknowledgement proper.
  public var error: BoardErrorCode

  /// An acknowledgement; what a host sends unless told otherwise.
  public init(parameter: UInt32 = 0, error: BoardErrorCode = .none) {
    self.parameter = parameter
    self.error = error
  }

  /// Writes the fields in the order of their numbers.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(parameter, field: 1)
    try sink.write(error.rawValue, field: 2)
  }

  /// Absent fields are zero.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init()
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: parameter = try field.word()
      case 2: error = BoardErrorCode(rawValue: try field.word())
      default: continue
      }
    }
  }
}

/// A line the board wants shown (`logMsg`). The board waits until the host acknowledges it.
public struct LogMessage: WireMessage, Equatable, Sendable {
  /// Below 2 information, 2 debug, 3 warning, more an error.
  public var level: UInt32
  /// One line without its end.
  public var text: WireText

  /// A line of a level.
  public init(level: UInt32, text: WireText) {
    self.level = level
    self.text = text
  }

  /// Writes the fields in the order of their numbers.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(level, field: 1)
    try sink.write(text, field: 2)
  }

  /// Absent fields are zero or empty.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init(level: 0, text: WireText())
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: level = try field.word()
      case 2: text = try field.text(in: bytes)
      default: continue
      }
    }
  }
}

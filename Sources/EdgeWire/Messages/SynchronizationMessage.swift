/// The answer to `Command.synchronize` (`syncMsg`).
public struct SynchronizationMessage: WireMessage, Equatable, Sendable {
  /// Protocol version, `major << 8 | minor`.
  public var version: UInt32
  /// What the board can do beyond running a model.
  public var capabilities: BoardCapabilities
  /// Runtime, interface and toolchain; its unavailable bits mean nothing here.
  public var runtime: RuntimeIdentifier

  /// What a board says of itself when a host synchronizes.
  public init(version: UInt32, capabilities: BoardCapabilities, runtime: RuntimeIdentifier) {
    self.version = version
    self.capabilities = capabilities
    self.runtime = runtime
  }

  /// Writes the fields in the order of their numbers.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(version, field: 1)
    try sink.write(capabilities.rawValue, field: 4)
    try sink.write(runtime.rawValue, field: 5)
  }

  /// Absent fields are zero.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init(version: 0, capabilities: [], runtime: RuntimeIdentifier(rawValue: 0))
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: version = try field.word()
      case 4: capabilities = BoardCapabilities(rawValue: try field.word())
      case 5: runtime = RuntimeIdentifier(rawValue: try field.word())
      default: continue
      }
    }
  }
}

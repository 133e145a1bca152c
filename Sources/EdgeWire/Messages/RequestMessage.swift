/// A request from the host (`reqMsg`).
public struct RequestMessage: WireMessage, Equatable, Sendable {
  /// Transaction number; every answer repeats it.
  public var identifier: UInt32
  /// What the host asks for.
  public var command: Command
  /// What the command makes of it: bits of `RunParameters`, the number of a model, an address.
  public var parameter: UInt32
  /// Model name or empty, 63 bytes at most.
  public var name: WireText
  /// What the command makes of it, such as bit 0 of a run: the first sample of a batch.
  public var option: UInt32

  /// A request; a model is named only by commands that need one.
  public init(
    identifier: UInt32, command: Command, parameter: UInt32 = 0, name: WireText = WireText(), option: UInt32 = 0
  ) {
    self.identifier = identifier
    self.command = command
    self.parameter = parameter
    self.name = name
    self.option = option
  }

  /// Writes the fields in the order of their numbers.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(identifier, field: 1)
    try sink.write(command.rawValue, field: 2)
    try sink.write(parameter, field: 3)
    try sink.write(name, field: 4)
    try sink.write(option, field: 5)
  }

  /// Decodes as boards do: every field must be there, and a name of 64 bytes or more is refused.
  public init(decoding bytes: Span<UInt8>) throws(WireError) {
    self.init(identifier: 0, command: .synchronize)
    var cursor = FieldCursor(0..<bytes.count)
    var seen: UInt32 = 0
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: identifier = try field.word()
      case 2: command = Command(rawValue: try field.word())
      case 3: parameter = try field.word()
      case 4: name = try field.text(in: bytes, limit: WireText.nameCapacity)
      case 5: option = try field.word()
      default: continue
      }
      seen |= 1 << field.number
    }
    for number in UInt32(1)...5 where seen & 1 << number == 0 {
      throw WireError(.missingField, field: number, offset: bytes.count)
    }
  }
}

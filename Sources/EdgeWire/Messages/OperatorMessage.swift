/// What a node, or the whole model, took (`aiOperatorMsg`).
public struct OperatorMessage: WireMessage, Equatable, Sendable {
  /// Empty for nodes of ST's firmware; the model's name in the final report.
  public var name: WireText
  /// Bits 31...24 `OperatorFlags`, the rest the runtime's node type.
  public var type: UInt32
  /// Index of the original layer on ST.AI; last epoch << 16 | epoch on Neural-ART.
  public var identifier: UInt32
  /// Milliseconds.
  public var duration: Float
  /// What the counters count.
  public var counterType: CounterType
  /// Counts of the node; 64-bit counts as pairs of words, the low one first.
  public var counters: WordList
  /// Bytes; -1 when not monitored.
  public var stackUsed: Int32
  /// Bytes; -1 when not monitored.
  public var heapUsed: Int32

  /// A report; texts and counters are empty unless given.
  public init(
    name: WireText = WireText(), flags: OperatorFlags, kind: UInt32 = 0, identifier: UInt32 = 0, duration: Float,
    counterType: CounterType = .cpuCycles64, counters: WordList = WordList(), stackUsed: Int32 = -1,
    heapUsed: Int32 = -1
  ) {
    self.name = name
    type = UInt32(flags.rawValue) << 24 | kind & 0xFF_FFFF
    self.identifier = identifier
    self.duration = duration
    self.counterType = counterType
    self.counters = counters
    self.stackUsed = stackUsed
    self.heapUsed = heapUsed
  }

  /// Bits 31...24 of the type word.
  public var flags: OperatorFlags { OperatorFlags(rawValue: UInt8(truncatingIfNeeded: type >> 24)) }
  /// The runtime's node type.
  public var kind: UInt32 { type & 0xFF_FFFF }

  /// Writes the fields in the order of their numbers.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(name, field: 1)
    try sink.write(type, field: 2)
    try sink.write(identifier, field: 3)
    try sink.write(duration, field: 4)
    try sink.write(counterType.rawValue, field: 5)
    try sink.write(unpacked: counters, field: 6)
    try sink.write(stackUsed, field: 7)
    try sink.write(heapUsed, field: 8)
  }

  /// Absent fields are zero or empty.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init(flags: [], duration: 0, stackUsed: 0, heapUsed: 0)
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: name = try field.text(in: bytes)
      case 2: type = try field.word()
      case 3: identifier = try field.word()
      case 4: duration = try field.float()
      case 5: counterType = CounterType(rawValue: try field.word())
      case 6: try field.append(to: &counters, in: bytes)
      case 7: stackUsed = try field.signedWord()
      case 8: heapUsed = try field.signedWord()
      default: continue
      }
    }
  }
}

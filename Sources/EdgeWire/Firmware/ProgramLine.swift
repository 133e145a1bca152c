/// Log lines that are meant for programs. All begin with `s:`.
public enum ProgramLine {
  /// Begins every line for programs.
  public static var prefix: StaticString { "s:" }
  /// Begins lines that belong to the report of a node.
  public static var nodePrefix: StaticString { "s:node:" }

  /// What `line` says of a node; nil for other lines.
  public static func nodeText(_ line: WireText) -> WireText? {
    line.hasPrefix(nodePrefix) ? line[nodePrefix.utf8CodeUnitCount..<line.count] : nil
  }
}

/// A line `s:config:KEY:VALUE`, logged before a model is described, which hosts keep with the model.
public struct ConfigurationLine: Sendable, Equatable {
  /// What the line is about.
  public var key: WireText
  /// What is said of it.
  public var value: WireText

  /// Begins such lines.
  public static var prefix: StaticString { "s:config:" }

  /// A line of EdgeRunner's firmware.
  public init(_ key: ConfigurationKey, _ value: WireText) {
    self.key = WireText(key.name)
    self.value = value
  }

  /// A line of EdgeRunner's firmware that states a number.
  public init(_ key: ConfigurationKey, _ number: UInt64) {
    var value = WireText()
    value.append(decimal: number)
    self.init(key, value)
  }

  /// Reads a log line; nil when it is no configuration or lacks key or value.
  public init?(_ line: WireText) {
    guard line.hasPrefix(Self.prefix) else { return nil }
    let start = Self.prefix.utf8CodeUnitCount
    var end = start
    while end < line.count, line[end] != 0x3A { end += 1 }
    guard end > start, end + 1 < line.count else { return nil }
    key = line[start..<end]
    value = line[end + 1..<line.count]
  }

  /// The line as it is logged, cut to what a log line holds.
  public var text: WireText {
    var text = WireText(Self.prefix)
    text.append(key)
    text.append(":")
    text.append(value)
    return text
  }
}

/// What EdgeRunner's firmware tells in configuration lines.
public struct ConfigurationKey: Sendable {
  /// The key on the line.
  public let name: StaticString

  /// Name of the board that the firmware was built for.
  public static var board: ConfigurationKey { ConfigurationKey(name: "board") }
  /// What the network's code was generated for.
  public static var target: ConfigurationKey { ConfigurationKey(name: "target") }
  /// What durations are counted in: a `CounterUnit`.
  public static var counter: ConfigurationKey { ConfigurationKey(name: "counter") }
  /// Bytes reserved for the stack.
  public static var stack: ConfigurationKey { ConfigurationKey(name: "stack") }
  /// Most bytes of the stack that were in use since the start.
  public static var stackUsed: ConfigurationKey { ConfigurationKey(name: "stack_used") }
  /// Bytes taken from the heap.
  public static var heapUsed: ConfigurationKey { ConfigurationKey(name: "heap_used") }
  /// The fault after which the firmware had to start anew, told once.
  public static var fault: ConfigurationKey { ConfigurationKey(name: "fault") }
  /// Where that fault happened.
  public static var faultPlace: ConfigurationKey { ConfigurationKey(name: "fault_place") }
}

// No enum: its hash would bring the standard library's random seed into every firmware.
/// What a board's counters count.
public struct CounterUnit: Sendable {
  /// The value of `ConfigurationKey.counter`.
  public let name: StaticString

  /// Cycles of the processor.
  public static var cycles: CounterUnit { CounterUnit(name: "cycles") }
  /// Emulated instructions: exact and repeatable, and no measure of time on hardware.
  public static var instructions: CounterUnit { CounterUnit(name: "instructions") }
}

import EdgeRunner
public import EdgeWire

/// How long a link waits and how much it accepts.
public struct LinkOptions: Sendable {
  /// Longest wait for the first byte of each kind of answer.
  public struct Timeouts: Sendable, Hashable {
    /// Byte between two packets of an upload, and the line's taking of a packet.
    public var packet: Duration = .seconds(5)
    /// Synchronization, system information and memory commands.
    public var control: Duration = .milliseconds(500)
    /// Description of a model.
    public var modelInformation: Duration = .seconds(5)
    /// First answer to a run request.
    public var runRequest: Duration = .seconds(1)
    /// Acknowledgement of an input or memory chunk.
    public var upload: Duration = .seconds(10)
    /// Node and model reports and outputs: the inference itself lies in here.
    public var inference: Duration = .seconds(50)
    /// A tensor after the node report it belongs to.
    public var nodeTensor: Duration = .seconds(2)
    /// Pause within an answer.
    public var stall: Duration = .seconds(2)
    /// Silence that ends a stale answer or a boot banner.
    public var quiet: Duration = .milliseconds(100)
    /// Answer to a single byte while looking for a packet boundary.
    public var alignment: Duration = .milliseconds(25)
    /// All of finding a board again, a running inference included.
    public var recovery: Duration = .seconds(30)

    /// What boards at slow lines need.
    public init() {}
  }

  /// Longest waits.
  public var timeouts = Timeouts()
  /// Bytes per second below which an answer counts as stuck.
  public var minimumByteRate = 200
  /// Bytes per second that reach a board at least while it is looked for: emulated serial lines take some 13,000.
  public var recoveryByteRate = 12_000
  /// Largest message accepted, beyond the tensors a board announced itself.
  public var maximumMessageByteCount = 1 << 16
  /// Most log lines within one exchange.
  public var maximumLogLines = 20_000
  /// Most models of a board.
  public var maximumModels = 256
  /// Most nodes of one run.
  public var maximumNodes = 65_536
  /// Largest tensor accepted, in bytes.
  public var maximumTensorByteCount = 1 << 30
  /// Nil to find it out.
  public var generation: Generation?
  /// Send zeros to a port that does not answer, in case a board waits there for the rest of a message.
  public var wakesSilentBoards = true
  /// Compare uploads and downloads with the board's memory checksum, where it has one.
  public var verifiesPayloads = true

  /// Suits every board known; nothing has to be set.
  public init() {}
}

extension BoardLog {
  init(_ message: LogMessage) {
    let level: Level =
      switch message.level {
      // Lines for programs, such as hardware counters.
      case _ where message.text.hasPrefix(ProgramLine.prefix): .debug
      case 0, 1: .information
      case 2: .debug
      case 3: .warning
      default: .error
      }
    self.init(level: level, text: message.text.string)
  }
}

extension WireText {
  /// Bytes that are not UTF-8 become replacement characters.
  package var string: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

  /// As much of `text` as fits.
  package init(_ text: String, limit: Int = WireText.nameCapacity) {
    self = Array(text.utf8).withUnsafeBytes { WireText(truncating: $0, limit: limit) }
  }
}

/// Bytes of an encoded message on the host.
struct MessageBytes: ByteSink {
  var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) throws(Never) { bytes.append(byte) }
  mutating func write(contentsOf more: Span<UInt8>) throws(Never) {
    more.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }
}

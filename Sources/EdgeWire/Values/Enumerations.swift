/// What the host asks for. Open: a board must answer numbers it does not know.
public struct Command: RawRepresentable, Equatable, Hashable, Sendable {
  /// The number in requests.
  public var rawValue: UInt32
  /// A command by its number, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Version and capabilities; returns both sides to small packets.
  public static var synchronize: Command { Command(rawValue: 0) }
  /// Device identity and clocks; may switch to large packets.
  public static var systemInformation: Command { Command(rawValue: 1) }
  /// The host leaves (generation 3).
  public static var disconnect: Command { Command(rawValue: 2) }
  /// Describe the model whose number is the parameter.
  public static var networkInformation: Command { Command(rawValue: 10) }
  /// Run the named model; the host's inputs follow.
  public static var networkRun: Command { Command(rawValue: 11) }
  /// Send bytes of the board's memory.
  public static var memoryRead: Command { Command(rawValue: 20) }
  /// Take bytes into the board's memory.
  public static var memoryWrite: Command { Command(rawValue: 21) }
  /// Sum bytes of the board's memory up (`BSDChecksum`).
  public static var memoryChecksum: Command { Command(rawValue: 22) }
  /// The board's own tests.
  public static var test: Command { Command(rawValue: 100) }
}

/// Where the board stands in a transaction.
public struct State: RawRepresentable, Equatable, Hashable, Sendable {
  /// The number in answers.
  public var rawValue: UInt32
  /// A state by its number, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// No transaction is under way.
  public static var idle: State { State(rawValue: 0) }
  /// The board expects bytes from the host.
  public static var waiting: State { State(rawValue: 1) }
  /// More messages follow.
  public static var processing: State { State(rawValue: 2) }
  /// The transaction has ended well.
  public static var done: State { State(rawValue: 3) }
  /// The transaction has ended; the acknowledgement says why.
  public static var error: State { State(rawValue: 4) }
}

/// Why a board refused or failed.
public struct BoardErrorCode: RawRepresentable, Equatable, Hashable, Sendable {
  /// The number in acknowledgements.
  public var rawValue: UInt32
  /// A code by its number, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// No error.
  public static var none: BoardErrorCode { BoardErrorCode(rawValue: 0) }
  /// A transfer has another size than the board expects.
  public static var invalidSize: BoardErrorCode { BoardErrorCode(rawValue: 1) }
  /// A tensor has another element type than the board expects.
  public static var invalidFormat: BoardErrorCode { BoardErrorCode(rawValue: 2) }
  /// The request does not fit what the board is doing.
  public static var invalidState: BoardErrorCode { BoardErrorCode(rawValue: 3) }
  /// A parameter is out of range, or the command has none of that number.
  public static var invalidParameter: BoardErrorCode { BoardErrorCode(rawValue: 4) }
  /// A tensor has another shape than the board expects.
  public static var invalidShape: BoardErrorCode { BoardErrorCode(rawValue: 5) }
  /// The board does not know the command.
  public static var invalidCommand: BoardErrorCode { BoardErrorCode(rawValue: 6) }
  /// The model could not be initialized.
  public static var uninitialized: BoardErrorCode { BoardErrorCode(rawValue: 7) }
  /// More bytes than the board has room for.
  public static var memoryOverflow: BoardErrorCode { BoardErrorCode(rawValue: 8) }
  /// Anything else; logs may say more.
  public static var generic: BoardErrorCode { BoardErrorCode(rawValue: 10) }
}

/// Optional abilities a board announces when synchronizing.
public struct BoardCapabilities: OptionSet, Hashable, Sendable {
  /// The bits in synchronization messages.
  public let rawValue: UInt32
  /// The abilities of the bits that are set.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Reports nodes, with their data.
  public static var observer: BoardCapabilities { BoardCapabilities(rawValue: 1) }
  /// Runs models that are loaded separately.
  public static var relocatable: BoardCapabilities { BoardCapabilities(rawValue: 2) }
  /// Memory commands.
  public static var memoryAccess: BoardCapabilities { BoardCapabilities(rawValue: 8) }
  /// Fills inputs with random values itself.
  public static var random: BoardCapabilities { BoardCapabilities(rawValue: 16) }
  /// Reports chosen nodes only; no known firmware does.
  public static var filtering: BoardCapabilities { BoardCapabilities(rawValue: 32) }
  /// The link is USB-CDC (generation 3).
  public static var usb: BoardCapabilities { BoardCapabilities(rawValue: 64) }
  /// Answers the tests of the link.
  public static var selfTest: BoardCapabilities { BoardCapabilities(rawValue: 128) }
}

/// How a network run reports: the parameter of `Command.networkRun`.
public struct RunParameters: OptionSet, Hashable, Sendable {
  /// The bits in requests.
  public let rawValue: UInt32
  /// The bits that are set.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Always set by hosts.
  public static var ioOnly: RunParameters { RunParameters(rawValue: 1) }
  /// Report each node, without data.
  public static var perLayer: RunParameters { RunParameters(rawValue: 2) }
  /// Report each node with its results.
  public static var perLayerWithData: RunParameters { RunParameters(rawValue: 4) }
  /// Outputs come back without data.
  public static var performance: RunParameters { RunParameters(rawValue: 8) }
  /// Send more log lines.
  public static var debug: RunParameters { RunParameters(rawValue: 0x100) }
  /// Each input is one element, which the board replicates.
  public static var constantValue: RunParameters { RunParameters(rawValue: 0x200) }
  /// Inputs have been written to the board's memory already.
  public static var directWrite: RunParameters { RunParameters(rawValue: 0x400) }
  /// Outputs will be read from the board's memory.
  public static var directRead: RunParameters { RunParameters(rawValue: 0x800) }
}

/// Role and properties of a tensor in a report.
public struct TensorFlags: OptionSet, Hashable, Sendable {
  /// The bits in tensor descriptors.
  public let rawValue: UInt32
  /// The properties of the bits that are set.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// An input of the model.
  public static var input: TensorFlags { TensorFlags(rawValue: 1) }
  /// An output of the model.
  public static var output: TensorFlags { TensorFlags(rawValue: 2) }
  /// Result of a node.
  public static var `internal`: TensorFlags { TensorFlags(rawValue: 4) }
  /// A memory pool itself, as one tensor.
  public static var memoryPool: TensorFlags { TensorFlags(rawValue: 8) }
  /// No further tensor of this kind follows.
  public static var last: TensorFlags { TensorFlags(rawValue: 0x100) }
  /// The data are left out.
  public static var withoutData: TensorFlags { TensorFlags(rawValue: 0x200) }
  /// Lies in a memory pool, among other activations.
  public static var inMemoryPool: TensorFlags { TensorFlags(rawValue: 0x400) }
}

/// What an operator report is: bits 31...24 of its type word. No flag: the whole model.
public struct OperatorFlags: OptionSet, Hashable, Sendable {
  /// The bits of the type word, moved down.
  public let rawValue: UInt8
  /// The flags of the bits that are set.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A node of the network.
  public static var `internal`: OperatorFlags { OperatorFlags(rawValue: 1) }
  /// No further node follows.
  public static var last: OperatorFlags { OperatorFlags(rawValue: 2) }
  /// No tensor follows this node.
  public static var withoutTensor: OperatorFlags { OperatorFlags(rawValue: 4) }
}

/// What the counters of an operator report count, and how wide they are.
public struct CounterType: RawRepresentable, Equatable, Hashable, Sendable {
  /// Format in the upper 16 bits, source in the lower.
  public var rawValue: UInt32
  /// A type by its number, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Pairs of words, low one first.
  public static var cpuCycles64: CounterType { CounterType(rawValue: 0) }
  /// One word each.
  public static var cpuCycles32: CounterType { CounterType(rawValue: 0x1_0000) }

  /// True when each counter takes two words.
  public var is64Bit: Bool { rawValue >> 16 == 0 }
  /// Who counts; 0 is the CPU.
  public var source: UInt32 { rawValue & 0xFFFF }
}

/// What the host asks for. Open: a board must answer numbers it does not know.
public struct Command: RawRepresentable, Equatable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Version and capabilities; returns both sides to small packets.
  public static var synchronize: Command { Command(rawValue: 0) }
  /// Device identity and clocks; may switch to large packets.
  public static var systemInformation: Command { Command(rawValue: 1) }
  /// The host leaves (generation 3).
  public static var disconnect: Command { Command(rawValue: 2) }
  public static var networkInformation: Command { Command(rawValue: 10) }
  public static var networkRun: Command { Command(rawValue: 11) }
  public static var memoryRead: Command { Command(rawValue: 20) }
  public static var memoryWrite: Command { Command(rawValue: 21) }
  public static var memoryChecksum: Command { Command(rawValue: 22) }
  /// The board's own tests.
  public static var test: Command { Command(rawValue: 100) }
}

/// Where the board stands in a transaction.
public struct State: RawRepresentable, Equatable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static var idle: State { State(rawValue: 0) }
  /// The board expects bytes from the host.
  public static var waiting: State { State(rawValue: 1) }
  /// More messages follow.
  public static var processing: State { State(rawValue: 2) }
  public static var done: State { State(rawValue: 3) }
  public static var error: State { State(rawValue: 4) }
}

/// Why a board refused or failed.
public struct BoardErrorCode: RawRepresentable, Equatable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static var none: BoardErrorCode { BoardErrorCode(rawValue: 0) }
  public static var invalidSize: BoardErrorCode { BoardErrorCode(rawValue: 1) }
  public static var invalidFormat: BoardErrorCode { BoardErrorCode(rawValue: 2) }
  public static var invalidState: BoardErrorCode { BoardErrorCode(rawValue: 3) }
  public static var invalidParameter: BoardErrorCode { BoardErrorCode(rawValue: 4) }
  public static var invalidShape: BoardErrorCode { BoardErrorCode(rawValue: 5) }
  public static var invalidCommand: BoardErrorCode { BoardErrorCode(rawValue: 6) }
  public static var uninitialized: BoardErrorCode { BoardErrorCode(rawValue: 7) }
  public static var memoryOverflow: BoardErrorCode { BoardErrorCode(rawValue: 8) }
  public static var generic: BoardErrorCode { BoardErrorCode(rawValue: 10) }
}

/// Optional abilities a board announces when synchronizing.
public struct BoardCapabilities: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Reports nodes, with their data.
  public static var observer: BoardCapabilities { BoardCapabilities(rawValue: 1) }
  public static var relocatable: BoardCapabilities { BoardCapabilities(rawValue: 2) }
  /// Memory commands.
  public static var memoryAccess: BoardCapabilities { BoardCapabilities(rawValue: 8) }
  public static var random: BoardCapabilities { BoardCapabilities(rawValue: 16) }
  public static var filtering: BoardCapabilities { BoardCapabilities(rawValue: 32) }
  /// The link is USB-CDC (generation 3).
  public static var usb: BoardCapabilities { BoardCapabilities(rawValue: 64) }
  public static var selfTest: BoardCapabilities { BoardCapabilities(rawValue: 128) }
}

/// How a network run reports: the parameter of `Command.networkRun`.
public struct RunParameters: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Always set by hosts.
  public static var ioOnly: RunParameters { RunParameters(rawValue: 1) }
  public static var perLayer: RunParameters { RunParameters(rawValue: 2) }
  public static var perLayerWithData: RunParameters { RunParameters(rawValue: 4) }
  /// Outputs come back without data.
  public static var performance: RunParameters { RunParameters(rawValue: 8) }
  public static var debug: RunParameters { RunParameters(rawValue: 0x100) }
  /// Each input is one element, which the board replicates.
  public static var constantValue: RunParameters { RunParameters(rawValue: 0x200) }
  public static var directWrite: RunParameters { RunParameters(rawValue: 0x400) }
  public static var directRead: RunParameters { RunParameters(rawValue: 0x800) }
}

/// Role and properties of a tensor in a report.
public struct TensorFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static var input: TensorFlags { TensorFlags(rawValue: 1) }
  public static var output: TensorFlags { TensorFlags(rawValue: 2) }
  /// Result of a node.
  public static var `internal`: TensorFlags { TensorFlags(rawValue: 4) }
  public static var memoryPool: TensorFlags { TensorFlags(rawValue: 8) }
  /// No further tensor of this kind follows.
  public static var last: TensorFlags { TensorFlags(rawValue: 0x100) }
  /// The data are left out.
  public static var withoutData: TensorFlags { TensorFlags(rawValue: 0x200) }
  public static var inMemoryPool: TensorFlags { TensorFlags(rawValue: 0x400) }
}

/// What an operator report is: bits 31...24 of its type word. No flag: the whole model.
public struct OperatorFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A node of the network.
  public static var `internal`: OperatorFlags { OperatorFlags(rawValue: 1) }
  /// No further node follows.
  public static var last: OperatorFlags { OperatorFlags(rawValue: 2) }
  public static var withoutTensor: OperatorFlags { OperatorFlags(rawValue: 4) }
}

/// What the counters of an operator report count, and how wide they are.
public struct CounterType: RawRepresentable, Equatable, Hashable, Sendable {
  public var rawValue: UInt32
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

/// Whom a device's link tells what happens. Each is called on the link's thread.
public struct DeviceEvents: Sendable {
  /// Receives the lines that a board wants shown.
  public var log: @Sendable (BoardLog) -> Void
  /// Told about long transfers, about a hundred times each, and about each node.
  public var progress: @Sendable (TransferProgress) -> Void
  /// Told where the time of each run went.
  public var runDidEnd: @Sendable (Profile.TransferTimes) -> Void

  /// Tells nobody, unless given.
  public init(
    log: @escaping @Sendable (BoardLog) -> Void = { _ in },
    progress: @escaping @Sendable (TransferProgress) -> Void = { _ in },
    runDidEnd: @escaping @Sendable (Profile.TransferTimes) -> Void = { _ in }
  ) {
    self.log = log
    self.progress = progress
    self.runDidEnd = runDidEnd
  }
}

/// A line that a board wants shown.
public struct BoardLog: Sendable, Hashable {
  /// How much the line matters.
  public enum Level: String, Sendable, Hashable {
    case information, debug, warning, error
  }

  /// How much it matters.
  public var level: Level
  /// The line without its end.
  public var text: String

  /// A line as a board sent it.
  public init(level: Level, text: String) {
    self.level = level
    self.text = text
  }
}

/// How far a long message is.
public struct TransferProgress: Sendable, Hashable {
  /// What moves, and where.
  public enum Direction: String, Sendable, Hashable {
    case upload, download
    /// Reports of nodes, counted one by one.
    case nodes
  }

  /// Which way the message goes.
  public var direction: Direction
  /// Payload bytes so far, or nodes.
  public var transferred: Int
  /// Payload bytes in all, or nodes.
  public var total: Int

  /// So many of so many bytes have moved.
  public init(direction: Direction, transferred: Int, total: Int) {
    self.direction = direction
    self.transferred = transferred
    self.total = total
  }
}

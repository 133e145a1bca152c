/// The word that tells the rank of a tensor (bits 23...0) and the order of its dimensions (bits 31...24).
public struct ShapeFormat: RawRepresentable, Equatable, Hashable, Sendable {
  /// The word in messages.
  public var rawValue: UInt32
  /// Any word is a format.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Orders of dimensions, in the low nibble of the format byte.
  public struct Order: RawRepresentable, Equatable, Hashable, Sendable {
    /// The low nibble of the format byte.
    public var rawValue: UInt8
    /// An order by its number, known or not.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// As in memory.
    public static var undefined: Order { Order(rawValue: 0) }
    /// Batch, channel, width, height.
    public static var batchChannelWidthHeight: Order { Order(rawValue: 1) }
    /// Batch, height, width, channel.
    public static var batchHeightWidthChannel: Order { Order(rawValue: 2) }
    /// Batch, channel, height, width.
    public static var batchChannelHeightWidth: Order { Order(rawValue: 3) }
    /// As in memory, with a batch dimension only if flagged.
    public static var stAI: Order { Order(rawValue: 4) }
    /// No dimension has a meaning.
    public static var raw: Order { Order(rawValue: 5) }
  }

  /// Bit of the format byte: channels come before the other dimensions.
  public static var channelFirst: UInt8 { 16 }
  /// Bit of the format byte: channels come after the other dimensions.
  public static var channelLast: UInt8 { 32 }
  /// Bit of the format byte: the outermost dimension is the batch.
  public static var hasBatch: UInt8 { 64 }

  /// - Parameter flags: sum of `channelFirst`, `channelLast`, `hasBatch`.
  public init(order: Order, flags: UInt8 = 0, rank: Int) {
    rawValue = UInt32(order.rawValue | flags) << 24 | UInt32(truncatingIfNeeded: rank) & 0xFF_FFFF
  }

  /// The whole format byte.
  public var byte: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 24) }
  /// Order of the dimensions.
  public var order: Order { Order(rawValue: byte & 15) }
  /// True when the outermost dimension is the batch.
  public var hasBatch: Bool { byte & Self.hasBatch != 0 }
  /// Number of dimensions.
  public var rank: Int { Int(rawValue & 0xFF_FFFF) }
}

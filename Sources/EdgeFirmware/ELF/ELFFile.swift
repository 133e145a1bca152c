/// A 32-bit little-endian ELF file for Arm: what to load where, and what lies there.
public struct ELFFile: Sendable, Hashable {
  /// Bytes to be loaded.
  public struct Segment: Sendable, Hashable {
    /// Where the bytes go (the physical address).
    public var loadAddress: UInt32
    /// Where the program sees them.
    public var virtualAddress: UInt32
    /// The bytes, without the zeros that the program itself provides.
    public var bytes: ArraySlice<UInt8>
    /// Bytes in memory, at least as many as `bytes`.
    public var memorySize: Int
  }

  public struct Section: Sendable, Hashable {
    public struct Flags: OptionSet, Sendable, Hashable {
      public let rawValue: UInt32
      public init(rawValue: UInt32) { self.rawValue = rawValue }

      public static let write = Flags(rawValue: 1)
      /// Takes memory while the program runs.
      public static let allocate = Flags(rawValue: 2)
      public static let execute = Flags(rawValue: 4)
    }

    public var name: String
    public var address: UInt32
    /// Bytes.
    public var size: Int
    public var flags: Flags
    /// False when the section takes memory but no room in the file.
    public var hasContents: Bool
  }

  public struct Symbol: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case function, object, other }

    public var name: String
    /// Bit 0 of functions tells the instruction set, as in the file.
    public var value: UInt32
    public var size: Int
    public var kind: Kind
  }

  /// Address of the first instruction, bit 0 as in the file.
  public var entry: UInt32
  /// Those that carry bytes, in the file's order.
  public var segments: [Segment]
  public var sections: [Section]
  /// Named symbols in the file's order.
  public var symbols: [Symbol]

  /// Reads a whole file.
  public init(_ bytes: [UInt8]) throws(ELFError) {
    let reader = ELFReader(bytes: bytes)
    let header = try reader.header()
    entry = header.entry
    segments = try reader.segments(header)
    (sections, symbols) = try reader.sectionsAndSymbols(header)
  }

  /// The first symbol called `name`.
  public func symbol(_ name: String) -> Symbol? { symbols.first { $0.name == name } }

  /// The bytes that are loaded at `address`, up to `count` of them; nil where nothing is loaded.
  public func loadedBytes(at address: UInt32, count: Int) -> ArraySlice<UInt8>? {
    for segment in segments where address >= segment.loadAddress {
      let offset = Int(address - segment.loadAddress)
      guard offset < segment.bytes.count else { continue }
      return segment.bytes.dropFirst(offset).prefix(max(0, count))
    }
    return nil
  }
}

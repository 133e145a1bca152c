package import EdgeSystem

/// A little-endian ELF file, an object or an executable: what to load where, and what lies there.
///
/// See the System V Application Binary Interface, chapters 4 and 5. Addresses and sizes are 64 bits wide for both
/// classes; those of 32-bit files lie below 2^32.
package struct ELFFile: Sendable {
  /// How wide addresses are.
  package enum Class: Sendable, Hashable { case bits32, bits64 }

  /// Bytes to be loaded.
  package struct Segment: Sendable {
    /// Where the bytes go (the physical address).
    package var loadAddress: UInt64
    /// Where the program sees them.
    package var virtualAddress: UInt64
    /// The bytes, without the zeros that the program itself provides.
    package var bytes: ByteRegion
    /// Bytes in memory, at least as many as `bytes`.
    package var memorySize: Int
  }

  package struct Section: Sendable, Hashable {
    package struct Flags: OptionSet, Sendable, Hashable {
      package let rawValue: UInt64
      package init(rawValue: UInt64) { self.rawValue = rawValue }

      package static let write = Flags(rawValue: 1)
      /// Takes memory while the program runs.
      package static let allocate = Flags(rawValue: 2)
      package static let execute = Flags(rawValue: 4)
    }

    package var name: String
    package var address: UInt64
    /// Bytes.
    package var size: Int
    package var flags: Flags
    /// False when the section takes memory but no room in the file.
    package var hasContents: Bool
  }

  package struct Symbol: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case function, object, other }

    package var name: String
    /// Bit 0 of functions tells the instruction set on Arm, as in the file.
    package var value: UInt64
    package var size: UInt64
    package var kind: Kind
  }

  /// Arm's number among machines, for 32 bits.
  package static let arm: UInt16 = 40

  package let fileClass: Class
  /// The number of the machine that the code is for.
  package let machine: UInt16
  /// Address of the first instruction, bit 0 as in the file.
  package let entry: UInt64
  /// Those that carry bytes, in the file's order.
  package let segments: [Segment]
  package let sections: [Section]
  /// Named symbols in the file's order, without those that mark code and data for debuggers.
  package let symbols: [Symbol]

  /// Reads a whole file.
  package init(_ bytes: ByteRegion) throws(ELFError) {
    let reader = try ELFReader(bytes)
    let header = try reader.header()
    fileClass = reader.layout.fileClass
    machine = header.machine
    entry = header.entry
    segments = try reader.segments(header)
    (sections, symbols) = try reader.sectionsAndSymbols(header)
  }

  /// The first symbol called `name`.
  package func symbol(_ name: String) -> Symbol? { symbols.first { $0.name == name } }

  /// The bytes that are loaded at `address`, up to `count` of them; nil where nothing is loaded.
  package func loadedBytes(at address: some UnsignedInteger, count: Int) -> ByteRegion? {
    guard let address = UInt64(exactly: address) else { return nil }
    for segment in segments where address >= segment.loadAddress {
      guard let offset = Int(exactly: address - segment.loadAddress), offset < segment.bytes.count else { continue }
      return segment.bytes.slice(offset: offset, count: min(max(count, 0), segment.bytes.count - offset))
    }
    return nil
  }
}

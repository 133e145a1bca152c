/// Reads the tables of an ELF file; every access is checked against the file's end.
struct ELFReader {
  let bytes: [UInt8]

  struct Header {
    var entry: UInt32
    var programHeaders: Table
    var sectionHeaders: Table
    var nameSection: Int
  }

  /// Equal entries one after the other.
  struct Table {
    var offset: Int
    var entrySize: Int
    var count: Int
  }

  private static let loadable: UInt32 = 1
  private static let symbolTable: UInt32 = 2
  private static let noBits: UInt32 = 8
  /// Arm's number among machines.
  private static let machine: UInt32 = 40

  func header() throws(ELFError) -> Header {
    guard bytes.count >= 4, bytes[..<4].elementsEqual([0x7F, 0x45, 0x4C, 0x46]) else {
      throw ELFError(.notELF, offset: 0)
    }
    guard bytes.count >= 52 else { throw ELFError(.truncated("file header"), offset: 0) }
    guard bytes[4] == 1 else { throw ELFError(.unsupported("not 32-bit"), offset: 4) }
    guard bytes[5] == 1 else { throw ELFError(.unsupported("not little-endian"), offset: 5) }
    guard try half(18, "machine") == Self.machine else { throw ELFError(.unsupported("not for Arm"), offset: 18) }
    return Header(
      entry: try word(24, "entry"),
      programHeaders: try table(offset: word(28, "header"), size: half(42, "header"), count: half(44, "header"), 32),
      sectionHeaders: try table(offset: word(32, "header"), size: half(46, "header"), count: half(48, "header"), 40),
      nameSection: Int(try half(50, "header")))
  }

  func segments(_ header: Header) throws(ELFError) -> [ELFFile.Segment] {
    var segments: [ELFFile.Segment] = []
    for index in 0..<header.programHeaders.count {
      let entry = header.programHeaders.offset + index * header.programHeaders.entrySize
      guard try word(entry, "program header") == Self.loadable else { continue }
      let range = try range(
        at: word(entry + 4, "program header"), count: word(entry + 16, "program header"), "segment", entry: entry)
      let memorySize = Int(try word(entry + 20, "program header"))
      let address = try word(entry + 12, "program header")
      guard memorySize >= range.count, Int(address) + memorySize <= 1 << 32 else {
        throw ELFError(.invalid("sizes of a segment that contradict each other"), offset: entry)
      }
      guard !range.isEmpty else { continue }
      segments.append(
        ELFFile.Segment(
          loadAddress: address, virtualAddress: try word(entry + 8, "program header"), bytes: bytes[range],
          memorySize: memorySize))
    }
    return segments
  }

  func sectionsAndSymbols(_ header: Header) throws(ELFError) -> ([ELFFile.Section], [ELFFile.Symbol]) {
    guard header.sectionHeaders.count > 0 else { return ([], []) }
    guard header.nameSection < header.sectionHeaders.count else {
      throw ELFError(.invalid("number of the section of names"), offset: 50)
    }
    let names = try contents(of: header.nameSection, header)
    var sections: [ELFFile.Section] = []
    var symbols: [ELFFile.Symbol] = []
    for index in 1..<max(1, header.sectionHeaders.count) {
      let entry = header.sectionHeaders.offset + index * header.sectionHeaders.entrySize
      let kind = try word(entry + 4, "section header")
      if kind != Self.noBits { _ = try contents(of: index, header) }
      sections.append(
        ELFFile.Section(
          name: try text(in: names, at: word(entry, "section header"), from: entry),
          address: try word(entry + 12, "section header"), size: Int(try word(entry + 20, "section header")),
          flags: ELFFile.Section.Flags(rawValue: try word(entry + 8, "section header") & 7),
          hasContents: kind != Self.noBits))
      guard kind == Self.symbolTable else { continue }
      let link = Int(try word(entry + 24, "section header"))
      guard link < header.sectionHeaders.count else {
        throw ELFError(.invalid("number of the section of symbol names"), offset: entry + 24)
      }
      symbols += try self.symbols(in: contents(of: index, header), names: contents(of: link, header))
    }
    return (sections, symbols)
  }

  private func symbols(in table: Range<Int>, names: Range<Int>) throws(ELFError) -> [ELFFile.Symbol] {
    var symbols: [ELFFile.Symbol] = []
    for entry in stride(from: table.lowerBound, to: table.upperBound - 15, by: 16) {
      let nameOffset = try word(entry, "symbol")
      if nameOffset == 0 { continue }
      let name = try text(in: names, at: nameOffset, from: entry)
      // Names that begin with a dollar sign mark code and data for debuggers.
      if name.isEmpty || name.hasPrefix("$") { continue }
      let kind: ELFFile.Symbol.Kind =
        switch bytes[entry + 12] & 15 {
        case 1: .object
        case 2: .function
        default: .other
        }
      symbols.append(
        ELFFile.Symbol(
          name: name, value: try word(entry + 4, "symbol"), size: Int(try word(entry + 8, "symbol")), kind: kind))
    }
    return symbols
  }

  private func contents(of section: Int, _ header: Header) throws(ELFError) -> Range<Int> {
    let entry = header.sectionHeaders.offset + section * header.sectionHeaders.entrySize
    return try range(
      at: word(entry + 16, "section header"), count: word(entry + 20, "section header"), "section", entry: entry)
  }

  private func text(in names: Range<Int>, at offset: UInt32, from entry: Int) throws(ELFError) -> String {
    let start = names.lowerBound + Int(offset)
    guard start < names.upperBound, let end = bytes[start..<names.upperBound].firstIndex(of: 0) else {
      throw ELFError(.invalid("position of a name"), offset: entry)
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func table(offset: UInt32, size: UInt32, count: UInt32, _ least: Int) throws(ELFError) -> Table {
    let table = Table(offset: Int(offset), entrySize: Int(size), count: Int(count))
    if count == 0 { return table }
    guard table.entrySize >= least else { throw ELFError(.invalid("entries too small in a table"), offset: 42) }
    guard table.offset + table.entrySize * table.count <= bytes.count else {
      throw ELFError(.truncated("table"), offset: table.offset)
    }
    return table
  }

  private func range(at offset: UInt32, count: UInt32, _ what: String, entry: Int) throws(ELFError) -> Range<Int> {
    guard Int(offset) + Int(count) <= bytes.count else { throw ELFError(.truncated(what), offset: entry) }
    return Int(offset)..<Int(offset) + Int(count)
  }

  private func half(_ offset: Int, _ what: String) throws(ELFError) -> UInt32 {
    guard offset >= 0, offset + 2 <= bytes.count else { throw ELFError(.truncated(what), offset: offset) }
    return UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
  }

  private func word(_ offset: Int, _ what: String) throws(ELFError) -> UInt32 {
    try half(offset, what) | half(offset + 2, what) << 16
  }
}

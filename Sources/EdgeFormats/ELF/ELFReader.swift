import EdgeSystem

/// Reads the tables of an ELF file; every access is checked against the file's end.
struct ELFReader {
  let bytes: ByteRegion
  let layout: ELFLayout

  struct Header {
    var machine: UInt16
    var entry: UInt64
    var segments: Table
    var sections: Table
    var nameSection: Int
  }

  /// Equal entries one after the other, all inside the file.
  struct Table {
    var offset: Int
    var entrySize: Int
    var count: Int

    /// Position of an entry.
    subscript(index: Int) -> Int { offset + index * entrySize }
  }

  private static let loadable: UInt64 = 1
  private static let symbolTable: UInt64 = 2
  private static let noBits: UInt64 = 8

  init(_ bytes: ByteRegion) throws(ELFError) {
    guard bytes.load(UInt32.self, at: 0) == 0x464C_457F else { throw ELFError(.notELF, offset: 0) }
    switch bytes.load(UInt8.self, at: 4) {
    case 1: layout = .bits32
    case 2: layout = .bits64
    case nil: throw ELFError(.truncated("file header"), offset: 0)
    default: throw ELFError(.unsupported("neither 32-bit nor 64-bit"), offset: 4)
    }
    self.bytes = bytes
  }

  func header() throws(ELFError) -> Header {
    guard bytes.count >= layout.headerSize else { throw ELFError(.truncated("file header"), offset: 0) }
    guard bytes.load(UInt8.self, at: 5) == 1 else { throw ELFError(.unsupported("not little-endian"), offset: 5) }
    return Header(
      machine: UInt16(truncatingIfNeeded: try number(layout.machine, of: 0, "machine")),
      entry: try number(layout.entry, of: 0, "entry"), segments: try table(layout.segmentTable, layout.segmentSize),
      sections: try table(layout.sectionTable, layout.sectionSize),
      nameSection: try size(layout.nameSection, of: 0, "header"))
  }

  func segments(_ header: Header) throws(ELFError) -> [ELFFile.Segment] {
    var segments: [ELFFile.Segment] = []
    for index in 0..<header.segments.count {
      let entry = header.segments[index]
      guard try number(layout.segmentKind, of: entry, "program header") == Self.loadable else { continue }
      let contents = try part(layout.segmentOffset, layout.fileSize, of: entry, "segment")
      let memorySize = try size(layout.memorySize, of: entry, "program header")
      let address = try number(layout.loadAddress, of: entry, "program header")
      let (last, isTooHigh) = address.addingReportingOverflow(UInt64(max(memorySize, 1) - 1))
      guard memorySize >= contents.count, !isTooHigh, layout.fileClass == .bits64 || last < 1 << 32 else {
        throw ELFError(.invalid("sizes of a segment that contradict each other"), offset: entry)
      }
      guard contents.count > 0 else { continue }
      segments.append(
        ELFFile.Segment(
          loadAddress: address, virtualAddress: try number(layout.virtualAddress, of: entry, "program header"),
          bytes: contents, memorySize: memorySize))
    }
    return segments
  }

  func sectionsAndSymbols(_ header: Header) throws(ELFError) -> ([ELFFile.Section], [ELFFile.Symbol]) {
    guard header.sections.count > 0 else { return ([], []) }
    let names = try contents(ofSection: header.nameSection, header, "number of the section of names")
    var sections: [ELFFile.Section] = []
    var symbols: [ELFFile.Symbol] = []
    for index in 1..<max(1, header.sections.count) {
      let entry = header.sections[index]
      let kind = try number(layout.sectionKind, of: entry, "section header")
      let contents = kind == Self.noBits ? nil : try contents(ofSection: index, header, "section")
      sections.append(
        ELFFile.Section(
          name: try text(in: names, at: number(layout.sectionName, of: entry, "section header"), from: entry),
          address: try number(layout.sectionAddress, of: entry, "section header"),
          size: try size(layout.sectionByteCount, of: entry, "section header"),
          flags: ELFFile.Section.Flags(rawValue: try number(layout.sectionFlags, of: entry, "section header") & 7),
          hasContents: contents != nil))
      guard kind == Self.symbolTable, let contents else { continue }
      let link = try size(layout.sectionLink, of: entry, "section header")
      let symbolNames = try self.contents(ofSection: link, header, "number of the section of symbol names")
      symbols += try ELFReader(contents, layout).symbols(names: symbolNames, from: entry)
    }
    return (sections, symbols)
  }

  private init(_ bytes: ByteRegion, _ layout: ELFLayout) {
    self.bytes = bytes
    self.layout = layout
  }

  /// The named symbols when the bytes are those of a symbol table.
  private func symbols(names: ByteRegion, from section: Int) throws(ELFError) -> [ELFFile.Symbol] {
    var symbols: [ELFFile.Symbol] = []
    for index in 0..<bytes.count / layout.symbolSize {
      let entry = index * layout.symbolSize
      let nameOffset = try number(layout.symbolName, of: entry, "symbol")
      if nameOffset == 0 { continue }
      let name = try text(in: names, at: nameOffset, from: section)
      // Names that begin with a dollar sign mark code and data for debuggers.
      if name.isEmpty || name.hasPrefix("$") { continue }
      let kind: ELFFile.Symbol.Kind =
        switch try number(layout.symbolInformation, of: entry, "symbol") & 15 {
        case 1: .object
        case 2: .function
        default: .other
        }
      symbols.append(
        ELFFile.Symbol(
          name: name, value: try number(layout.symbolValue, of: entry, "symbol"),
          size: try number(layout.symbolByteCount, of: entry, "symbol"), kind: kind))
    }
    return symbols
  }

  private func contents(ofSection index: Int, _ header: Header, _ what: String) throws(ELFError) -> ByteRegion {
    guard index < header.sections.count else { throw ELFError(.invalid(what), offset: header.sections.offset) }
    return try part(layout.sectionOffset, layout.sectionByteCount, of: header.sections[index], "section")
  }

  private func text(in names: ByteRegion, at offset: UInt64, from entry: Int) throws(ELFError) -> String {
    let name: String? = names.withUnsafeBytes { bytes in
      guard let start = Int(exactly: offset), start < bytes.count,
        let end = bytes[start...].firstIndex(of: 0)
      else { return nil }
      return String(decoding: bytes[start..<end], as: UTF8.self)
    }
    guard let name else { throw ELFError(.invalid("position of a name"), offset: entry) }
    return name
  }

  private func table(
    _ fields: (offset: ELFLayout.Field, entrySize: ELFLayout.Field, count: ELFLayout.Field), _ leastSize: Int
  ) throws(ELFError) -> Table {
    let count = try size(fields.count, of: 0, "header")
    if count == 0 { return Table(offset: 0, entrySize: leastSize, count: 0) }
    let table = Table(
      offset: try size(fields.offset, of: 0, "header"), entrySize: try size(fields.entrySize, of: 0, "header"),
      count: count)
    guard table.entrySize >= leastSize else {
      throw ELFError(.invalid("entries too small in a table"), offset: fields.entrySize.offset)
    }
    // Both factors have sixteen bits.
    guard bytes.contains(offset: table.offset, count: table.entrySize * table.count) else {
      throw ELFError(.truncated("table"), offset: table.offset)
    }
    return table
  }

  private func part(
    _ offset: ELFLayout.Field, _ count: ELFLayout.Field, of entry: Int, _ what: String
  ) throws(ELFError) -> ByteRegion {
    guard let part = bytes.slice(offset: try size(offset, of: entry, what), count: try size(count, of: entry, what))
    else { throw ELFError(.truncated(what), offset: entry) }
    return part
  }

  /// A number that counts bytes or entries.
  private func size(_ field: ELFLayout.Field, of entry: Int, _ what: String) throws(ELFError) -> Int {
    guard let value = Int(exactly: try number(field, of: entry, what)) else {
      throw ELFError(.invalid("\(what) of absurd size"), offset: entry + field.offset)
    }
    return value
  }

  private func number(_ field: ELFLayout.Field, of entry: Int, _ what: String) throws(ELFError) -> UInt64 {
    let offset = entry + field.offset
    let value: UInt64? =
      switch field.width {
      case 1: bytes.load(UInt8.self, at: offset).map(UInt64.init)
      case 2: bytes.load(UInt16.self, at: offset).map(UInt64.init)
      case 4: bytes.load(UInt32.self, at: offset).map(UInt64.init)
      default: bytes.load(UInt64.self, at: offset)
      }
    guard let value else { throw ELFError(.truncated(what), offset: offset) }
    return value
  }
}

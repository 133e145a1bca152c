import EdgeFormats
import EdgeSystem
import Testing

@Suite("ELF files")
struct ELFFileTests {
  private func read(_ bytes: [UInt8]) throws -> ELFFile { try ELFFile(ByteRegion(copying: bytes)) }

  @Test("segments, sections and symbols are read", arguments: [ELFFile.Class.bits32, .bits64])
  func reads(fileClass: ELFFile.Class) throws {
    let elf = try read(ELFSample(fileClass).bytes)
    #expect(elf.fileClass == fileClass && elf.machine == ELFFile.arm)
    #expect(elf.entry == 0x1000_0041)
    #expect(elf.segments.map(\.loadAddress) == [0x1000_0000])
    #expect(elf.segments.map(\.virtualAddress) == [0x1200_0000])
    #expect(elf.segments.map { $0.bytes.array() } == [ELFSample.code])
    #expect(elf.segments[0].memorySize == ELFSample.code.count + 8)
    #expect(elf.sections.map(\.name) == [".text", ".bss", ".symtab", ".strtab", ".shstrtab"])
    #expect(elf.sections[0].flags == [.allocate, .execute])
    #expect(!elf.sections[1].hasContents)
    #expect(elf.sections[1].size == 4096 && elf.sections[1].address == 0x2000_0000)
    #expect(elf.symbols.map(\.name) == ["start"])
    #expect(elf.symbol("start")?.value == 0x1000_0041)
    #expect(elf.symbol("start")?.size == 4)
    #expect(elf.symbol("start")?.kind == .function)
    #expect(elf.loadedBytes(at: 0x1000_0001 as UInt32, count: 2)?.array() == [2, 3])
    #expect(elf.loadedBytes(at: 0x1000_0006 as UInt64, count: .max)?.array() == [7, 8])
    #expect(elf.loadedBytes(at: 0x1000_0000 + UInt64(ELFSample.code.count), count: 1) == nil)
  }

  @Test(
    "files of other kinds are told apart",
    arguments: [(0, 0, "no ELF"), (4, 3, "neither 32-bit nor 64-bit"), (5, 2, "little-endian")])
  func otherKinds(offset: Int, value: UInt8, complaint: String) {
    var bytes = ELFSample(.bits32).bytes
    bytes[offset] = value
    let error = #expect(throws: ELFError.self) { try read(bytes) }
    #expect(error?.description.contains(complaint) == true)
  }

  @Test(
    "a segment whose sizes or addresses contradict each other is refused", arguments: [ELFFile.Class.bits32, .bits64])
  func contradictions(fileClass: ELFFile.Class) {
    let sample = ELFSample(fileClass)
    for (field, value) in [(sample.memorySizeField, UInt64(3)), (sample.loadAddressField, .max - 2)] {
      var bytes = sample.bytes
      for byte in 0..<sample.wordSize { bytes[field + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
      let error = #expect(throws: ELFError.self) { try read(bytes) }
      #expect(error?.description.contains("contradict") == true)
    }
  }

  @Test("every truncated file is refused or read, never more", arguments: [ELFFile.Class.bits32, .bits64])
  func truncated(fileClass: ELFFile.Class) {
    let bytes = ELFSample(fileClass).bytes
    for count in bytes.indices {
      #expect(throws: ELFError.self) { try read(Array(bytes[..<count])) }
    }
  }

  @Test("files with any word damaged are refused or read, never more", arguments: [ELFFile.Class.bits32, .bits64])
  func damaged(fileClass: ELFFile.Class) {
    let bytes = ELFSample(fileClass).bytes
    for offset in 0..<bytes.count - 7 {
      for value in [UInt64(0), 1, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, .max, 0x9E37_79B9_7F4A_7C15] {
        var changed = bytes
        for byte in 0..<8 { changed[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
        guard let elf = try? read(changed) else { continue }
        for segment in elf.segments { #expect(segment.bytes.count <= segment.memorySize) }
        _ = elf.loadedBytes(at: value, count: 16)
      }
    }
  }
}

/// A small ELF file of either class, written byte by byte.
struct ELFSample {
  static let code: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
  private(set) var bytes: [UInt8] = []
  /// Bytes of an address.
  let wordSize: Int

  private var headerSize: Int { wordSize == 4 ? 52 : 64 }
  /// Where the segment's addresses and sizes are stated.
  var loadAddressField: Int { headerSize + (wordSize == 4 ? 12 : 24) }
  var memorySizeField: Int { headerSize + (wordSize == 4 ? 20 : 40) }

  init(_ fileClass: ELFFile.Class) {
    wordSize = fileClass == .bits32 ? 4 : 8
    let names = Array("\0.text\0.bss\0.symtab\0.strtab\0.shstrtab\0".utf8)
    let symbolNames = Array("\0start\0".utf8)
    let (segmentSize, sectionSize, symbolSize) = wordSize == 4 ? (32, 40, 16) : (56, 64, 24)
    let code = headerSize + segmentSize
    let symbols = code + Self.code.count
    let strings = symbols + 2 * symbolSize
    let sectionNames = strings + symbolNames.count
    let headers = (sectionNames + names.count + 7) / 8 * 8
    bytes = [0x7F, 0x45, 0x4C, 0x46, fileClass == .bits32 ? 1 : 2, 1, 1] + [UInt8](repeating: 0, count: 9)
    put(2, 2, 40, 2, 1, 4)
    put(words: 0x1000_0041, headerSize, headers)
    put(0x0500_0200, 4, headerSize, 2, segmentSize, 2, 1, 2, sectionSize, 2, 6, 2, 5, 2)
    // One segment, with zeros behind its bytes.
    put(1, 4)
    if wordSize == 8 { put(5, 4) }
    put(words: code, 0x1200_0000, 0x1000_0000, 8, 16)
    if wordSize == 4 { put(5, 4) }
    put(words: 4)
    bytes += Self.code + [UInt8](repeating: 0, count: symbolSize)
    put(1, 4)
    if wordSize == 8 { put(0x12, 1, 0, 1, 1, 2) }
    put(words: 0x1000_0041, 4)
    if wordSize == 4 { put(0x12, 1, 0, 1, 1, 2) }
    bytes += symbolNames + names
    bytes += [UInt8](repeating: 0, count: headers - bytes.count)
    section(0, 0, 0, 0, 0, 0, 0)
    section(1, 1, 6, 0x1000_0000, code, 8, 0)
    section(7, 8, 3, 0x2000_0000, code, 4096, 0)
    section(12, 2, 0, 0, symbols, 2 * symbolSize, 4)
    section(20, 3, 0, 0, strings, symbolNames.count, 0)
    section(28, 3, 0, 0, sectionNames, names.count, 0)
  }

  private mutating func section(
    _ name: Int, _ kind: Int, _ flags: Int, _ address: Int, _ offset: Int, _ size: Int, _ link: Int
  ) {
    put(name, 4, kind, 4)
    put(words: flags, address, offset, size)
    put(link, 4, 0, 4)
    put(words: 1, 0)
  }

  /// Pairs of a number and its bytes.
  private mutating func put(_ pairs: Int...) {
    for index in stride(from: 0, to: pairs.count, by: 2) {
      for byte in 0..<pairs[index + 1] { bytes.append(UInt8(truncatingIfNeeded: pairs[index] >> (8 * byte))) }
    }
  }

  private mutating func put(words: Int...) {
    for word in words { put(word, wordSize) }
  }
}

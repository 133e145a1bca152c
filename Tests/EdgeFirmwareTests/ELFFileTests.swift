import EdgeFirmware
import EdgeTestSupport
import Testing

@Suite("ELF files")
struct ELFFileTests {
  @Test("segments, sections and symbols are read")
  func reads() throws {
    let elf = try ELFFile(ELFSample().bytes)
    #expect(elf.entry == 0x1000_0041)
    #expect(elf.segments.map(\.loadAddress) == [0x1000_0000])
    #expect(elf.segments.map { Array($0.bytes) } == [ELFSample.code])
    #expect(elf.segments[0].memorySize == ELFSample.code.count + 8)
    #expect(elf.sections.map(\.name) == [".text", ".bss", ".symtab", ".strtab", ".shstrtab"])
    #expect(elf.sections[0].flags == [.allocate, .execute])
    #expect(!elf.sections[1].hasContents)
    #expect(elf.sections[1].size == 4096)
    #expect(elf.symbols.map(\.name) == ["start"])
    #expect(elf.symbol("start")?.value == 0x1000_0041)
    #expect(elf.symbol("start")?.kind == .function)
    #expect(elf.loadedBytes(at: 0x1000_0001, count: 2).map(Array.init) == [2, 3])
    #expect(elf.loadedBytes(at: 0x1000_0000 + UInt32(ELFSample.code.count), count: 1) == nil)
  }

  @Test(
    "files of other kinds are told apart",
    arguments: [(0, 0, "no ELF"), (4, 2, "32-bit"), (5, 2, "little-endian"), (18, 62, "not for Arm")])
  func otherKinds(offset: Int, value: UInt8, complaint: String) {
    var bytes = ELFSample().bytes
    bytes[offset] = value
    let error = #expect(throws: ELFError.self) { try ELFFile(bytes) }
    #expect(error?.description.contains(complaint) == true)
  }

  @Test("every truncated file is refused or read, never more")
  func truncated() {
    let bytes = ELFSample().bytes
    for count in bytes.indices {
      #expect(throws: ELFError.self) { try ELFFile(Array(bytes[..<count])) }
    }
  }

  @Test("files with any word damaged are refused or read, never more")
  func damaged() {
    let bytes = ELFSample().bytes
    var random = RandomSource(seed: 7)
    for offset in stride(from: 0, to: bytes.count - 3, by: 1) {
      for value in [UInt32(0), 1, 0x7FFF_FFFF, 0xFFFF_FFFF, UInt32(truncatingIfNeeded: random.next())] {
        var changed = bytes
        for byte in 0..<4 { changed[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
        guard let elf = try? ELFFile(changed) else { continue }
        for segment in elf.segments { #expect(segment.bytes.count <= segment.memorySize) }
        _ = elf.loadedBytes(at: value, count: 16)
      }
    }
  }
}

/// A small ELF file, written byte by byte.
struct ELFSample {
  static let code: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
  private(set) var bytes: [UInt8] = []

  init() {
    let names = Array("\0.text\0.bss\0.symtab\0.strtab\0.shstrtab\0".utf8)
    let symbolNames = Array("\0start\0".utf8)
    let (code, symbols) = (84, 92)
    let strings = symbols + 32
    let sectionNames = strings + symbolNames.count
    let headers = (sectionNames + names.count + 3) / 4 * 4
    bytes = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
    half(2, 40)
    word(1, 0x1000_0041, 52, UInt32(headers), 0x0500_0200)
    half(52, 32, 1, 40, 6, 5)
    // One segment, with zeros behind its bytes.
    word(1, UInt32(code), 0x1000_0000, 0x1000_0000, 8, 16, 5, 4)
    bytes += Self.code
    word(0, 0, 0, 0)
    word(1, 0x1000_0041, 4, 0x0001_0012)
    bytes += symbolNames + names
    bytes += [UInt8](repeating: 0, count: headers - bytes.count)
    word(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    word(1, 1, 6, 0x1000_0000, UInt32(code), 8, 0, 0, 4, 0)
    word(7, 8, 3, 0x2000_0000, UInt32(code), 4096, 0, 0, 4, 0)
    word(12, 2, 0, 0, UInt32(symbols), 32, 4, 1, 4, 16)
    word(20, 3, 0, 0, UInt32(strings), UInt32(symbolNames.count), 0, 0, 1, 0)
    word(28, 3, 0, 0, UInt32(sectionNames), UInt32(names.count), 0, 0, 1, 0)
  }

  private mutating func half(_ values: UInt16...) {
    for value in values { bytes += [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
  }

  private mutating func word(_ values: UInt32...) {
    for value in values { for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) } }
  }
}

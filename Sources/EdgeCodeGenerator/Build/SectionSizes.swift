import Foundation

/// Bytes of compiled code by what becomes of them on a device.
public struct SectionSizes: Sendable, Hashable, Encodable {
  /// Instructions.
  public var text = 0
  /// Constants, those with addresses that a loader fills in included.
  public var rodata = 0
  /// Variables with initial values: in flash and in RAM.
  public var data = 0
  /// Variables that start at zero.
  public var bss = 0

  /// What stays in flash.
  public var flash: Int { text + rodata + data }
  /// What takes RAM.
  public var ram: Int { data + bss }

  public init(text: Int = 0, rodata: Int = 0, data: Int = 0, bss: Int = 0) {
    self.text = text
    self.rodata = rodata
    self.data = data
    self.bss = bss
  }

  public static func + (a: SectionSizes, b: SectionSizes) -> SectionSizes {
    SectionSizes(text: a.text + b.text, rodata: a.rodata + b.rodata, data: a.data + b.data, bss: a.bss + b.bss)
  }

  /// Adds a section by the name that compilers give it; true when the name tells what it is.
  @discardableResult
  mutating func add(_ name: Substring, _ bytes: Int) -> Bool {
    func isOf(_ families: [String]) -> Bool { families.contains { name == $0 || name.hasPrefix($0 + ".") } }
    if isOf([".rodata", ".data.rel.ro", ".ARM.exidx", ".ARM.extab", ".eh_frame", ".srodata"]) {
      rodata += bytes
    } else if isOf([".text", ".init", ".fini", ".plt"]) {
      text += bytes
    } else if isOf([".data", ".tdata", ".sdata", ".got"]) {
      data += bytes
    } else if isOf([".bss", ".tbss", ".sbss", "COMMON"]) {
      bss += bytes
    } else {
      return false
    }
    return true
  }
}

/// The sections of an ELF object or executable, 32-bit or 64-bit, little-endian.
enum ObjectSections {
  private static let byteLimit = 1 << 30

  /// Sums the sections that are loaded.
  static func sizes(of url: URL) throws(BuildError) -> SectionSizes {
    guard let data = try? Data(contentsOf: url, options: .alwaysMapped), data.count <= byteLimit else {
      throw .unreadableObject(url.path, reason: "cannot be read")
    }
    do throws(Damage) {
      return try sizes(of: data)
    } catch { throw .unreadableObject(url.path, reason: error.reason) }
  }

  struct Damage: Error { var reason: String }

  static func sizes(of data: Data) throws(Damage) -> SectionSizes {
    guard data.starts(with: [0x7F, 0x45, 0x4C, 0x46]), data.count > 64 else { throw Damage(reason: "is no ELF file") }
    let is64 = data[data.startIndex + 4] == 2
    guard data[data.startIndex + 5] == 1 else { throw Damage(reason: "is big-endian") }
    func number(_ offset: Int, _ bytes: Int) throws(Damage) -> Int {
      guard offset >= 0, offset <= data.count - bytes else { throw Damage(reason: "ends early") }
      var value: UInt64 = 0
      for i in (0..<bytes).reversed() { value = value << 8 | UInt64(data[data.startIndex + offset + i]) }
      guard let result = Int(exactly: value) else { throw Damage(reason: "has absurd sizes") }
      return result
    }
    let word = is64 ? 8 : 4
    let table = try number(is64 ? 0x28 : 0x20, word)
    let entrySize = try number(is64 ? 0x3A : 0x2E, 2)
    let count = try number(is64 ? 0x3C : 0x30, 2)
    let namesIndex = try number(is64 ? 0x3E : 0x32, 2)
    guard entrySize >= (is64 ? 64 : 40), namesIndex < count else { throw Damage(reason: "has no section names") }
    func field(_ section: Int, _ offset32: Int, _ offset64: Int, _ bytes: Int) throws(Damage) -> Int {
      try number(table + section * entrySize + (is64 ? offset64 : offset32), bytes)
    }
    let names = try field(namesIndex, 0x10, 0x18, word)
    var sizes = SectionSizes()
    for section in 0..<count {
      let flags = try field(section, 8, 8, word)
      guard flags & 2 != 0 else { continue }
      let size = try field(section, 0x14, 0x20, word)
      var name = ""
      var at = names + (try field(section, 0, 0, 4))
      while name.utf8.count < 256, case let byte = try number(at, 1), byte != 0 {
        name.unicodeScalars.append(UnicodeScalar(UInt8(byte)))
        at += 1
      }
      if sizes.add(name[...], size) { continue }
      // Nobody's usual name: the flags tell.
      let type = try field(section, 4, 4, 4)
      if type == 8 {
        sizes.bss += size
      } else if flags & 4 != 0 {
        sizes.text += size
      } else if flags & 1 != 0 {
        sizes.data += size
      } else {
        sizes.rodata += size
      }
    }
    return sizes
  }
}

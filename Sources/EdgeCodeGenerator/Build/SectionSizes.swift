import EdgeFormats
import EdgeSystem
import Foundation

/// Bytes of compiled code by what becomes of them on a device.
package struct SectionSizes: Sendable, Hashable, Encodable {
  /// Instructions.
  package var text = 0
  /// Constants, those with addresses that a loader fills in included.
  package var rodata = 0
  /// Variables with initial values: in flash and in RAM.
  package var data = 0
  /// Variables that start at zero.
  package var bss = 0

  /// What stays in flash.
  package var flash: Int { text + rodata + data }
  /// What takes RAM.
  package var ram: Int { data + bss }

  /// Bytes of each kind of section; none unless given.
  package init(text: Int = 0, rodata: Int = 0, data: Int = 0, bss: Int = 0) {
    self.text = text
    self.rodata = rodata
    self.data = data
    self.bss = bss
  }

  /// Adds the sections of two objects.
  package static func + (a: SectionSizes, b: SectionSizes) -> SectionSizes {
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
  /// Sums the sections that are loaded.
  static func sizes(of url: URL) throws(BuildError) -> SectionSizes {
    let file: ELFFile
    do {
      file = try ELFFile(MappedFile(path: url.path).region)
    } catch { throw .unreadableObject(url.path, reason: (error as? FileError)?.reason ?? "\(error)") }
    guard !file.sections.isEmpty else { throw .unreadableObject(url.path, reason: "an ELF file without sections") }
    return sizes(of: file.sections)
  }

  /// Sums sections that are loaded.
  static func sizes(of sections: [ELFFile.Section]) -> SectionSizes {
    var sizes = SectionSizes()
    for section in sections where section.flags.contains(.allocate) {
      if sizes.add(section.name[...], section.size) { continue }
      // Nobody's usual name: the flags tell.
      if !section.hasContents {
        sizes.bss += section.size
      } else if section.flags.contains(.execute) {
        sizes.text += section.size
      } else if section.flags.contains(.write) {
        sizes.data += section.size
      } else {
        sizes.rodata += section.size
      }
    }
    return sizes
  }
}

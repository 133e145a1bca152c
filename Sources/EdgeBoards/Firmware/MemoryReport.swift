package import EdgeFormats
import EdgeSystem

/// What an ELF file puts into the memory of a board.
package struct MemoryReport: Sendable, Hashable, Codable {
  /// A section of the file, or the part of it that lies in one region.
  package struct Section: Sendable, Hashable, Codable {
    package var name: String
    package var address: UInt32
    /// Bytes.
    package var size: Int
  }

  /// A region of the board's memory.
  package struct Region: Sendable, Hashable, Codable {
    package var name: String
    package var kind: BoardSpecification.MemoryKind
    package var address: UInt32
    /// Bytes of the region.
    package var size: Int
    /// Bytes that the firmware takes.
    package var used: Int
    package var sections: [Section]
  }

  package var regions: [Region]

  /// The report on `elf` against `board`. Sections that start in no region are left out.
  package init(_ elf: ELFFile, board: BoardSpecification) {
    regions = board.memory.map { memory in
      let region = UInt64(memory.address)..<UInt64(memory.address) + UInt64(memory.size)
      let sections = elf.sections.filter {
        $0.flags.contains(.allocate) && $0.size > 0 && region.contains($0.address)
      }
      var parts = sections.map {
        Section(name: $0.name, address: UInt32(truncatingIfNeeded: $0.address), size: $0.size)
      }
      if memory.kind == .code {
        // The initial values of variables are loaded behind the code and copied when the board starts.
        parts += elf.segments
          .filter { $0.loadAddress != $0.virtualAddress && region.contains($0.loadAddress) }
          .map {
            Section(
              name: "initial values", address: UInt32(truncatingIfNeeded: $0.loadAddress), size: $0.bytes.count)
          }
      }
      return Region(
        name: memory.name, kind: memory.kind, address: memory.address, size: memory.size,
        used: parts.reduce(0) { $0 + $1.size }, sections: parts)
    }
  }

  /// Bytes taken in the region of a kind.
  package func used(_ kind: BoardSpecification.MemoryKind) -> Int {
    regions.filter { $0.kind == kind }.reduce(0) { $0 + $1.used }
  }
}

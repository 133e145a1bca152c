/// Where the fields of an ELF file lie: table by table, for one class.
struct ELFLayout: Sendable {
  /// A number in a table's entry: its position there and its width in bytes.
  typealias Field = (offset: Int, width: Int)

  var fileClass: ELFFile.Class
  var headerSize: Int
  var segmentSize: Int
  var sectionSize: Int
  var symbolSize: Int

  // In the file's header.
  let machine: Field = (18, 2)
  var entry: Field
  var segmentTable: (offset: Field, entrySize: Field, count: Field)
  var sectionTable: (offset: Field, entrySize: Field, count: Field)
  var nameSection: Field

  // In the header of a segment.
  let segmentKind: Field = (0, 4)
  var segmentOffset: Field
  var virtualAddress: Field
  var loadAddress: Field
  var fileSize: Field
  var memorySize: Field

  // In the header of a section.
  let sectionName: Field = (0, 4)
  let sectionKind: Field = (4, 4)
  var sectionFlags: Field
  var sectionAddress: Field
  var sectionOffset: Field
  var sectionByteCount: Field
  var sectionLink: Field

  // In a symbol.
  let symbolName: Field = (0, 4)
  var symbolInformation: Field
  var symbolValue: Field
  var symbolByteCount: Field

  static let bits32 = ELFLayout(
    fileClass: .bits32, headerSize: 52, segmentSize: 32, sectionSize: 40, symbolSize: 16, entry: (24, 4),
    segmentTable: (offset: (28, 4), entrySize: (42, 2), count: (44, 2)),
    sectionTable: (offset: (32, 4), entrySize: (46, 2), count: (48, 2)), nameSection: (50, 2),
    segmentOffset: (4, 4), virtualAddress: (8, 4), loadAddress: (12, 4), fileSize: (16, 4), memorySize: (20, 4),
    sectionFlags: (8, 4), sectionAddress: (12, 4), sectionOffset: (16, 4), sectionByteCount: (20, 4),
    sectionLink: (24, 4), symbolInformation: (12, 1), symbolValue: (4, 4), symbolByteCount: (8, 4))

  static let bits64 = ELFLayout(
    fileClass: .bits64, headerSize: 64, segmentSize: 56, sectionSize: 64, symbolSize: 24, entry: (24, 8),
    segmentTable: (offset: (32, 8), entrySize: (54, 2), count: (56, 2)),
    sectionTable: (offset: (40, 8), entrySize: (58, 2), count: (60, 2)), nameSection: (62, 2),
    segmentOffset: (8, 8), virtualAddress: (16, 8), loadAddress: (24, 8), fileSize: (32, 8), memorySize: (40, 8),
    sectionFlags: (8, 8), sectionAddress: (16, 8), sectionOffset: (24, 8), sectionByteCount: (32, 8),
    sectionLink: (40, 4), symbolInformation: (4, 1), symbolValue: (8, 8), symbolByteCount: (16, 8))
}

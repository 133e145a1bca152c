/// Finds the orientation in an EXIF block: a small TIFF file whose first directory may hold tag 0x0112.
enum EXIFOrientation {
  private static let orientationTag = 0x0112
  private static let shortType = 3
  private static let longType = 4
  private static let entryByteCount = 12

  /// The orientation that the TIFF structure at `start` gives; nil when it gives none or is malformed.
  static func read(_ reader: ByteReader, tiffAt start: Int) -> PictureOrientation? {
    let bigEndian: Bool
    if reader.hasText("II", at: start) {
      bigEndian = false
    } else if reader.hasText("MM", at: start) {
      bigEndian = true
    } else {
      return nil
    }
    guard reader.unsigned16(at: start + 2, bigEndian: bigEndian) == 42,
      let directory = reader.unsigned32(at: start + 4, bigEndian: bigEndian),
      let entryCount = reader.unsigned16(at: start + directory, bigEndian: bigEndian)
    else { return nil }
    for entry in 0..<entryCount {
      let offset = start + directory + 2 + entry * entryByteCount
      guard let tag = reader.unsigned16(at: offset, bigEndian: bigEndian) else { return nil }
      guard tag == orientationTag else { continue }
      switch reader.unsigned16(at: offset + 2, bigEndian: bigEndian) {
      case shortType:
        return reader.unsigned16(at: offset + 8, bigEndian: bigEndian).flatMap(PictureOrientation.init(rawValue:))
      case longType:
        return reader.unsigned32(at: offset + 8, bigEndian: bigEndian).flatMap(PictureOrientation.init(rawValue:))
      default: return nil
      }
    }
    return nil
  }

  /// As `read`, skipping the marker `Exif\0\0` that JPEG requires and some WebP writers add.
  static func readAfterMarker(_ reader: ByteReader, at start: Int) -> PictureOrientation? {
    read(reader, tiffAt: reader.hasText("Exif\0\0", at: start) ? start + 6 : start)
  }
}

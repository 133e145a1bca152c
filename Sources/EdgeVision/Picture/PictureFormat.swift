/// The picture formats that are read, told apart by content and never by the file's name.
public enum PictureFormat: String, Sendable, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case webP = "WebP"
  case bmp = "BMP"

  /// The format that the first bytes announce; nil when they announce none of these.
  public init?(content bytes: [UInt8]) {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webP
    } else if bytes.starts(with: "BM".utf8) {
      self = .bmp
    } else {
      return nil
    }
  }

  /// What bytes of no known picture format look like, for messages: "a GIF picture"; empty when unknown.
  static func guess(atContent bytes: [UInt8]) -> String {
    let signatures: [(text: String, offset: Int, kind: String)] = [
      ("GIF8", 0, "a GIF picture"), ("II*\0", 0, "a TIFF picture"), ("MM\0*", 0, "a TIFF picture"),
      ("%PDF", 0, "a PDF document"), ("PK\u{3}\u{4}", 0, "a zip archive"), ("TFL3", 4, "a TFLite model"),
      ("ftypavif", 4, "an AVIF picture"), ("ftyphei", 4, "a HEIC picture"), ("ftypmif1", 4, "a HEIC picture"),
      ("ftyp", 4, "a video"), ("AVI ", 8, "a video"), ("<!DOCTYPE", 0, "a web page"), ("<html", 0, "a web page"),
      ("<svg", 0, "an SVG drawing"), ("<?xml", 0, "an XML document"), ("{", 0, "text"),
    ]
    for (text, offset, kind) in signatures where bytes.dropFirst(offset).starts(with: text.utf8) { return kind }
    let head = bytes.prefix(512)
    let isText = head.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 || $0 == 10 || $0 == 13 }
    return isText && !head.isEmpty ? "text" : ""
  }
}

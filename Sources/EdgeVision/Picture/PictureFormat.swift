/// The picture formats that are read, told apart by content and never by the file's name.
public enum PictureFormat: String, Sendable, CaseIterable {
  case jpeg = "JPEG"
  case png = "PNG"
  case webP = "WebP"
  case bmp = "BMP"
  case tiff = "TIFF"
  case gif = "GIF"
  case jpeg2000 = "JPEG 2000"
  case avif = "AVIF"
  case heic = "HEIC"

  /// All formats in words.
  static let names = "JPEG, PNG, WebP, BMP, TIFF, GIF, JPEG 2000, AVIF or HEIC"

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
    } else if Self.tiffStarts.contains(where: bytes.starts) {
      self = .tiff
    } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
      self = .gif
    } else if bytes.starts(with: [0, 0, 0, 12] + Array("jP  \r\n".utf8))
      || bytes.starts(with: [0xFF, 0x4F, 0xFF, 0x51])
    {
      self = .jpeg2000
    } else if let format = Self.format(ofBoxes: bytes) {
      self = format
    } else {
      return nil
    }
  }

  /// Both byte orders, classic and with offsets of 64 bits.
  private static let tiffStarts: [[UInt8]] = [
    [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
  ]

  /// AVIF or HEIC by the brands in a file of ISO boxes, of which the first box lists all; nil for others.
  private static func format(ofBoxes bytes: [UInt8]) -> PictureFormat? {
    guard bytes.count >= 16, bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    let byteCount = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
    let brands = stride(from: 8, to: min(byteCount, bytes.count, 256) - 3, by: 4).map { start in
      String(decoding: bytes[start..<start + 4], as: UTF8.self)
    }
    if brands.contains("avif") || brands.contains("avis") { return .avif }
    return brands.contains(where: ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1"].contains) ? .heic : nil
  }

  /// What bytes of no known picture format look like, for messages: "a GIF picture"; empty when unknown.
  static func guess(atContent bytes: [UInt8]) -> String {
    let signatures: [(text: String, offset: Int, kind: String)] = [
      ("%PDF", 0, "a PDF document"), ("PK\u{3}\u{4}", 0, "a zip archive"), ("TFL3", 4, "a TFLite model"),
      ("ftyp", 4, "a video"), ("AVI ", 8, "a video"), ("<!DOCTYPE", 0, "a web page"), ("<html", 0, "a web page"),
      ("<svg", 0, "an SVG drawing"), ("<?xml", 0, "an XML document"), ("{", 0, "text"),
    ]
    for (text, offset, kind) in signatures where bytes.dropFirst(offset).starts(with: text.utf8) { return kind }
    let head = bytes.prefix(512)
    let isText = head.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 || $0 == 10 || $0 == 13 }
    return isText && !head.isEmpty ? "text" : ""
  }
}

import CEdgePictures

/// TIFF, GIF, JPEG 2000, AVIF and HEIC through libraries that are looked for when the first such picture comes.
///
/// Of several pictures in a file the first is read; for HEIC the primary one, which the file names.
struct LibraryCodec {
  private let format: PictureFormat
  private let number: edge_picture_format
  /// The library as users know it, and the packages that hold it.
  private let library: (name: String, debian: String, homebrew: String)

  /// The codec of a format; nil for formats that are built in.
  init?(_ format: PictureFormat) {
    self.format = format
    switch format {
    case .jpeg, .png, .webP, .bmp: return nil
    case .tiff: (number, library) = (EDGE_PICTURE_TIFF, ("libtiff", "libtiff-dev", "libtiff"))
    case .gif: (number, library) = (EDGE_PICTURE_GIF, ("giflib", "libgif-dev", "giflib"))
    case .jpeg2000: (number, library) = (EDGE_PICTURE_JPEG2000, ("OpenJPEG", "libopenjp2-7-dev", "openjpeg"))
    case .avif: (number, library) = (EDGE_PICTURE_AVIF, ("libavif", "libavif-dev", "libavif"))
    case .heic: (number, library) = (EDGE_PICTURE_HEIC, ("libheif", "libheif-dev", "libheif"))
    }
  }

  /// Reads size and orientation.
  func header(_ bytes: [UInt8]) throws(PictureError.Reason) -> PictureHeader {
    var found = edge_picture_header()
    try check { message in
      bytes.withUnsafeBufferPointer { edge_picture_read_header(number, $0.baseAddress, $0.count, &found, message) }
    }
    return PictureHeader(
      format: format, width: Int(found.width), height: Int(found.height),
      orientation: PictureOrientation(rawValue: Int(found.orientation)) ?? .upright)
  }

  /// Decodes to RGB as stored, orientation not applied.
  func decode(_ bytes: [UInt8], header: PictureHeader) throws(PictureError.Reason) -> Picture {
    var expected = edge_picture_header(
      width: UInt32(header.width), height: UInt32(header.height), orientation: UInt32(header.orientation.rawValue))
    return try Picture(width: header.width, height: header.height) { rgb throws(PictureError.Reason) in
      try check { message in
        bytes.withUnsafeBufferPointer {
          edge_picture_decode(number, $0.baseAddress, $0.count, &expected, rgb.baseAddress, message)
        }
      }
    }
  }

  /// Calls `body` with room for a message and throws what its status stands for.
  private func check(
    _ body: (UnsafeMutablePointer<CChar>?) -> edge_picture_status
  ) throws(PictureError.Reason) {
    var message = [CChar](repeating: 0, count: Int(EDGE_PICTURE_MESSAGE_SIZE))
    let status = message.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch status {
    case EDGE_PICTURE_OK: return
    case EDGE_PICTURE_TRUNCATED: throw .truncated
    case EDGE_PICTURE_UNSUPPORTED: throw .unsupported(text.isEmpty ? "this form of \(format.rawValue)" : text)
    case EDGE_PICTURE_NO_MEMORY: throw .tooLarge("memory does not suffice")
    case EDGE_PICTURE_NO_LIBRARY:
      throw .missingLibrary(
        "\(format.rawValue) pictures need \(library.name)\(text.isEmpty ? "" : " (\(text))"): "
          + "apt install \(library.debian), or brew install \(library.homebrew)")
    default: throw .damaged(text.isEmpty ? "\(library.name) refuses it" : text)
    }
  }
}

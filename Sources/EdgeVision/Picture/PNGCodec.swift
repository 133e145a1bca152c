import CEdgePNG
import CPNG

/// PNG through libpng.
enum PNGCodec {
  private static let headerByteCount = 33

  /// Reads size and orientation from the chunks.
  static func header(_ reader: ByteReader) throws(PictureError.Reason) -> PictureHeader {
    guard reader.count >= headerByteCount else { throw .truncated }
    guard reader.hasText("IHDR", at: 12), let width = reader.unsigned32(at: 16, bigEndian: true),
      let height = reader.unsigned32(at: 20, bigEndian: true), width <= Int32.max, height <= Int32.max
    else { throw .damaged("no header chunk") }
    return PictureHeader(format: .png, width: width, height: height, orientation: orientation(reader) ?? .upright)
  }

  /// Decodes to RGB as stored, orientation not applied.
  static func decode(
    _ bytes: [UInt8], header: PictureHeader, acceptsDamage: Bool
  ) throws(PictureError.Reason) -> Picture {
    var message = [CChar](repeating: 0, count: 128)
    var status = EDGE_PNG_OK
    let picture = Picture(width: header.width, height: header.height) { rgb in
      rgb.initialize(repeating: 0)
      status = bytes.withUnsafeBufferPointer { source in
        edge_png_decode_rgb(
          source.baseAddress, source.count, rgb.baseAddress, UInt32(header.width), UInt32(header.height), &message,
          message.count)
      }
    }
    if status == EDGE_PNG_OK || acceptsDamage { return picture }
    if status == EDGE_PNG_TRUNCATED { throw .truncated }
    throw .damaged(String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Encodes as 8-bit RGB.
  static func encode(_ picture: Picture) throws(PictureError.Reason) -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(picture.width)
    image.height = UInt32(picture.height)
    image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
    defer { png_image_free(&image) }
    // What deflate needs at worst for filtered rows, and room for every other chunk.
    let rawByteCount = (picture.rowByteCount + 1) * picture.height
    let capacity = rawByteCount + rawByteCount / 500 + 4096
    let rowStride = Int32(picture.rowByteCount)
    let bytes = picture.pixels.withUnsafeBufferPointer { pixels in
      [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initializedCount in
        var byteCount = capacity
        if png_image_write_to_memory(&image, buffer.baseAddress, &byteCount, 0, pixels.baseAddress, rowStride, nil) != 0
        {
          initializedCount = byteCount
        }
      }
    }
    guard !bytes.isEmpty else {
      throw .notEncodable(
        withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return bytes
  }

  /// The orientation of an eXIf chunk, which may stand before or after the pixels.
  private static func orientation(_ reader: ByteReader) -> PictureOrientation? {
    var offset = 8
    while let length = reader.unsigned32(at: offset, bigEndian: true), length <= Int32.max {
      if reader.hasText("eXIf", at: offset + 4) {
        return EXIFOrientation.readAfterMarker(reader, at: offset + 8)
      }
      offset += length + 12
    }
    return nil
  }
}

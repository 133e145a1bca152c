import CTurboJPEG

/// JPEG through libjpeg-turbo, with the accurate inverse transform and smooth chroma that OpenCV and Pillow use.
enum JPEGCodec {
  /// Reads size, components and orientation from the markers before the first scan.
  static func header(_ reader: ByteReader) throws(PictureError.Reason) -> PictureHeader {
    var header = PictureHeader(format: .jpeg, width: 0, height: 0)
    var orientation: PictureOrientation?
    var hasFrame = false
    var offset = 2
    while true {
      // Between segments libjpeg skips anything up to the next marker, and any number of fill bytes.
      while let byte = reader.byte(at: offset), byte != 0xFF { offset += 1 }
      while reader.byte(at: offset) == 0xFF { offset += 1 }
      guard let marker = reader.byte(at: offset) else { throw .truncated }
      offset += 1
      if marker == 0 || marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
      if marker == Marker.startOfScan || marker == Marker.endOfImage { break }
      guard let length = reader.unsigned16(at: offset, bigEndian: true) else { throw .truncated }
      guard length >= 2 else { throw .damaged("a JPEG segment of \(length) bytes") }
      if Marker.isStartOfFrame(marker), !hasFrame {
        guard let height = reader.unsigned16(at: offset + 3, bigEndian: true),
          let width = reader.unsigned16(at: offset + 5, bigEndian: true),
          let components = reader.byte(at: offset + 7)
        else { throw .truncated }
        (header.width, header.height, header.componentCount) = (width, height, components)
        hasFrame = true
      } else if marker == Marker.application1, orientation == nil, reader.hasText("Exif\0\0", at: offset + 2) {
        orientation = EXIFOrientation.readAfterMarker(reader, at: offset + 2)
      }
      offset += length
    }
    guard hasFrame else { throw .damaged("no frame header before the first scan") }
    header.orientation = orientation ?? .upright
    return header
  }

  /// Decodes to RGB as stored, orientation not applied.
  static func decode(
    _ bytes: [UInt8], header: PictureHeader, acceptsDamage: Bool
  ) throws(PictureError.Reason) -> Picture {
    if header.componentCount == 4 {
      return convertInvertedCMYK(
        try decompress(bytes, header, TJPF_CMYK, bytesPerPixel: 4, acceptsDamage), header: header)
    }
    let pixels = try decompress(bytes, header, TJPF_RGB, bytesPerPixel: 3, acceptsDamage)
    return Picture(width: header.width, height: header.height, pixels: pixels)
  }

  /// Encodes without chroma subsampling. `quality` is libjpeg's, 1 to 100.
  static func encode(_ picture: Picture, quality: Int) throws(PictureError.Reason) -> [UInt8] {
    guard let handle = tjInitCompress() else { throw .notEncodable("the JPEG encoder does not start") }
    defer { tjDestroy(handle) }
    var output: UnsafeMutablePointer<UInt8>?
    var byteCount: UInt = 0
    defer { tjFree(output) }
    let status = picture.pixels.withUnsafeBufferPointer { pixels in
      tjCompress2(
        handle, pixels.baseAddress, Int32(picture.width), Int32(picture.rowByteCount), Int32(picture.height),
        Int32(TJPF_RGB.rawValue), &output, &byteCount, Int32(TJSAMP_444.rawValue), Int32(quality), TJFLAG_ACCURATEDCT)
    }
    guard status == 0, let output else { throw .notEncodable(errorText(handle)) }
    return Array(UnsafeBufferPointer(start: output, count: Int(byteCount)))
  }

  private enum Marker {
    static let startOfScan = 0xDA
    static let endOfImage = 0xD9
    static let application1 = 0xE1

    /// SOF0 to SOF15 without the Huffman, arithmetic and extension markers among them.
    static func isStartOfFrame(_ marker: Int) -> Bool {
      (0xC0...0xCF).contains(marker) && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
    }
  }

  private static func decompress(
    _ bytes: [UInt8], _ header: PictureHeader, _ format: TJPF, bytesPerPixel: Int, _ acceptsDamage: Bool
  ) throws(PictureError.Reason) -> [UInt8] {
    guard let handle = tjInitDecompress() else { throw .damaged("the JPEG decoder does not start") }
    defer { tjDestroy(handle) }
    let byteCount = header.width * header.height * bytesPerPixel
    var status: Int32 = 0
    // The decoder is told the size that the buffer was made for: a frame header that it reads otherwise is scaled
    // down to that size or refused, never written past the end.
    let pixels = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
      status = bytes.withUnsafeBufferPointer { source in
        // A whole picture overwrites everything; what does not come is grey.
        if acceptsDamage || !hasSize(of: header, handle, source) { buffer.initialize(repeating: 128) }
        return tjDecompress2(
          handle, source.baseAddress, UInt(source.count), buffer.baseAddress, Int32(header.width), 0,
          Int32(header.height), Int32(format.rawValue), TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS)
      }
      initializedCount = byteCount
    }
    guard status != 0 else { return pixels }
    let text = errorText(handle)
    // The code says "warning" for an error as well when any warning came before it.
    let hadWarning = tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue)
    if hadWarning && (acceptsDamage || isHarmless(warning: text)) { return pixels }
    throw text.contains("Premature end") || !endsWithMarker(bytes) ? .truncated : .damaged(text)
  }

  /// True when the decoder reads the same size in the frame header.
  private static func hasSize(of header: PictureHeader, _ handle: tjhandle, _ source: UnsafeBufferPointer<UInt8>)
    -> Bool
  {
    var (width, height, subsampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
    tjDecompressHeader3(handle, source.baseAddress, UInt(source.count), &width, &height, &subsampling, &space)
    return (Int(width), Int(height)) == (header.width, header.height)
  }

  /// True for those of libjpeg's warnings that lose no pixels.
  private static func isHarmless(warning text: String) -> Bool {
    text.contains("extraneous bytes") || text.contains("bad ICC marker") || text.hasPrefix("Invalid SOS parameters")
      || text.hasPrefix("Warning: unknown JFIF") || text.hasPrefix("Unknown Adobe")
  }

  /// True when the last bytes, zero padding apart, are the end-of-image marker.
  private static func endsWithMarker(_ bytes: [UInt8]) -> Bool {
    guard let last = bytes.lastIndex(where: { $0 != 0 }), last > 0 else { return false }
    return bytes[last] == UInt8(Marker.endOfImage) && bytes[last - 1] == 0xFF
  }

  private static func errorText(_ handle: tjhandle) -> String {
    String(cString: tjGetErrorStr2(handle))
  }

  /// Adobe's inverted CMYK to RGB: each colour is `black - (255 - ink) * black / 256`, as OpenCV computes it.
  private static func convertInvertedCMYK(_ cmyk: [UInt8], header: PictureHeader) -> Picture {
    cmyk.withUnsafeBufferPointer { source in
      Picture(width: header.width, height: header.height) { rgb in
        for pixel in 0..<header.width * header.height {
          let black = Int(source[pixel * 4 + 3])
          for channel in 0..<3 {
            let ink = Int(source[pixel * 4 + channel])
            rgb[pixel * 3 + channel] = UInt8(black - ((255 - ink) * black) >> 8)
          }
        }
      }
    }
  }
}

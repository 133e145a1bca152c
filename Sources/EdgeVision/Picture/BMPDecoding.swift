/// BMP without compression: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits, rows in either order.
///
/// Written out because the kept libraries read BMP only from files they open themselves. Layout from the Windows
/// documentation of BITMAPCOREHEADER and BITMAPINFOHEADER; sides are limited by the caller.
enum BMPDecoding {
  /// Reads the size from the header.
  static func header(_ reader: ByteReader) throws(PictureError.Reason) -> PictureHeader {
    let layout = try Layout(reader)
    return PictureHeader(format: .bmp, width: layout.width, height: layout.height)
  }

  /// Decodes to RGB; the alpha of 32-bit pixels is dropped.
  static func decode(_ reader: ByteReader) throws(PictureError.Reason) -> Picture {
    let layout = try Layout(reader)
    let rowByteCount = (layout.width * layout.bitsPerPixel + 31) / 32 * 4
    guard layout.pixelOffset + rowByteCount * layout.height <= reader.count else { throw .truncated }
    let palette = layout.palette(reader)
    return try reader.bytes.withUnsafeBufferPointer { source throws(PictureError.Reason) in
      try Picture(width: layout.width, height: layout.height) { rgb throws(PictureError.Reason) in
        for row in 0..<layout.height {
          let storedRow = layout.isTopDown ? row : layout.height - 1 - row
          let start = layout.pixelOffset + storedRow * rowByteCount
          let line = UnsafeBufferPointer(rebasing: source[start..<start + rowByteCount])
          let target = row * layout.width * 3
          switch layout.bitsPerPixel {
          case 1, 4, 8: try expand(line, layout: layout, palette: palette, into: rgb, at: target)
          case 24: swap(line, width: layout.width, into: rgb, at: target)
          default: unmask(line, layout: layout, into: rgb, at: target)
          }
        }
      }
    }
  }

  private static func expand(
    _ line: UnsafeBufferPointer<UInt8>, layout: Layout, palette: [Picture.Color],
    into rgb: UnsafeMutableBufferPointer<UInt8>, at target: Int
  ) throws(PictureError.Reason) {
    let bits = layout.bitsPerPixel
    let perByte = 8 / bits
    for x in 0..<layout.width {
      let shift = 8 - bits * (x % perByte + 1)
      let index = Int(line[x / perByte]) >> shift & ((1 << bits) - 1)
      guard index < palette.count else { throw .damaged("a colour outside the palette") }
      rgb[target + x * 3] = palette[index].red
      rgb[target + x * 3 + 1] = palette[index].green
      rgb[target + x * 3 + 2] = palette[index].blue
    }
  }

  private static func swap(
    _ line: UnsafeBufferPointer<UInt8>, width: Int, into rgb: UnsafeMutableBufferPointer<UInt8>, at target: Int
  ) {
    for x in 0..<width {
      rgb[target + x * 3] = line[x * 3 + 2]
      rgb[target + x * 3 + 1] = line[x * 3 + 1]
      rgb[target + x * 3 + 2] = line[x * 3]
    }
  }

  private static func unmask(
    _ line: UnsafeBufferPointer<UInt8>, layout: Layout, into rgb: UnsafeMutableBufferPointer<UInt8>, at target: Int
  ) {
    let byteCount = layout.bitsPerPixel / 8
    for x in 0..<layout.width {
      var value: UInt32 = 0
      for byte in 0..<byteCount { value |= UInt32(line[x * byteCount + byte]) << (8 * byte) }
      rgb[target + x * 3] = layout.redMask.extract(value)
      rgb[target + x * 3 + 1] = layout.greenMask.extract(value)
      rgb[target + x * 3 + 2] = layout.blueMask.extract(value)
    }
  }

  /// The bits of one channel inside a pixel.
  private struct ChannelMask {
    let mask: UInt32

    /// The channel spread to 8 bits: narrow channels are shifted up, wide ones keep their high bits.
    func extract(_ value: UInt32) -> UInt8 {
      guard mask != 0 else { return 0 }
      let width = mask.nonzeroBitCount
      let channel = (value & mask) >> UInt32(mask.trailingZeroBitCount)
      return UInt8(truncatingIfNeeded: width >= 8 ? channel >> UInt32(width - 8) : channel << UInt32(8 - width))
    }
  }

  private struct Layout {
    var width: Int
    var height: Int
    var isTopDown: Bool
    var bitsPerPixel: Int
    var pixelOffset: Int
    var paletteOffset: Int
    var paletteEntryByteCount: Int
    var paletteCount: Int
    var redMask = ChannelMask(mask: 0)
    var greenMask = ChannelMask(mask: 0)
    var blueMask = ChannelMask(mask: 0)

    private static let fileHeaderByteCount = 14
    private static let coreHeaderByteCount = 12
    private static let infoHeaderByteCount = 40

    init(_ reader: ByteReader) throws(PictureError.Reason) {
      let start = Self.fileHeaderByteCount
      guard let offset = reader.unsigned32(at: 10, bigEndian: false),
        let headerByteCount = reader.unsigned32(at: start, bigEndian: false)
      else { throw .truncated }
      pixelOffset = offset
      paletteOffset = start + headerByteCount
      var compression = 0
      var usedColors = 0
      let signedHeight: Int
      if headerByteCount == Self.coreHeaderByteCount {
        guard let w = reader.unsigned16(at: start + 4, bigEndian: false),
          let h = reader.unsigned16(at: start + 6, bigEndian: false),
          let bits = reader.unsigned16(at: start + 10, bigEndian: false)
        else { throw .truncated }
        (width, signedHeight, bitsPerPixel, paletteEntryByteCount) = (w, h, bits, 3)
      } else if headerByteCount >= Self.infoHeaderByteCount {
        guard let w = reader.signed32(at: start + 4, bigEndian: false),
          let h = reader.signed32(at: start + 8, bigEndian: false),
          let bits = reader.unsigned16(at: start + 14, bigEndian: false),
          let method = reader.unsigned32(at: start + 16, bigEndian: false),
          let colors = reader.unsigned32(at: start + 32, bigEndian: false)
        else { throw .truncated }
        (width, signedHeight, bitsPerPixel, paletteEntryByteCount) = (w, h, bits, 4)
        (compression, usedColors) = (method, colors)
      } else {
        throw .damaged("a BMP header of \(headerByteCount) bytes")
      }
      isTopDown = signedHeight < 0
      height = abs(signedHeight)
      guard width > 0, height > 0, width <= 1 << 24, height <= 1 << 24 else {
        throw .damaged("a BMP of \(width) x \(signedHeight) pixels")
      }
      guard [1, 4, 8, 16, 24, 32].contains(bitsPerPixel) else { throw .unsupported("BMP with \(bitsPerPixel) bits") }
      let isMasked = compression == 3 || compression == 6
      guard compression == 0 || (isMasked && bitsPerPixel >= 16 && bitsPerPixel != 24) else {
        throw .unsupported("compressed BMP")
      }
      let fullPalette = bitsPerPixel <= 8 ? 1 << bitsPerPixel : 0
      paletteCount = usedColors > 0 && usedColors < fullPalette ? usedColors : fullPalette
      try readMasks(reader, isMasked: isMasked)
    }

    private mutating func readMasks(_ reader: ByteReader, isMasked: Bool) throws(PictureError.Reason) {
      if isMasked {
        // The masks follow the first 40 header bytes, inside a larger header or right behind a small one.
        let start = Self.fileHeaderByteCount + Self.infoHeaderByteCount
        guard let red = reader.unsigned32(at: start, bigEndian: false),
          let green = reader.unsigned32(at: start + 4, bigEndian: false),
          let blue = reader.unsigned32(at: start + 8, bigEndian: false)
        else { throw .truncated }
        redMask = ChannelMask(mask: UInt32(red))
        greenMask = ChannelMask(mask: UInt32(green))
        blueMask = ChannelMask(mask: UInt32(blue))
      } else if bitsPerPixel == 16 {
        redMask = ChannelMask(mask: 0x7C00)
        greenMask = ChannelMask(mask: 0x03E0)
        blueMask = ChannelMask(mask: 0x001F)
      } else {
        redMask = ChannelMask(mask: 0xFF0000)
        greenMask = ChannelMask(mask: 0x00FF00)
        blueMask = ChannelMask(mask: 0x0000FF)
      }
    }

    /// The palette's colours, as many as the file holds.
    func palette(_ reader: ByteReader) -> [Picture.Color] {
      (0..<paletteCount).compactMap { index in
        let offset = paletteOffset + index * paletteEntryByteCount
        guard let blue = reader.byte(at: offset), let green = reader.byte(at: offset + 1),
          let red = reader.byte(at: offset + 2)
        else { return nil }
        return Picture.Color(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
      }
    }
  }
}

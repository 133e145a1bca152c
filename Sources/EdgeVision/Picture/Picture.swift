/// A picture in memory: 8-bit RGB, rows from the top, no padding between rows.
public struct Picture: Sendable, Equatable {
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// `height * width * 3` bytes, red first.
  public private(set) var pixels: [UInt8]

  /// One pixel's colour.
  public struct Color: Sendable, Hashable {
    /// Share of red, 0 to 255.
    public var red: UInt8
    /// Share of green, 0 to 255.
    public var green: UInt8
    /// Share of blue, 0 to 255.
    public var blue: UInt8

    /// A colour by its three shares.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// A colour from its usual hexadecimal form, red in bits 16 to 23.
    public init(hex: UInt32) {
      red = UInt8(truncatingIfNeeded: hex >> 16)
      green = UInt8(truncatingIfNeeded: hex >> 8)
      blue = UInt8(truncatingIfNeeded: hex)
    }
  }

  /// A picture over existing pixels. Traps unless the sides are positive and `pixels` holds exactly their bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height * 3, "pixel count does not match the size")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A picture of one colour.
  public init(width: Int, height: Int, filledWith color: Color) {
    self.init(width: width, height: height) { bytes in
      for index in stride(from: 0, to: bytes.count, by: 3) {
        bytes[index] = color.red
        bytes[index + 1] = color.green
        bytes[index + 2] = color.blue
      }
    }
  }

  /// A picture whose pixels `body` writes; bytes it leaves alone are undefined, so it must write them all.
  package init<E: Error>(width: Int, height: Int, body: (UnsafeMutableBufferPointer<UInt8>) throws(E) -> Void) throws(E)
  {
    let count = width * height * 3
    var failure: E?
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      do throws(E) {
        try body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// Bytes from one row to the next.
  public var rowByteCount: Int { width * 3 }

  /// The colour at a column and row, which must lie inside.
  public subscript(x: Int, y: Int) -> Color {
    get {
      precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel outside the picture")
      let offset = (y * width + x) * 3
      return Color(red: pixels[offset], green: pixels[offset + 1], blue: pixels[offset + 2])
    }
    set {
      precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel outside the picture")
      let offset = (y * width + x) * 3
      pixels[offset] = newValue.red
      pixels[offset + 1] = newValue.green
      pixels[offset + 2] = newValue.blue
    }
  }

  /// The part inside `columns` and `rows`, both clipped to the picture; nil when nothing is left.
  public func cropped(columns: Range<Int>, rows: Range<Int>) -> Picture? {
    let columns = columns.clamped(to: 0..<width)
    let rows = rows.clamped(to: 0..<height)
    guard !columns.isEmpty, !rows.isEmpty else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(columns.count * rows.count * 3)
    for row in rows {
      let start = (row * width + columns.lowerBound) * 3
      bytes.append(contentsOf: pixels[start..<start + columns.count * 3])
    }
    return Picture(width: columns.count, height: rows.count, pixels: bytes)
  }
}

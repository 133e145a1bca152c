import EdgeSystem

/// Turns files and bytes into upright RGB pictures, with the same pixels that OpenCV's `imdecode` gives in colour.
///
/// The format is told by content. EXIF orientation is applied, alpha is dropped, 16-bit samples keep their high
/// byte, grey and palettes are expanded, CMYK becomes RGB.
public struct PictureDecoder: Sendable {
  /// What is too much, and how much damage is borne.
  public struct Options: Sendable {
    /// Largest number of pixels that is decoded. 100 million unless set: 300 MB of RGB.
    public var maximumPixelCount: Int
    /// Largest file that is read, in bytes.
    public var maximumFileByteCount: Int
    /// Keeps what could be decoded of a truncated or damaged JPEG or PNG, as OpenCV does for JPEG; the rest is grey
    /// 128 or black. Off unless set: such a picture is an error, because a detector sees another picture then.
    public var acceptsDamage: Bool

    /// Limits that suit pictures of cameras; damage is an error.
    public init(
      maximumPixelCount: Int = 100_000_000, maximumFileByteCount: Int = 512 << 20, acceptsDamage: Bool = false
    ) {
      self.maximumPixelCount = maximumPixelCount
      self.maximumFileByteCount = maximumFileByteCount
      self.acceptsDamage = acceptsDamage
    }
  }

  /// Limits of every picture that this decoder reads.
  public var options: Options

  /// A decoder with these limits.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// Reads and decodes a file.
  public func decode(file path: String) throws(PictureError) -> Picture {
    try decode(try contents(of: path), path: path)
  }

  /// Decodes a whole picture file held in memory; `path` only names it in errors.
  public func decode(_ bytes: [UInt8], path: String = "") throws(PictureError) -> Picture {
    do throws(PictureError.Reason) {
      let stored = try decodeStored(bytes)
      return stored.picture.uprighted(from: stored.orientation)
    } catch {
      throw PictureError(path: path, reason: error)
    }
  }

  /// Width and height of the upright picture, from the header alone.
  public func size(of bytes: [UInt8], path: String = "") throws(PictureError) -> (width: Int, height: Int) {
    do throws(PictureError.Reason) {
      let header = try header(of: bytes)
      return header.orientation.swapsSides ? (header.height, header.width) : (header.width, header.height)
    } catch {
      throw PictureError(path: path, reason: error)
    }
  }

  /// Width and height of the upright picture in a file, from its header alone.
  package func size(file path: String) throws(PictureError) -> (width: Int, height: Int) {
    try size(of: try contents(of: path), path: path)
  }

  private func contents(of path: String) throws(PictureError) -> [UInt8] {
    do throws(WholeFile.Failure) {
      return try WholeFile.read(path, maximumByteCount: options.maximumFileByteCount)
    } catch { throw PictureError(path: path, error) }
  }

  private func header(of bytes: [UInt8]) throws(PictureError.Reason) -> PictureHeader {
    guard !bytes.isEmpty else { throw .empty }
    let reader = ByteReader(bytes: bytes)
    let header: PictureHeader
    switch PictureFormat(content: bytes) {
    case .jpeg: header = try JPEGCodec.header(reader)
    case .png: header = try PNGCodec.header(reader)
    case .webP: header = try WebPDecoding.header(reader)
    case .bmp: header = try BMPDecoding.header(reader)
    case .tiff?, .gif?, .jpeg2000?, .avif?, .heic?:
      guard let codec = PictureFormat(content: bytes).flatMap(LibraryCodec.init) else { throw .notAPicture("") }
      header = try codec.header(bytes)
    case nil: throw .notAPicture(PictureFormat.guess(atContent: bytes))
    }
    guard header.width > 0, header.height > 0 else { throw .damaged("it has no pixels") }
    let (count, overflow) = header.width.multipliedReportingOverflow(by: header.height)
    guard !overflow, count <= options.maximumPixelCount else {
      throw .tooLarge("\(header.width) x \(header.height) pixels, the limit is \(options.maximumPixelCount) in all")
    }
    return header
  }

  private func decodeStored(
    _ bytes: [UInt8]
  ) throws(PictureError.Reason) -> (picture: Picture, orientation: PictureOrientation) {
    let header = try header(of: bytes)
    let picture: Picture
    switch header.format {
    case .jpeg: picture = try JPEGCodec.decode(bytes, header: header, acceptsDamage: options.acceptsDamage)
    case .png: picture = try PNGCodec.decode(bytes, header: header, acceptsDamage: options.acceptsDamage)
    case .webP: picture = try WebPDecoding.decode(bytes, header: header)
    case .bmp: picture = try BMPDecoding.decode(ByteReader(bytes: bytes))
    case .tiff, .gif, .jpeg2000, .avif, .heic:
      guard let codec = LibraryCodec(header.format) else { throw .notAPicture("") }
      picture = try codec.decode(bytes, header: header)
    }
    return (picture, header.orientation)
  }
}

/// What a picture file says of itself before its pixels. Sides are as stored, before the orientation is applied.
struct PictureHeader {
  var format: PictureFormat
  var width: Int
  var height: Int
  var orientation: PictureOrientation = .upright
  /// Colour components of a JPEG.
  var componentCount = 3
}

extension PictureError.Reason: Error {}

import EdgeSystem

/// Turns pictures into JPEG or PNG files.
public struct PictureEncoder: Sendable {
  /// What is written.
  public enum Output: Sendable, Equatable {
    /// Baseline JPEG without chroma subsampling; `quality` from 1 to 100 as libjpeg counts.
    case jpeg(quality: Int)
    case png

    /// The usual suffix of such a file.
    public var suffix: String {
      switch self {
      case .jpeg: "jpg"
      case .png: "png"
      }
    }
  }

  /// JPEG at quality 95: what Ultralytics and OpenCV write.
  public static let defaultOutput = Output.jpeg(quality: 95)

  /// An encoder; it has no settings of its own.
  public init() {}

  /// The bytes of a whole file.
  public func encode(_ picture: Picture, as output: Output = defaultOutput) throws(PictureError) -> [UInt8] {
    do throws(PictureError.Reason) {
      switch output {
      case .jpeg(let quality): return try JPEGCodec.encode(picture, quality: min(max(quality, 1), 100))
      case .png: return try PNGCodec.encode(picture)
      }
    } catch {
      throw PictureError(path: "", reason: error)
    }
  }

  /// Writes a file, all of it or nothing. The format follows the suffix: `.png` for PNG, JPEG for any other,
  /// unless `output` is given.
  public func write(_ picture: Picture, to path: String, as output: Output? = nil) throws(PictureError) {
    let chosen = output ?? (path.lowercased().hasSuffix(".png") ? .png : Self.defaultOutput)
    let bytes: [UInt8]
    do throws(PictureError) {
      bytes = try encode(picture, as: chosen)
    } catch {
      throw PictureError(path: path, reason: error.reason)
    }
    do throws(FileError) { try AtomicFile.write(bytes, to: path) } catch { throw PictureError(error) }
  }
}

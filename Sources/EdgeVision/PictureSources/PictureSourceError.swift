/// A source of pictures that gives none, and why.
public struct PictureSourceError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong with the source.
  public enum Reason: Sendable, Equatable {
    /// There is no such file or folder.
    case missing
    /// The system refused to read the folder or list; the text is the system's.
    case unreadable(String)
    /// The folder, pattern or list leads to no picture; the text names which of them it is.
    case noPictures(String)
    /// A video file.
    case video
    /// A camera number or network address; the text names which of them it is.
    case stream(String)
    /// A pipe, socket or device.
    case notAFile
  }

  /// The source as the caller wrote it.
  public let source: String
  /// What is wrong with it.
  public let reason: Reason

  /// An error of a source as its user wrote it.
  public init(source: String, reason: Reason) {
    self.source = source
    self.reason = reason
  }

  /// Source and reason in one line, with a way out where there is one.
  public var description: String {
    switch reason {
    case .missing: "\(source): no such file or folder"
    case .unreadable(let text): "\(source): cannot be read: \(text)"
    case .noPictures(let kind): "\(source): no pictures in this \(kind)"
    case .video: "\(source): video is not supported; extract its pictures first, for instance with ffmpeg"
    case .stream(let kind): "\(source): \(kind) is not supported; save pictures to a folder first"
    case .notAFile: "\(source): is neither a file nor a folder"
    }
  }
}

package import EdgeSystem

/// Why a picture could not be read or written, and which one.
public struct PictureError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Reason: Sendable, Equatable {
    /// There is no such file.
    case missing
    /// The system refused to read the file; the text is the system's.
    case unreadable(String)
    /// A folder or device where a file is needed.
    case notAFile
    /// The file holds no bytes.
    case empty
    /// The content is no picture; the text says what it looks like, empty when that is unknown.
    case notAPicture(String)
    /// A picture in a form that is not read; the text names it.
    case unsupported(String)
    /// The library that reads the format is not installed; the text names it and the packages that hold it.
    case missingLibrary(String)
    /// The data ends before the picture does.
    case truncated
    /// The data contradicts itself; the text is the decoder's.
    case damaged(String)
    /// More pixels or bytes than the limit; the text gives both.
    case tooLarge(String)
    /// The picture could not be encoded; the text is the encoder's.
    case notEncodable(String)
    /// The system refused to write; the text is the system's.
    case unwritable(String)
  }

  /// The file, or what the caller called the bytes.
  public let path: String
  /// What went wrong.
  public let reason: Reason

  /// An error of the picture at `path`; an empty path is left out of messages.
  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// Path and reason in one line.
  public var description: String { path.isEmpty ? reason.description : "\(path): \(reason)" }
}

extension PictureError {
  /// A picture file that could not be read.
  init(path: String, _ failure: WholeFile.Failure) {
    let reason: Reason =
      switch failure {
      case .missing: .missing
      case .folder, .notAFile: .notAFile
      case .unreadable(let text): .unreadable(text)
      case .tooLarge(let byteCount, let limit): .tooLarge("\(byteCount) bytes, the limit is \(limit)")
      }
    self.init(path: path, reason: reason)
  }

  /// A result file that could not be written.
  package init(_ error: FileError) {
    self.init(path: error.path, reason: .unwritable(error.systemReason ?? error.reason))
  }
}

extension PictureError.Reason: CustomStringConvertible {
  /// The reason in words that follow the picture's path.
  public var description: String {
    switch self {
    case .missing: "no such file"
    case .unreadable(let text): "cannot be read: \(text)"
    case .notAFile: "is not a file"
    case .empty: "is empty"
    case .notAPicture(let found):
      found.isEmpty
        ? "is not a \(PictureFormat.names) picture" : "is not a \(PictureFormat.names) picture but \(found)"
    case .unsupported(let what): "\(what) is not supported"
    case .missingLibrary(let text): text
    case .truncated: "the picture is cut off: the data ends early"
    case .damaged(let text): "the picture is damaged: \(text)"
    case .tooLarge(let text): "is too large: \(text)"
    case .notEncodable(let text): "cannot be encoded: \(text)"
    case .unwritable(let text): "cannot be written: \(text)"
    }
  }
}

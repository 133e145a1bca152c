/// Why outputs cannot be read as detections.
public enum DetectionHeadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The shapes are not those of a detector; the text says what they look like.
  case notADetector(String)
  /// A detector of another kind; the text names it.
  case unsupportedTask(String)
  /// The shapes contradict the task or the metadata; the text says how.
  case inconsistent(String)
  /// An output differs from what the head was made for.
  case unexpectedOutput(index: Int, expected: [Int], found: [Int])

  /// The reason in one line, with the shapes that were found.
  public var description: String {
    switch self {
    case .notADetector(let text): "this model is no detector: \(text)"
    case .unsupportedTask(let task): "the task \"\(task)\" is not supported; detect, segment and pose are"
    case .inconsistent(let text): text
    case .unexpectedOutput(let index, let expected, let found):
      "output \(index) has the shape \(found), expected \(expected)"
    }
  }
}

/// Why outputs cannot be read as detections.
public enum DetectionHeadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The shapes are not those of a detector; the text says what they look like.
  case notADetector(String)
  /// A detector of another kind; the text names it.
  case unsupportedTask(String)
  /// The shapes contradict the task or the metadata; the text says how.
  case inconsistent(String)
  /// The outputs hold scores of another number of classes than the metadata names.
  case contradictingNames(classCount: Int, namedCount: Int, outputs: String)
  /// An output differs from what the head was made for.
  case unexpectedOutput(index: Int, expected: [Int], found: [Int])

  /// The reason in one line, with the shapes that were found.
  public var description: String {
    switch self {
    case .notADetector(let text): "this model is no detector: \(text)"
    case .unsupportedTask(let task): "the task \"\(task)\" is not supported; detect, segment and pose are"
    case .inconsistent(let text): text
    case .contradictingNames(let classCount, let namedCount, let outputs):
      "the outputs \(outputs) hold scores of \(classCount) classes, but the metadata names \(namedCount)"
    case .unexpectedOutput(let index, let expected, let found):
      "output \(index) has the shape \(found), expected \(expected)"
    }
  }

  /// What may help; nil when there is nothing better than the description.
  public var hint: String? {
    switch self {
    case .contradictingNames:
      "heads with a score for \"any object\" (YOLOv5, YOLOX) are not supported; export the model again with the "
        + "names it was trained with, or state its task"
    default: nil
    }
  }
}

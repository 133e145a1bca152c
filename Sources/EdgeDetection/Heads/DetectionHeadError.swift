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
  /// The outputs are not arranged as the head that was asked for.
  case notOfKind(HeadKind, outputs: String)
  /// The outputs are those of YOLOX before they are decoded, which nobody said.
  case unexpectedCells
  /// The outputs of one picture prove that the boxes of earlier ones were read wrongly.
  case contradictingCoordinates(before: BoxCoordinates, now: BoxCoordinates)
  /// An output differs from what the head was made for.
  case unexpectedOutput(index: Int, expected: [Int], found: [Int])

  /// The reason in one line, with the shapes that were found.
  public var description: String {
    switch self {
    case .notADetector(let text): "this model is no detector: \(text)"
    case .unsupportedTask(let task):
      "the task \"\(task)\" is not one of a detector's: \(DetectorTask.allCases.map(\.rawValue).joined(separator: ", "))"
    case .inconsistent(let text): text
    case .contradictingNames(let classCount, let namedCount, let outputs):
      "the outputs \(outputs) hold scores of \(classCount) classes, but the metadata names \(namedCount)"
    case .notOfKind(let kind, let outputs):
      "the outputs \(outputs) are not those of a head of the kind \(kind.rawValue)"
    case .unexpectedCells: "the boxes look like those of YOLOX before they are decoded, offsets in the cells of a grid"
    case .contradictingCoordinates(let before, let now):
      "the boxes of earlier pictures were taken for \(before.words), but those of this one are \(now.words)"
    case .unexpectedOutput(let index, let expected, let found):
      "output \(index) has the shape \(found), expected \(expected)"
    }
  }

  /// What may help; nil when there is nothing better than the description.
  public var hint: String? {
    switch self {
    case .contradictingNames:
      "export the model again with the names it was trained with, or state its task or its kind of head"
    case .unexpectedCells:
      "YOLOX takes other colours, too: say that it is one by --head yolox, or what boxes are measured in by --boxes"
    case .contradictingCoordinates(_, let now): "state what they are: --boxes \(now.rawValue)"
    default: nil
    }
  }
}

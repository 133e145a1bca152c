public import EdgeDatasets

/// Why a validation cannot begin, go on or be saved.
public enum ValidationFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// Poses can only be compared point by point.
  case unlikeKeypoints(source: String, labelled: Int, found: Int)
  /// A chosen class that the data set, whose names these are, does not have.
  case unknownClass(String, names: [String])
  /// No class was chosen.
  case noClasses
  /// A picture or label file that cannot be used, in a strict validation.
  case unusable(Dataset.Problem)
  /// No picture could be used; with the last reason.
  case nothingScored(Dataset.Problem?)
  /// A file or folder cannot be written; the text is the system's.
  case unwritable(path: String, reason: String)
  /// The journal lost pictures while the validation ran.
  case incompleteJournal(path: String, found: Int, expected: Int)

  /// What failed, with the path where there is one.
  public var description: String {
    switch self {
    case .unlikeKeypoints(let source, let labelled, let found):
      "\(source): its objects have \(labelled) keypoints, those of the model \(found)"
    case .unknownClass(let name, _): "the data set has no class \"\(name)\""
    case .noClasses: "no class is chosen"
    case .unusable(let problem): "\(problem)"
    case .nothingScored(let problem):
      "none of the data set's pictures could be used\(problem.map { ": \($0)" } ?? "")"
    case .unwritable(let path, let reason): "\(path): \(reason)"
    case .incompleteJournal(let path, let found, let expected):
      "\(path): the journal holds \(found) of \(expected) pictures"
    }
  }
}

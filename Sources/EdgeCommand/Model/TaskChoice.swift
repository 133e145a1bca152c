import ArgumentParser
import EdgeDetection
import EdgeModel
import EdgeRunner

/// `--task`: what a detector finds, or that the model classifies.
enum TaskChoice: ExpressibleByArgument, Equatable {
  case detector(DetectorTask)
  case classify

  init?(argument: String) {
    if argument == Classifier.task {
      self = .classify
    } else if let task = DetectorTask(rawValue: argument) {
      self = .detector(task)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { DetectorTask.allCases.map(\.rawValue) + [Classifier.task] }

  /// The detector's task; nil for a classifier.
  var detectorTask: DetectorTask? {
    if case .detector(let task) = self { return task }
    return nil
  }
}

extension DetectorTask {
  /// Fails for turned boxes under the rules of a release that are not known.
  func checkVersion(_ version: UltralyticsVersion) throws(CommandFailure) {
    guard self == .obb, version != .v84190 else { return }
    throw CommandFailure(
      .usage,
      "--compat \(version.rawValue): of turned boxes only the rules of \(UltralyticsVersion.v84190.rawValue) are known",
      hint: "leave --compat out")
  }
}

extension ModelInformation {
  /// Whether the model classifies: as its user says, as its metadata says, or, where neither does, as the shape of its
  /// outputs suggests, which is then told.
  func isClassifier(_ choice: TaskChoice?) -> Bool {
    if let choice { return choice == .classify }
    if let task = metadata?.task { return task == Classifier.task }
    guard let count = Classifier.classCount(outputShapes: outputs.map(\.shape)) else { return false }
    Console.note(
      "\(name) does not say what it does: its output of \(count) numbers is taken for class scores; --task and "
        + "--input-range say otherwise")
    return true
  }
}

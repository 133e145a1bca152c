public import EdgeDetection

/// What of an object is compared; every task compares boxes, upright or turned, and some compare more.
public enum ObjectKind: String, Sendable, Hashable, CaseIterable, Codable {
  case boxes
  case masks
  case poses
  /// Turned boxes, by their probabilistic overlap.
  case orientedBoxes = "oriented-boxes"

  /// What a model of `task` is scored by, boxes first.
  public static func all(of task: DetectorTask) -> [ObjectKind] {
    switch task {
    case .detect: [.boxes]
    case .segment: [.boxes, .masks]
    case .pose: [.boxes, .poses]
    case .obb: [.orientedBoxes]
    }
  }

  /// The same under the COCO protocol; nil for what that knows nothing of.
  public var cocoShape: COCOShape? {
    switch self {
    case .boxes: .boxes
    case .masks: .masks
    case .poses: .keypoints
    case .orientedBoxes: nil
    }
  }
}

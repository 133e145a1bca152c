public import EdgeDetection

/// What of an object is compared; every task compares boxes, and some compare more.
public enum ObjectKind: String, Sendable, Hashable, CaseIterable, Codable {
  case boxes
  case masks
  case poses

  /// What a model of `task` is scored by, boxes first.
  public static func all(of task: DetectorTask) -> [ObjectKind] {
    switch task {
    case .detect: [.boxes]
    case .segment: [.boxes, .masks]
    case .pose: [.boxes, .poses]
    }
  }

  /// The same under the COCO protocol.
  public var cocoShape: COCOShape {
    switch self {
    case .boxes: .boxes
    case .masks: .masks
    case .poses: .keypoints
    }
  }
}

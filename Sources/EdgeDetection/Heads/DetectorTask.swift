/// What a detector finds.
public enum DetectorTask: String, Sendable, CaseIterable, Codable {
  /// Upright boxes.
  case detect
  /// Upright boxes with masks.
  case segment
  /// Upright boxes with keypoints.
  case pose
  /// Turned boxes.
  case obb
}

/// What a detector finds beside boxes.
public enum DetectorTask: String, Sendable, CaseIterable, Codable {
  case detect
  case segment
  case pose
}

/// A detection as it is written in JSON: the names and the rounding of Ultralytics' `tojson`.
public struct DetectionRecord: Codable, Sendable, Equatable {
  /// Edges in pixels of the picture, rounded to five decimals.
  public struct Box: Codable, Sendable, Equatable {
    /// Left edge.
    public var x1: Double
    /// Top edge.
    public var y1: Double
    /// Right edge.
    public var x2: Double
    /// Bottom edge.
    public var y2: Double
  }

  /// Coordinates of several points, one list each.
  public struct Points: Codable, Sendable, Equatable {
    /// Columns, in pixels of the picture.
    public var x: [Double]
    /// Rows, in pixels of the picture.
    public var y: [Double]
    /// Visibility of keypoints; nil for outlines.
    public var visible: [Double]?
  }

  /// Name of the class.
  public var name: String
  /// Number of the class, `class` in JSON.
  public var classIndex: Int
  /// From 0 to 1, rounded to five decimals.
  public var confidence: Double
  /// Where the object is.
  public var box: Box
  /// Contour of the mask; nil without masks.
  public var segments: Points?
  /// Points of the pose; nil without poses.
  public var keypoints: Points?

  enum CodingKeys: String, CodingKey {
    case name, confidence, box, segments, keypoints
    case classIndex = "class"
  }
}

extension PictureResult {
  /// The detections for JSON, numbers rounded to five decimals; numbers that are not finite become 0.
  public var records: [DetectionRecord] {
    func rounded(_ value: Float) -> Double {
      value.isFinite ? (Double(value) * 100_000).rounded() / 100_000 : 0
    }
    return detections.map { detection in
      let box = detection.box
      let keypoints = detection.keypoints
      return DetectionRecord(
        name: names[detection.classIndex], classIndex: detection.classIndex,
        confidence: rounded(detection.confidence),
        box: .init(x1: rounded(box.x1), y1: rounded(box.y1), x2: rounded(box.x2), y2: rounded(box.y2)),
        segments: polygon(of: detection).map { points in
          .init(x: points.map { rounded($0.x) }, y: points.map { rounded($0.y) })
        },
        keypoints: keypoints.isEmpty
          ? nil
          : .init(
            x: keypoints.map { rounded($0.x) }, y: keypoints.map { rounded($0.y) },
            visible: keypoints.contains { $0.visibility == nil } ? nil : keypoints.map { rounded($0.visibility ?? 0) }))
    }
  }
}

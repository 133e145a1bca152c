/// A detection as it is written in JSON: the names and the rounding of Ultralytics' `tojson`.
public struct DetectionRecord: Codable, Sendable, Equatable {
  /// Edges in pixels of the picture, rounded to five decimals. Of a turned box the four corners, so that the first two
  /// are not those of an upright box.
  public struct Box: Codable, Sendable, Equatable {
    /// Left edge, or column of the first corner.
    public var x1: Double
    /// Top edge, or row of the first corner.
    public var y1: Double
    /// Right edge, or column of the second corner.
    public var x2: Double
    /// Bottom edge, or row of the second corner.
    public var y2: Double
    /// Column of the third corner; nil for upright boxes.
    public var x3: Double?
    /// Row of the third corner.
    public var y3: Double?
    /// Column of the fourth corner.
    public var x4: Double?
    /// Row of the fourth corner.
    public var y4: Double?
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
    func box(of detection: Detection) -> DetectionRecord.Box {
      guard let corners = detection.orientedBox?.corners else {
        let box = detection.box
        return .init(x1: rounded(box.x1), y1: rounded(box.y1), x2: rounded(box.x2), y2: rounded(box.y2))
      }
      return .init(
        x1: rounded(corners[0].x), y1: rounded(corners[0].y), x2: rounded(corners[1].x), y2: rounded(corners[1].y),
        x3: rounded(corners[2].x), y3: rounded(corners[2].y), x4: rounded(corners[3].x), y4: rounded(corners[3].y))
    }
    return detections.map { detection in
      let keypoints = detection.keypoints
      return DetectionRecord(
        name: names[detection.classIndex], classIndex: detection.classIndex,
        confidence: rounded(detection.confidence),
        box: box(of: detection),
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

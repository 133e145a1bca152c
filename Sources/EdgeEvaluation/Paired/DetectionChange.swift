import EdgeDatasets
public import EdgeDetection

/// What became of one detection of a picture on another runtime.
public struct DetectionChange: Sendable, Hashable {
  /// What may become of a detection.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case lost
    case added
    /// An edge of the box, the mask or a keypoint lies elsewhere.
    case moved
    /// The confidence differs, the place does not.
    case rescored
  }

  /// What became of it.
  public var kind: Kind
  /// Class of the object on both runtimes.
  public var classIndex: Int
  /// Nil where the detection was added, or lost.
  public var before: Side?
  /// Nil where the detection was lost.
  public var after: Side?
  /// How far it moved; nil where it was lost or added.
  public var movement: Movement?

  /// The detection on one runtime.
  public struct Side: Sendable, Hashable {
    /// Position among the runtime's detections on the picture.
    public var index: Int
    /// Where the object is, in pixels of the picture.
    public var box: BoundingBox
    /// From 0 to 1.
    public var confidence: Float

    /// One runtime's detection.
    public init(index: Int, box: BoundingBox, confidence: Float) {
      self.index = index
      self.box = box
      self.confidence = confidence
    }
  }

  /// How far a detection on one runtime lies from that on another.
  public struct Movement: Sendable, Hashable {
    /// Pixels of the picture that the edge which moved most lies elsewhere; of a turned box the corner.
    public var edge: Float
    /// Intersection over union of both masks; nil without masks.
    public var maskOverlap: Double?
    /// Pixels of the picture that the keypoint which moved most lies elsewhere, of those that both runtimes see; nil
    /// when there are none.
    public var keypoint: Float?

    /// The distance between two detections of one object.
    public init(_ before: PictureRecord.Object, _ after: PictureRecord.Object) {
      if let a = before.orientedBox, let b = after.orientedBox {
        edge = a.largestCornerDistance(to: b)
      } else {
        edge = before.box.largestEdgeDistance(to: after.box)
      }
      if let a = before.mask, let b = after.mask {
        maskOverlap = a.area == 0 && b.area == 0 ? 1 : a.overlap(with: b, isCrowd: false)
      }
      let distances = zip(before.keypoints, after.keypoints).filter { a, b in
        min(a.visibility ?? 1, b.visibility ?? 1) >= Rule.leastVisibility
      }.map { a, b in ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot() }
      keypoint = distances.max()
    }
  }

  /// How much counts as a change.
  public struct Rule: Sendable, Hashable, Codable {
    /// Detections above this confidence are looked at.
    public var confidence: Float = 0.25
    /// Overlap of boxes from which two detections of a class are the same object.
    public var overlap: Float = 0.5
    /// Pixels of the picture that an edge must move.
    public var movement: Float = 1
    /// A mask that overlaps the other one less has moved.
    public var maskOverlap = 0.9
    /// Pixels of the picture that a keypoint must move.
    public var keypointMovement: Float = 3
    /// How much a confidence must differ.
    public var rescoring: Float = 0.01

    /// Keypoints of lower visibility are neither compared nor drawn.
    public static let leastVisibility: Float = 0.25

    /// A change is what a user would notice.
    public init() {}

    func isMoved(_ movement: Movement) -> Bool {
      movement.edge > self.movement || movement.maskOverlap ?? 1 < maskOverlap
        || movement.keypoint ?? 0 > keypointMovement
    }
  }
}

extension BoundingBox {
  fileprivate func largestEdgeDistance(to other: BoundingBox) -> Float {
    max(max(abs(x1 - other.x1), abs(y1 - other.y1)), max(abs(x2 - other.x2), abs(y2 - other.y2)))
  }
}

extension OrientedBox {
  /// The greatest distance of a corner from the nearest one of the other box: a box that is turned by half a turn, or by a
  /// quarter with its sides swapped, is the same.
  fileprivate func largestCornerDistance(to other: OrientedBox) -> Float {
    let others = other.corners
    func distance(_ corner: (x: Float, y: Float)) -> Float {
      let squares: [Float] = others.map { other in
        let (dx, dy) = (other.x - corner.x, other.y - corner.y)
        return dx * dx + dy * dy
      }
      return squares.min() ?? 0
    }
    let distances: [Float] = corners.map(distance)
    return (distances.max() ?? 0).squareRoot()
  }
}

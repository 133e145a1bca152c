public import EdgeVision

/// Which points of a pose are joined, and the colours of points and limbs.
public struct PoseSkeleton: Sendable, Equatable {
  /// A line between two points.
  public struct Limb: Sendable, Equatable {
    /// Index of the keypoint where it starts.
    public var from: Int
    /// Index of the keypoint where it ends.
    public var to: Int
    /// Colour of the line.
    public var color: Picture.Color

    /// A line between two keypoints by their indices.
    public init(from: Int, to: Int, color: Picture.Color) {
      self.from = from
      self.to = to
      self.color = color
    }
  }

  /// Lines, drawn in this order.
  public var limbs: [Limb]
  /// Colours by point number; points beyond the last have the colours of classes.
  public var pointColors: [Picture.Color]

  /// Points that are not connected.
  public static let unconnected = PoseSkeleton(limbs: [], pointColors: [])

  /// The seventeen points of COCO's people: green head, orange arms, pink trunk, blue legs.
  ///
  /// Points: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles; left before right.
  public static let coco: PoseSkeleton = {
    let head = Picture.Color(hex: 0x00FF00)
    let arms = Picture.Color(hex: 0xFF8000)
    let trunk = Picture.Color(hex: 0xFF33FF)
    let legs = Picture.Color(hex: 0x3399FF)
    func limbs(_ pairs: [(Int, Int)], _ color: Picture.Color) -> [Limb] {
      pairs.map { Limb(from: $0.0, to: $0.1, color: color) }
    }
    return PoseSkeleton(
      limbs: limbs([(15, 13), (13, 11), (16, 14), (14, 12)], legs)
        + limbs([(11, 12), (5, 11), (6, 12)], trunk)
        + limbs([(5, 6), (5, 7), (6, 8), (7, 9), (8, 10)], arms)
        + limbs([(1, 2), (0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (4, 6)], head),
      pointColors: [Picture.Color](repeating: head, count: 5) + [Picture.Color](repeating: arms, count: 6)
        + [Picture.Color](repeating: legs, count: 6))
  }()

  /// The skeleton for poses of this many points: COCO's for seventeen.
  public static func standard(pointCount: Int) -> PoseSkeleton { pointCount == 17 ? .coco : .unconnected }

  /// The colour of a point.
  public func color(ofPoint index: Int) -> Picture.Color {
    pointColors.indices.contains(index) ? pointColors[index] : ColorPalette.color(ofClass: index)
  }
}

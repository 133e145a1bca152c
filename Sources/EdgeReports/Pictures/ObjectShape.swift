package import EdgeDatasets
package import EdgeDetection
package import EdgeEvaluation

/// The mask, the turned box and the keypoints of an object on a picture, as far as it has any.
package struct ObjectShape: Sendable {
  /// Outlines as x, y, x, y, ... in fractions of the picture's sides; the object is their union.
  package var polygons: [[Float]] = []
  /// At the size of the picture.
  package var mask: RunLengthMask?
  /// In pixels of the picture.
  package var orientedBox: OrientedBox?
  /// In pixels of the picture.
  package var keypoints: [Keypoint] = []
  /// Points that are annotated as not visible.
  package var hiddenKeypoints: Set<Int> = []
  /// Points below this visibility are not shown.
  private var leastVisibility: Float = 0.25

  package init() {}

  /// What was found.
  package init(_ object: PictureRecord.Object) {
    mask = object.mask
    orientedBox = object.orientedBox
    keypoints = object.keypoints
    leastVisibility = DetectionChange.Rule.leastVisibility
  }

  /// What is annotated on a picture of the given size.
  /// - Parameters:
  ///   - label: what the scores were computed with.
  ///   - annotations: hold the masks that labels cannot.
  ///   - isTurned: whether outlines are those of turned boxes.
  ///   - statesVisibility: whether labels tell points that are hidden from those that are visible.
  package init(
    _ label: ObjectLabel, annotations: COCOAnnotations?, isTurned: Bool = false, statesVisibility: Bool, width: Int,
    height: Int
  ) {
    if isTurned {
      orientedBox = OrientedBox(
        enclosing: label.polygons.joined().enumerated().reduce(into: []) { points, number in
          if number.offset.isMultiple(of: 2) {
            points.append((number.element * Float(width), 0))
          } else {
            points[points.count - 1].y = number.element * Float(height)
          }
        })
    } else {
      polygons = label.polygons
    }
    if let position = label.annotation, let object = annotations?.objects[position] {
      mask = object.segmentation?.mask(height: height, width: width)
    }
    keypoints = label.keypoints.map {
      Keypoint(x: $0.x * Float(width), y: $0.y * Float(height), visibility: $0.visibility)
    }
    if statesVisibility { hiddenKeypoints = Set(keypoints.indices.filter { keypoints[$0].visibility == 1 }) }
  }

  package var isEmpty: Bool { polygons.isEmpty && mask == nil && keypoints.isEmpty }

  /// The points, nil where they are not to be shown.
  package var shownKeypoints: [Keypoint?] {
    keypoints.map { ($0.visibility ?? 1) >= leastVisibility ? $0 : nil }
  }

  /// The mask on a grid over the picture; nil without one.
  package func mask(width: Int, height: Int) -> InstanceMask? {
    if let mask { return mask.sampled(width: width, height: height) }
    guard !polygons.isEmpty else { return nil }
    let scaled = polygons.filter { $0.count >= 6 }.map { polygon in
      polygon.enumerated().map { Double($1) * Double($0.isMultiple(of: 2) ? width : height) }
    }
    return RunLengthMask(polygons: scaled, height: height, width: width)?.sampled(width: width, height: height)
  }
}

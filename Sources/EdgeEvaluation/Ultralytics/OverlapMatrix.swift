import EdgeDetection

/// Overlaps of the objects of a picture (rows) with its detections (columns), in float32 as Ultralytics computes them.
struct OverlapMatrix {
  let truthCount: Int
  let detectionCount: Int
  private var values: [Float]

  init(truthCount: Int, detectionCount: Int) {
    self.truthCount = truthCount
    self.detectionCount = detectionCount
    values = [Float](repeating: 0, count: truthCount * detectionCount)
  }

  subscript(truth: Int, detection: Int) -> Float {
    get { values[truth * detectionCount + detection] }
    set { values[truth * detectionCount + detection] = newValue }
  }

  /// What keeps the quotient of two empty shapes finite.
  static let epsilon: Float = 1e-7

  /// Intersection over union of boxes.
  init(truths: [BoundingBox], detections: [BoundingBox]) {
    self.init(truthCount: truths.count, detectionCount: detections.count)
    for (row, a) in truths.enumerated() {
      let areaA = a.width * a.height
      for (column, b) in detections.enumerated() {
        let width = max(min(a.x2, b.x2) - max(a.x1, b.x1), 0)
        let height = max(min(a.y2, b.y2) - max(a.y1, b.y1), 0)
        let intersection = width * height
        self[row, column] = intersection / (areaA + b.width * b.height - intersection + Self.epsilon)
      }
    }
  }

  /// Probabilistic intersection over union of turned boxes.
  init(truths: [OrientedBox], detections: [OrientedBox]) {
    self.init(truthCount: truths.count, detectionCount: detections.count)
    let others = detections.map { BoxDistribution($0) }
    for (row, truth) in truths.enumerated() {
      let distribution = BoxDistribution(truth)
      for (column, other) in others.enumerated() { self[row, column] = distribution.overlap(with: other) }
    }
  }

  /// The overlaps with the first detections only.
  func prefix(_ count: Int) -> OverlapMatrix {
    guard count < detectionCount else { return self }
    var result = OverlapMatrix(truthCount: truthCount, detectionCount: count)
    for row in 0..<truthCount {
      for column in 0..<count { result[row, column] = self[row, column] }
    }
    return result
  }

  /// Intersection over union of masks on one grid.
  init(truths: [GridMask], detections: [InstanceMask]) {
    self.init(truthCount: truths.count, detectionCount: detections.count)
    for (column, detection) in detections.enumerated() {
      let area = Float(detection.area)
      for (row, truth) in truths.enumerated() {
        let intersection = Float(truth.intersectionArea(with: detection))
        self[row, column] = intersection / (Float(truth.area) + area - intersection + Self.epsilon)
      }
    }
  }

  /// Object keypoint similarity, with an area of 0.53 of the box's.
  init(truths: [KeypointTruth], detections: [[Keypoint]], deviations: [Float]) {
    self.init(truthCount: truths.count, detectionCount: detections.count)
    let variances = deviations.map { (2 * $0) * (2 * $0) }
    for (row, truth) in truths.enumerated() {
      let scale = truth.area + Self.epsilon
      for (column, points) in detections.enumerated() {
        var sum: Float = 0
        var count: Float = 0
        for index in truth.keypoints.indices where truth.keypoints[index].visibility != 0 {
          let dx = truth.keypoints[index].x - points[index].x
          let dy = truth.keypoints[index].y - points[index].y
          sum += exponential(-((dx * dx + dy * dy) / (variances[index] * scale * 2)))
          count += 1
        }
        self[row, column] = sum / (count + Self.epsilon)
      }
    }
  }
}

/// An annotated pose in pixels of the network's input.
struct KeypointTruth {
  /// A visibility of zero marks a point that is not labelled.
  var keypoints: [Keypoint]
  /// 0.53 of the box's area.
  var area: Float
}

/// An annotated mask on a grid, kept only where it lies.
struct GridMask {
  let mask: InstanceMask
  let area: Int

  init(_ mask: InstanceMask) {
    self.mask = mask
    area = mask.area
  }

  func intersectionArea(with other: InstanceMask) -> Int {
    let columns = mask.columns.clamped(to: other.columns)
    let rows = mask.rows.clamped(to: other.rows)
    guard !columns.isEmpty, !rows.isEmpty else { return 0 }
    var count = 0
    mask.values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        for row in rows {
          var i = (row - mask.rows.lowerBound) * mask.columns.count + columns.lowerBound - mask.columns.lowerBound
          var j = (row - other.rows.lowerBound) * other.columns.count + columns.lowerBound - other.columns.lowerBound
          for _ in 0..<columns.count {
            count &+= Int(a[i] & b[j])
            i &+= 1
            j &+= 1
          }
        }
      }
    }
    return count
  }
}

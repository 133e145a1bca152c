import EdgeModel

/// Boxes, scores, and mask coefficients or keypoints of each anchor in three outputs, each `[1, numbers, anchors]` or with
/// the two dimensions swapped, in any order; prototypes as in a combined head. Read as a split head whose second output
/// holds scores and extras.
struct JoinedHead: HeadArrangement, HeadDecoder {
  static let kinds = [HeadKind.yolo]

  /// A plane with its number of features.
  private struct Part {
    var output: Int
    var featureCount: Int
    var isFeaturesFirst: Bool
  }

  private let decoder: any HeadDecoder
  private let anchors: Int
  private let boxes: Part
  private let scores: Part
  private let extras: Part
  private let prototypes: Int?

  var task: DetectorTask { decoder.task }
  var classCount: Int { decoder.classCount }
  var anchorCount: Int { decoder.anchorCount }
  var keypointShape: (count: Int, dimensions: Int)? { decoder.keypointShape }

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    guard outputs.consists(ofPlanes: 3...3, volumes: 0...1) else { return nil }
    let sides = outputs.planes.map { Set(outputs.shapes[$0][1...]) }
    let common = sides.dropFirst().reduce(sides[0]) { $0.intersection($1) }
    guard let anchors = common.max() else { return nil }
    let parts = outputs.planes.map { plane in
      let isFeaturesFirst = outputs.shapes[plane][2] == anchors
      return Part(
        output: plane, featureCount: outputs.shapes[plane][isFeaturesFirst ? 1 : 2], isFeaturesFirst: isFeaturesFirst)
    }
    guard let boxes = parts.firstIndex(where: { $0.featureCount == 4 }) else { return nil }
    let rest = parts.indices.filter { $0 != boxes }
    var extraCounts: Set<Int> = []
    if let volume = outputs.volumes.first {
      extraCounts = [outputs.shapes[volume][1], outputs.shapes[volume][3]]
    } else if let shape = outputs.metadata?.keypointShape, shape.count == 2, shape[0] < 1 << 16 {
      extraCounts = [shape[0] * shape[1]]
    }
    let named = outputs.namedCount
    let extras = rest.filter { extraCounts.contains(parts[$0].featureCount) && (named == 0 || !isScores($0)) }
    func isScores(_ index: Int) -> Bool {
      parts[index].featureCount == named && rest.contains { $0 != index && parts[$0].featureCount != named }
    }
    // With as many classes as extras the extras come last.
    guard let extra = extras.last, let score = rest.first(where: { $0 != extra }) else { return nil }
    return try JoinedHead(
      outputs, anchors: anchors, boxes: parts[boxes], scores: parts[score], extras: parts[extra])
  }

  private init(
    _ outputs: HeadOutputs, anchors: Int, boxes: Part, scores: Part, extras: Part
  ) throws(DetectionHeadError) {
    (self.anchors, self.boxes, self.scores, self.extras) = (anchors, boxes, scores, extras)
    prototypes = outputs.volumes.first
    var shapes = [outputs.shapes[boxes.output], [1, scores.featureCount + extras.featureCount, anchors]]
    if let prototypes { shapes.append(outputs.shapes[prototypes]) }
    guard let decoder = try SplitHead.decoder(for: outputs.withShapes(shapes)) else {
      throw .notADetector("its outputs are \(outputs.text)")
    }
    self.decoder = decoder
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    var rows: [Float] = []
    for part in [scores, extras] {
      let grid = ValueGrid(
        outputs[part.output], featureCount: part.featureCount, isFeaturesFirst: part.isFeaturesFirst)
      for row in 0..<part.featureCount { rows += (0..<anchors).map { grid[row, $0] } }
    }
    let joined = Tensor(
      shape: [1, scores.featureCount + extras.featureCount, anchors], elementType: .float32, values: rows)
    return try decoder.detections(
      in: [outputs[boxes.output], joined] + (prototypes.map { [outputs[$0]] } ?? []), options: options)
  }
}

import EdgeModel

/// MediaPipe's detectors of faces (6 keypoints) and palms (7): offsets `[1, anchors, 4 + 2 * keypoints]` in pixels from the
/// middles of square cells, and logits of a score `[1, anchors, 1]`; either in one pair of outputs, or a pair per stride.
///
/// Facts: Bazarevsky et al., "BlazeFace"; MediaPipe `ssd_anchors_calculator.cc` and the options of its face and palm
/// detection graphs: anchors of fixed size, two per cell and layer, layers of one stride joined.
struct BlazeHead: HeadArrangement, HeadDecoder {
  static let kinds = [HeadKind.blaze]

  let task = DetectorTask.pose
  let classCount = 1
  let anchorCount: Int
  let keypointShape: (count: Int, dimensions: Int)?
  let usualInputRange: InputRange
  let usualNames: [String]

  /// Offsets and scores of a run of anchors.
  private struct Pair {
    var offsets: Int
    var scores: Int
    var count: Int
  }

  private let pairs: [Pair]
  /// Middles of the anchors' cells in pixels.
  private let middles: [(x: Float, y: Float)]
  private let featureCount: Int
  private let notes: HeadNotes

  private static let faceKeypointCount = 6
  private static let palmKeypointCount = 7
  /// Logits are cut to this before they become scores, as MediaPipe does.
  private static let greatestLogit: Float = 100
  /// Strides of the layers of the published detectors, and anchors per cell and layer.
  private static let layouts: [(strides: [Int], perLayer: Int)] = [
    ([8, 16, 16, 16], 2), ([16, 32, 32, 32], 2), ([8, 16, 32, 32, 32], 2), ([4], 1),
  ]

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    guard outputs.consists(ofPlanes: 2...4, volumes: 0...0) else { return nil }
    let shapes = outputs.shapes
    let scores = shapes.indices.filter { shapes[$0][2] == 1 }
    let offsets = shapes.indices.filter { shapes[$0][2] != 1 }
    guard scores.count == offsets.count, let features = offsets.first.map({ shapes[$0][2] }),
      offsets.allSatisfy({ shapes[$0][2] == features }),
      [faceKeypointCount, palmKeypointCount].contains(where: { features == 4 + 2 * $0 })
    else { return nil }
    var pairs: [Pair] = []
    for output in offsets.sorted(by: { (-shapes[$0][1], $0) < (-shapes[$1][1], $1) }) {
      let count = shapes[output][1]
      guard
        let score = scores.first(where: { score in
          shapes[score][1] == count && !pairs.contains { $0.scores == score }
        })
      else { return nil }
      pairs.append(Pair(offsets: output, scores: score, count: count))
    }
    return try BlazeHead(outputs, pairs, featureCount: features)
  }

  private init(_ outputs: HeadOutputs, _ pairs: [Pair], featureCount: Int) throws(DetectionHeadError) {
    if let task = try outputs.statedTask(), task != .pose {
      throw .inconsistent("a face or palm detector \(outputs.text) finds keypoints, the task is \(task.rawValue)")
    }
    self.pairs = pairs
    self.featureCount = featureCount
    anchorCount = pairs.reduce(0) { $0 + $1.count }
    let keypointCount = (featureCount - 4) / 2
    keypointShape = (keypointCount, 2)
    let isPalm = keypointCount == Self.palmKeypointCount
    usualNames = [isPalm ? "palm" : "face"]
    // Palm detectors for 192 pixels are the newer ones.
    usualInputRange = isPalm && outputs.inputWidth == 192 ? .unit : .symmetric
    notes = outputs.notes
    let stated = outputs.statedStrides
    let layouts = stated.isEmpty ? Self.layouts : [(stated, 2), (stated, 1)]
    let (count, width, height) = (anchorCount, outputs.inputWidth, outputs.inputHeight)
    guard let layout = layouts.first(where: { Self.anchorCount($0, width, height) == count }) else {
      throw .inconsistent(
        "\(anchorCount) anchors on \(width)x\(height) pixels are those of no known face or palm detector; state the "
          + "strides of its layers")
    }
    middles = Self.middles(layout, width, height)
    notes.add(
      "the outputs are decoded as MediaPipe's \(usualNames[0]) detectors have them, layers of the strides "
        + layout.strides.map(String.init).joined(separator: ",") + "; overlapping boxes are dropped, not averaged")
  }

  /// How many anchors such layers have, one layer after the other.
  private static func anchorCount(_ layout: (strides: [Int], perLayer: Int), _ width: Int, _ height: Int) -> Int {
    layout.strides.reduce(0) { count, stride in
      count + ((width + stride - 1) / stride) * ((height + stride - 1) / stride) * layout.perLayer
    }
  }

  private static func middles(
    _ layout: (strides: [Int], perLayer: Int), _ width: Int, _ height: Int
  ) -> [(x: Float, y: Float)] {
    var middles: [(x: Float, y: Float)] = []
    var layer = 0
    while layer < layout.strides.count {
      let stride = layout.strides[layer]
      let last = layout.strides[layer...].prefix { $0 == stride }.count + layer
      let (columns, rows) = ((width + stride - 1) / stride, (height + stride - 1) / stride)
      for row in 0..<rows {
        for column in 0..<columns {
          let middle = (
            (Float(column) + 0.5) / Float(columns) * Float(width), (Float(row) + 0.5) / Float(rows) * Float(height)
          )
          for _ in 0..<(last - layer) * layout.perLayer { middles.append(middle) }
        }
      }
      layer = last
    }
    return middles
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    let confidence = Float(max(options.confidence, 0))
    var found = ScoredBoxes(notes: notes)
    var keypoints: [Int: [Keypoint]] = [:]
    var first = 0
    for pair in pairs {
      let offsets = ValueGrid(outputs[pair.offsets], featureCount: featureCount)
      let scores = ValueGrid(outputs[pair.scores], featureCount: 1)
      for row in 0..<min(pair.count, offsets.anchorCount, scores.anchorCount) {
        let logit = scores[0, row]
        let score = logit.isNaN ? logit : logistic(min(max(logit, -Self.greatestLogit), Self.greatestLogit))
        if score <= confidence { continue }
        if let classes = options.classes, !classes.contains(0) { continue }
        let anchor = first + row
        let middle = middles[anchor]
        let (x, y) = (offsets[0, row] + middle.x, offsets[1, row] + middle.y)
        let (halfWidth, halfHeight) = (offsets[2, row] / 2, offsets[3, row] / 2)
        found.append(
          BoundingBox(x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight),
          confidence: score, classIndex: 0, anchor: anchor)
        keypoints[anchor] = (0..<(featureCount - 4) / 2).map { point in
          Keypoint(x: offsets[4 + 2 * point, row] + middle.x, y: offsets[5 + 2 * point, row] + middle.y)
        }
      }
      first += pair.count
    }
    return found.suppressed(options).map { detection in
      var detection = detection
      detection.keypoints = keypoints[detection.anchorIndex] ?? []
      return detection
    }
  }
}

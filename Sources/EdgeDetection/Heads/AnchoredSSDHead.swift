import EdgeModel

/// SSD with its anchors as an output: scores `[1, anchors, 1 + classes]`, the first of which is background, offsets and
/// anchor boxes `[1, anchors, 4]`, both left, top, right, bottom; or, asked for as `st-ssd`, all of it in one output
/// `[1, anchors, 1 + classes + 8]` in this order. Offsets are in widths and heights of the anchor, which is in fractions.
///
/// Fact: ST's model zoo, post-processing of its SSD.
struct AnchoredSSDHead: HeadArrangement, HeadDecoder {
  static let kinds = [HeadKind.stSSD]

  let task = DetectorTask.detect
  let classCount: Int
  let anchorCount: Int
  let keypointShape: (count: Int, dimensions: Int)? = nil
  let usualInputRange = InputRange.symmetric

  /// An output and its rows.
  private struct Part {
    var output: Int
    var featureCount: Int
    var rows: Range<Int>

    func values(_ outputs: [Tensor]) -> ValueGrid {
      ValueGrid(outputs[output], featureCount: featureCount).rows(rows)
    }
  }

  private let scores: Part
  private let offsets: Part
  private let anchors: Part
  private let notes: HeadNotes
  private let inputWidth: Float
  private let inputHeight: Float

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    let shapes = outputs.shapes
    if outputs.options.kind == .stSSD, outputs.consists(ofPlanes: 1...1, volumes: 0...0), shapes[0][2] > 9 {
      let count = shapes[0][2]
      return try AnchoredSSDHead(
        outputs, scores: Part(output: 0, featureCount: count, rows: 0..<count - 8),
        offsets: Part(output: 0, featureCount: count, rows: count - 8..<count - 4),
        anchors: Part(output: 0, featureCount: count, rows: count - 4..<count))
    }
    guard outputs.consists(ofPlanes: 3...3, volumes: 0...0), Set(shapes.map { $0[1] }).count == 1 else { return nil }
    let boxes = shapes.indices.filter { shapes[$0][2] == 4 }
    // With three classes the scores look like boxes, too: then the usual order counts.
    let scores = shapes.indices.first { !boxes.contains($0) } ?? 0
    let others = boxes.filter { $0 != scores }
    guard others.count == 2, shapes[scores][2] > 1 else { return nil }
    func part(_ output: Int) -> Part {
      Part(output: output, featureCount: shapes[output][2], rows: 0..<shapes[output][2])
    }
    return try AnchoredSSDHead(
      outputs, scores: part(scores), offsets: part(others[0]), anchors: part(others[1]))
  }

  private init(_ outputs: HeadOutputs, scores: Part, offsets: Part, anchors: Part) throws(DetectionHeadError) {
    if let task = try outputs.statedTask(), task != .detect {
      throw .inconsistent("SSD's outputs \(outputs.text) have boxes only, the task is \(task.rawValue)")
    }
    (self.scores, self.offsets, self.anchors) = (scores, offsets, anchors)
    classCount = scores.rows.count - 1
    anchorCount = outputs.shapes[scores.output][1]
    (inputWidth, inputHeight) = (Float(outputs.inputWidth), Float(outputs.inputHeight))
    notes = outputs.notes
    notes.add("the outputs are decoded as ST's SSD has them: the first of \(scores.rows.count) scores is background")
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    let scores = scores.values(outputs)
    var (offsets, anchors) = (offsets.values(outputs), anchors.values(outputs))
    // Anchors are boxes, offsets are not: exporters may have changed the order.
    if !Self.areBoxes(anchors) {
      guard Self.areBoxes(offsets) else { throw .inconsistent("none of the outputs holds anchor boxes") }
      swap(&offsets, &anchors)
    }
    let confidence = Float(max(options.confidence, 0))
    var found = ScoredBoxes(notes: notes)
    for anchor in 0..<min(anchorCount, anchors.anchorCount) {
      let all = (1...classCount).map { scores[$0, anchor] }
      guard all.contains(where: { !($0 <= confidence) }) else { continue }
      let (width, height) = (anchors[2, anchor] - anchors[0, anchor], anchors[3, anchor] - anchors[1, anchor])
      func edge(_ row: Int, _ size: Float, _ side: Float) -> Float {
        min(max(offsets[row, anchor] * size + anchors[row, anchor], 0), 1) * side
      }
      found.append(
        BoundingBox(
          x1: edge(0, width, inputWidth), y1: edge(1, height, inputHeight), x2: edge(2, width, inputWidth),
          y2: edge(3, height, inputHeight)), scores: all, anchor: anchor, options)
    }
    return found.suppressed(options)
  }

  /// True where every anchor has a right edge beyond the left one and a lower one below the upper one.
  private static func areBoxes(_ grid: ValueGrid) -> Bool {
    (0..<grid.anchorCount).allSatisfy { grid[2, $0] > grid[0, $0] && grid[3, $0] > grid[1, $0] }
  }
}

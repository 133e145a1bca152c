import EdgeModel
import Synchronization

/// Objects after suppression in four outputs: boxes `[1, objects, 4]`, classes and scores `[1, objects]`, and how many of
/// them there are; as TensorFlow's `TFLite_Detection_PostProcess` (SSD MobileNet, EfficientDet) and
/// `combined_non_max_suppression`, and TensorRT's `EfficientNMS` give them.
///
/// Facts: `tensorflow/lite/kernels/detection_postprocess.cc` (boxes are top, left, bottom, right in fractions),
/// `tf.image.combined_non_max_suppression`, TensorRT `efficientNMSPlugin` (left, top, right, bottom in pixels).
struct SuppressedHead: HeadArrangement, HeadDecoder {
  static let kinds = [HeadKind.ssd]

  let task = DetectorTask.detect
  let classCount: Int
  let anchorCount: Int
  let keypointShape: (count: Int, dimensions: Int)? = nil
  var checksShapes: Bool { false }
  /// SSD networks are trained so.
  let usualInputRange: InputRange

  private let boxes: Int
  private let count: Int
  /// Scores and classes as the order of the outputs suggests.
  private let first: Int
  private let second: Int
  private let order: ScoreOrder
  /// True where left stands before top; nil where scores right behind the boxes say so.
  private let isLeftFirst: Bool?
  private let coordinates: CoordinateDecision
  private let notes: HeadNotes
  private let inputWidth: Float
  private let inputHeight: Float

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    let shapes = outputs.shapes
    guard shapes.count == 4 else { return nil }
    let boxes = shapes.indices.filter { shapes[$0].count == 3 && shapes[$0][0] == 1 && shapes[$0][2] == 4 }
    guard boxes.count == 1 else { return nil }
    let objectCount = shapes[boxes[0]][1]
    let lists = shapes.indices.filter { shapes[$0] == [1, objectCount] }
    let counts = shapes.indices.filter { !boxes.contains($0) && [[], [1], [1, 1]].contains(shapes[$0]) }
    guard let count = counts.first(where: { !lists.contains($0) }) ?? counts.last else { return nil }
    let others = lists.filter { $0 != count }
    guard others.count == 2 else { return nil }
    return try SuppressedHead(outputs, boxes: boxes[0], lists: others, count: count)
  }

  private init(_ outputs: HeadOutputs, boxes: Int, lists: [Int], count: Int) throws(DetectionHeadError) {
    if let task = try outputs.statedTask(), task != .detect {
      throw .inconsistent("objects after suppression \(outputs.text) have boxes only, the task is \(task.rawValue)")
    }
    self.boxes = boxes
    self.count = count
    (first, second) = (lists[0], lists[1])
    classCount = outputs.namedCount
    anchorCount = outputs.shapes[boxes][1]
    (inputWidth, inputHeight) = (Float(outputs.inputWidth), Float(outputs.inputHeight))
    notes = outputs.notes
    let names = lists.map { outputs.names[$0].lowercased() }
    let isEfficient = count == 0
    // TensorFlow 2 exports scores, boxes, count, classes; the operator itself gives classes before scores.
    let isScoreFirst = isEfficient || lists[0] < boxes
    let named = names.map { $0.contains("score") }
    order = ScoreOrder(
      isFirstScores: named[0] != named[1] ? named[0] : nil, assumption: isScoreFirst, notes: outputs.notes)
    // YOLOv5's exporter gives combined suppression, which has scores right behind boxes, its boxes the other way round.
    let isYOLO = outputs.metadata?.stride != nil
    isLeftFirst = isEfficient ? true : isYOLO && boxes < lists[0] ? nil : false
    usualInputRange = isEfficient || isYOLO ? .unit : .symmetric
    coordinates = CoordinateDecision(usual: isEfficient ? .pixels : .normalized, notes: outputs.notes)
  }

  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection] {
    let edges = ValueGrid(outputs[boxes], featureCount: 4)
    let lists = [first, second].map { outputs[$0].dequantized() }
    let counted = outputs[count].dequantized().first ?? 0
    guard counted.isFinite else { throw .inconsistent("the model says that it found \(counted) objects") }
    let objectCount = min(max(Int(max(min(counted, 1e6), 0)), 0), edges.anchorCount, lists[0].count, lists[1].count)
    if objectCount == 0 { return [] }
    let isFirstScores = order.isFirstScores(lists[0].prefix(objectCount), lists[1].prefix(objectCount))
    let (scores, classes) = isFirstScores ? (lists[0], lists[1]) : (lists[1], lists[0])
    let form = try coordinates.coordinates(options.coordinates) {
      CoordinateEvidence(points: (0..<objectCount).map { (edges[2, $0], edges[3, $0]) })
    }
    let (width, height): (Float, Float) = form == .normalized ? (inputWidth, inputHeight) : (1, 1)
    let isLeftFirst = isLeftFirst ?? isFirstScores
    notes.add(
      "the outputs are taken for objects after suppression, boxes as "
        + (isLeftFirst ? "left, top, right, bottom" : "top, left, bottom, right"))
    let (x, y) = isLeftFirst ? (0, 1) : (1, 0)
    var found = ScoredBoxes(notes: notes)
    for row in 0..<objectCount where !(scores[row] <= Float(max(options.confidence, 0))) {
      guard let classIndex = Int(exactly: classes[row].rounded()), classIndex >= 0,
        classCount == 0 || classIndex < classCount
      else {
        notes.add("the outputs hold objects of classes that the metadata does not name: these are left out")
        continue
      }
      if let chosen = options.classes, !chosen.contains(classIndex) { continue }
      found.append(
        BoundingBox(
          x1: edges[x, row] * width, y1: edges[y, row] * height, x2: edges[x + 2, row] * width,
          y2: edges[y + 2, row] * height),
        confidence: scores[row], classIndex: classIndex, anchor: row)
    }
    return found.best(options)
  }
}

/// Which of two lists holds scores and which class numbers: told once per model by names, or by a list with fractions.
private final class ScoreOrder: Sendable {
  private let decided: Mutex<Bool?>
  private let assumption: Bool
  private let notes: HeadNotes

  init(isFirstScores: Bool?, assumption: Bool, notes: HeadNotes) {
    decided = Mutex(isFirstScores)
    self.assumption = assumption
    self.notes = notes
  }

  func isFirstScores(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Bool {
    decided.withLock { decided in
      if let decided { return decided }
      func hasFractions(_ list: ArraySlice<Float>) -> Bool { list.contains { $0 != $0.rounded() } }
      let (inFirst, inSecond) = (hasFractions(first), hasFractions(second))
      guard inFirst != inSecond else { return assumption }
      decided = inFirst
      return inFirst
    }
  }
}

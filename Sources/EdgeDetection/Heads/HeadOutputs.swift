import EdgeModel

/// What is known of a detector's outputs before they are read: their shapes, the input's size, and what the file says.
struct HeadOutputs: Sendable {
  let shapes: [[Int]]
  let inputWidth: Int
  let inputHeight: Int
  let metadata: ModelMetadata?
  /// What the caller says the model does.
  let forcedTask: DetectorTask?
  /// Outputs `[1, a, b]`, by their positions.
  let planes: [Int]
  /// Outputs `[1, a, b, c]`, by their positions.
  let volumes: [Int]

  /// Largest product of dimensions that is read, so that no index overflows.
  private static let maximumElementCount = 1 << 28

  /// Throws when no detector known has outputs of these ranks.
  init(
    shapes: [[Int]], inputWidth: Int, inputHeight: Int, metadata: ModelMetadata?, task: DetectorTask?
  ) throws(DetectionHeadError) {
    self.shapes = shapes
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.metadata = metadata
    forcedTask = task
    planes = shapes.indices.filter { shapes[$0].count == 3 && shapes[$0][0] == 1 }
    volumes = shapes.indices.filter { shapes[$0].count == 4 && shapes[$0][0] == 1 }
    for shape in shapes {
      guard let count = Tensor.elementCount(shape: shape), count > 0, count <= Self.maximumElementCount else {
        throw .notADetector("its outputs are \(text)")
      }
    }
    guard (1...2).contains(planes.count), volumes.count <= 1, planes.count + volumes.count == shapes.count else {
      throw .notADetector(guess)
    }
  }

  /// All shapes, for messages.
  var text: String { shapes.map { "\($0)" }.joined(separator: ", ") }

  /// Number of classes that the metadata names; zero when it names none.
  var namedCount: Int { metadata?.names.count ?? 0 }

  /// True when the metadata says that suppression lies inside the network, false when it says that it does not.
  var isEndToEnd: Bool? { metadata?.entries["end2end"].map { $0.lowercased() == "true" } }

  /// Anchors of a head with strides 8, 16 and 32.
  var gridCount: Int { [8, 16, 32].reduce(0) { $0 + (inputWidth / $1) * (inputHeight / $1) } }

  /// The task that the caller or the metadata states; nil when the shapes must tell.
  func statedTask() throws(DetectionHeadError) -> DetectorTask? {
    if let forcedTask { return forcedTask }
    guard let name = metadata?.task else { return nil }
    guard let task = DetectorTask(rawValue: name) else { throw .unsupportedTask(name) }
    return task
  }

  /// Where the mask prototypes lie.
  /// - Parameter expectedCount: their number, where the metadata decides it.
  func prototypes(expectedCount: Int?) throws(DetectionHeadError) -> HeadLayout.Prototypes {
    guard let output = volumes.first else {
      throw .inconsistent("segmentation needs an output with mask prototypes, the outputs are \(text)")
    }
    let shape = shapes[output]
    let last = HeadLayout.Prototypes(
      output: output, width: shape[2], height: shape[1], count: shape[3], isChannelsLast: true)
    let first = HeadLayout.Prototypes(
      output: output, width: shape[3], height: shape[2], count: shape[1], isChannelsLast: false)
    func isQuarter(_ candidate: HeadLayout.Prototypes) -> Bool {
      candidate.width == inputWidth / 4 && candidate.height == inputHeight / 4
    }
    if isQuarter(last) != isQuarter(first) { return isQuarter(last) ? last : first }
    if let expectedCount, (last.count == expectedCount) != (first.count == expectedCount) {
      return last.count == expectedCount ? last : first
    }
    // Every known export has 32.
    if (last.count == 32) != (first.count == 32) { return last.count == 32 ? last : first }
    throw .inconsistent("it is not clear which dimension of \(shape) counts the mask prototypes")
  }

  /// Points and numbers per point of a pose head whose rows hold so many numbers besides box and, at least, one score.
  /// - Parameter otherCount: numbers of a row that are no keypoints, when the metadata does not say how many are.
  func keypointShape(features: Int, otherCount: Int) throws(DetectionHeadError) -> (count: Int, dimensions: Int) {
    if let shape = metadata?.keypointShape {
      guard shape.count == 2, shape[0] > 0, shape[0] <= features, shape[1] == 2 || shape[1] == 3 else {
        throw .inconsistent("the metadata's keypoint shape \(shape) makes no sense")
      }
      return (shape[0], shape[1])
    }
    let extras = features - otherCount
    guard extras > 0 else { throw .inconsistent("\(features) numbers per anchor leave no room for keypoints") }
    if extras % 3 == 0 { return (extras / 3, 3) }
    if extras % 2 == 0 { return (extras / 2, 2) }
    throw .inconsistent("\(extras) keypoint numbers per anchor are no multiple of 2 or 3")
  }

  /// What outputs of these shapes probably are, for a message.
  private var guess: String {
    if shapes.count == 1, shapes[0].count <= 2 { return "its output \(text) is that of a classifier" }
    if shapes.count == 4, shapes.contains(where: { $0.count == 3 && $0[2] == 4 }) {
      return "its outputs \(text) look like those of an SSD with suppression inside, which is not supported"
    }
    if shapes.count == 1, shapes[0].count == 4 { return "its output \(text) is a picture or feature map" }
    return "its outputs are \(text)"
  }
}

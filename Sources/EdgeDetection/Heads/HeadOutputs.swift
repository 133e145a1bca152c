import EdgeModel

/// What is known of a detector's outputs before they are read: their shapes, the input's size, and what the file says.
struct HeadOutputs: Sendable {
  let shapes: [[Int]]
  /// Names of the outputs, as many as shapes; empty texts where they are not known.
  let names: [String]
  let inputWidth: Int
  let inputHeight: Int
  let metadata: ModelMetadata?
  /// What the caller says.
  let options: HeadOptions
  /// What the boxes are measured in, decided with the outputs of the first pictures.
  let coordinates: CoordinateDecision
  /// What was guessed; decoders add what they meet.
  let notes: HeadNotes
  /// Outputs `[1, a, b]`, by their positions.
  let planes: [Int]
  /// Outputs `[1, a, b, c]`, by their positions.
  let volumes: [Int]

  /// Largest product of dimensions that is read, so that no index overflows.
  private static let maximumElementCount = 1 << 28
  /// Largest stride of a grid that is believed, in pixels.
  private static let greatestStride = 1024

  /// - Parameter usualCoordinates: what files of the model's format usually have.
  /// - Throws: when a shape is not one that can be read.
  init(
    shapes: [[Int]], names: [String], inputWidth: Int, inputHeight: Int, metadata: ModelMetadata?,
    options: HeadOptions, usualCoordinates: BoxCoordinates
  ) throws(DetectionHeadError) {
    let notes = HeadNotes()
    try self.init(
      shapes: shapes, names: names, inputWidth: inputWidth, inputHeight: inputHeight, metadata: metadata,
      options: options, notes: notes, coordinates: CoordinateDecision(usual: usualCoordinates, notes: notes))
  }

  /// The same of outputs that are put together in another way.
  func withShapes(_ shapes: [[Int]]) throws(DetectionHeadError) -> HeadOutputs {
    try HeadOutputs(
      shapes: shapes, names: shapes.map { _ in "" }, inputWidth: inputWidth, inputHeight: inputHeight,
      metadata: metadata, options: options, notes: notes, coordinates: coordinates)
  }

  private init(
    shapes: [[Int]], names: [String], inputWidth: Int, inputHeight: Int, metadata: ModelMetadata?,
    options: HeadOptions, notes: HeadNotes, coordinates: CoordinateDecision
  ) throws(DetectionHeadError) {
    self.shapes = shapes
    self.names = names
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.metadata = metadata
    self.options = options
    self.notes = notes
    self.coordinates = coordinates
    planes = shapes.indices.filter { shapes[$0].count == 3 && shapes[$0][0] == 1 }
    volumes = shapes.indices.filter { shapes[$0].count == 4 && shapes[$0][0] == 1 }
    guard statedStrides.allSatisfy({ (1...Self.greatestStride).contains($0) }), statedStrides.count <= 16,
      statedAnchors.allSatisfy({ $0 > 0 && $0.isFinite }), statedAnchors.count.isMultiple(of: 2)
    else {
      throw .inconsistent("the stated anchors are no pairs of sizes, or the stated strides no strides")
    }
    for shape in shapes {
      guard let count = Tensor.elementCount(shape: shape), count <= Self.maximumElementCount else {
        throw .notADetector("its outputs are \(text)")
      }
    }
  }

  /// All shapes, for messages.
  var text: String { shapes.map { "\($0)" }.joined(separator: ", ") }

  /// True when planes and volumes are all there is, in these numbers, and none of them is empty.
  func consists(ofPlanes planeCount: ClosedRange<Int>, volumes volumeCount: ClosedRange<Int>) -> Bool {
    planeCount.contains(planes.count) && volumeCount.contains(volumes.count)
      && planes.count + volumes.count == shapes.count && shapes.allSatisfy { !$0.contains(0) }
  }

  /// Number of classes that the metadata names; zero when it names none.
  var namedCount: Int { metadata?.names.count ?? 0 }

  /// True when the metadata says that suppression lies inside the network, false when it says that it does not.
  var embedsSuppression: Bool? { metadata?.embedsSuppression }

  /// Strides as the caller or the metadata gives them; empty when neither does.
  var statedStrides: [Int] { options.strides.isEmpty ? metadata?.strides ?? [] : options.strides }

  /// Anchors as the caller or the metadata gives them; empty when neither does.
  var statedAnchors: [Double] { options.anchors.isEmpty ? metadata?.anchors ?? [] : options.anchors }

  /// One anchor for each cell of the grids whose strides are stated, or the usual ones.
  var grid: AnchorGrid {
    let strides = statedStrides
    return AnchorGrid(
      strides: strides.isEmpty ? AnchorGrid.usualStrides : strides, inputWidth: inputWidth, inputHeight: inputHeight)
  }

  /// Anchors of a head with one per cell.
  var gridCount: Int { grid.count }

  /// True for `[1, features, anchors]`, false for `[1, anchors, features]`.
  func isFeaturesFirst(_ plane: Int) -> Bool {
    let shape = shapes[plane]
    let counts = [gridCount, gridCount * ObjectnessHead.anchorsPerCell]
    for count in counts where (shape[1] == count) != (shape[2] == count) { return shape[2] == count }
    // There are more anchors than numbers per anchor in all but the tiniest networks.
    return shape[1] <= shape[2]
  }

  /// The task that the caller or the metadata states; nil when the shapes must tell.
  func statedTask() throws(DetectionHeadError) -> DetectorTask? {
    if let task = options.task { return task }
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
  var guess: String {
    if shapes.count == 1, shapes[0].count <= 2 { return "its output \(text) is that of a classifier" }
    if shapes.count == 1, shapes[0].count == 4 { return "its output \(text) is a picture or feature map" }
    if volumes.count > 1, volumes.count == shapes.count {
      return "its outputs \(text) are maps; if they are grids of anchors, say of which kind by --head yolov2, yolov3, "
        + "yolov5 or yolox"
    }
    return "its outputs are \(text)"
  }
}

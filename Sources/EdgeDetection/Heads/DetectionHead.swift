import EdgeFormats
public import EdgeModel
public import EdgeRunner

/// Turns the outputs of a detector into detections, whatever the kind of its head (`HeadKind`).
///
/// Made once per model from the shapes of its outputs and used for all its pictures, by any number of threads: what boxes
/// are measured in is decided once, by the first outputs with objects.
public struct DetectionHead: Sendable {
  /// What the network finds: boxes, masks or poses.
  public let task: DetectorTask
  /// Number of classes; zero for an end-to-end head without metadata, which does not tell.
  public let classCount: Int
  /// Number of anchors, or rows of an end-to-end head, each of which may predict an object.
  public let anchorCount: Int
  /// Sides of the network's input in pixels.
  public let inputWidth: Int
  /// Rows of the network's input in pixels.
  public let inputHeight: Int
  /// Points per object and numbers per point (2 or 3); nil unless the task is pose.
  public var keypointShape: (count: Int, dimensions: Int)? { decoder.keypointShape }
  /// The real numbers that networks with such a head usually take for colours, where their input does not show it.
  public var usualInputRange: InputRange { decoder.usualInputRange }
  /// The order in which networks with such a head usually take colours.
  public var usualChannelOrder: ChannelOrder { decoder.usualChannelOrder }
  /// Names of the classes that networks with such a head usually have; empty where they differ.
  public var usualNames: [String] { decoder.usualNames }
  private let shapes: [[Int]]
  private let decoder: any HeadDecoder
  private let noted: HeadNotes

  /// A head for outputs of these shapes, in the order the session gives them.
  ///
  /// `task` is used when given, then that of the options, then that of the metadata, then what the shapes suggest. Throws
  /// when the shapes are not those of a detector or contradict the options or the metadata.
  public init(
    outputShapes: [[Int]], inputWidth: Int, inputHeight: Int, metadata: ModelMetadata? = nil,
    task: DetectorTask? = nil, options: HeadOptions = HeadOptions()
  ) throws(DetectionHeadError) {
    var options = options
    options.task = task ?? options.task
    try self.init(
      HeadOutputs(
        shapes: outputShapes, names: outputShapes.map { _ in "" }, inputWidth: inputWidth, inputHeight: inputHeight,
        metadata: metadata, options: options, usualCoordinates: .automatic))
  }

  /// A head for the outputs of a model.
  /// - Parameters:
  ///   - model: its outputs, its metadata, and the format of its file, which tells what boxes are usually measured in.
  ///   - options: what the caller knows better.
  /// - Throws: when the outputs are not those of a detector or contradict the options or the metadata.
  public init(
    of model: ModelInformation, inputWidth: Int, inputHeight: Int, options: HeadOptions = HeadOptions()
  ) throws(DetectionHeadError) {
    let usualCoordinates: BoxCoordinates =
      switch model.source?.format {
      case .tflite: .normalized
      case .onnx: .pixels
      case nil: .automatic
      }
    try self.init(
      HeadOutputs(
        shapes: model.outputs.map(\.shape), names: model.outputs.map(\.name), inputWidth: inputWidth,
        inputHeight: inputHeight, metadata: model.metadata, options: options, usualCoordinates: usualCoordinates))
  }

  private init(_ outputs: HeadOutputs) throws(DetectionHeadError) {
    decoder = try HeadList.decoder(for: outputs)
    noted = outputs.notes
    shapes = outputs.shapes
    task = decoder.task
    inputWidth = outputs.inputWidth
    inputHeight = outputs.inputHeight
    classCount = decoder.classCount
    anchorCount = decoder.anchorCount
  }

  /// What was guessed about the outputs, and what was left out of them so far, in words for people; each thing once.
  ///
  /// Shared by all copies of the head.
  public var notes: [String] { noted.all }

  /// Adds to the notes what was guessed for the head's sake.
  func add(note: String) { noted.add(note) }

  /// Detections with boxes and keypoints in pixels of the picture, best first.
  public func detections(
    in outputs: [Tensor], geometry: LetterboxGeometry, options: PostprocessOptions = PostprocessOptions()
  ) throws(DetectionHeadError) -> [Detection] {
    var detections = try detectionsInInput(outputs, options: options).map { $0.inPicture(geometry, options.version) }
    if task == .pose, options.version == .v8239 { applyOldPoseQuirks(&detections) }
    return detections
  }

  /// Detections with boxes and keypoints in pixels of the network's input, best first.
  public func detectionsInInput(
    _ outputs: [Tensor], options: PostprocessOptions = PostprocessOptions()
  ) throws(DetectionHeadError) -> [Detection] {
    try check(outputs)
    return try decoder.detections(in: outputs, options: options)
  }

  private func check(_ outputs: [Tensor]) throws(DetectionHeadError) {
    guard outputs.count == shapes.count else {
      throw .inconsistent("the model gave \(outputs.count) outputs, expected \(shapes.count)")
    }
    guard decoder.checksShapes else { return }
    for (index, output) in outputs.enumerated() where output.shape != shapes[index] {
      throw .unexpectedOutput(index: index, expected: shapes[index], found: output.shape)
    }
  }

  /// Release 8.2.39 rounds the boxes of poses and moves points of low visibility to the corner.
  private func applyOldPoseQuirks(_ detections: inout [Detection]) {
    for index in detections.indices {
      let box = detections[index].box
      detections[index].box = BoundingBox(
        x1: box.x1.rounded(.toNearestOrEven), y1: box.y1.rounded(.toNearestOrEven),
        x2: box.x2.rounded(.toNearestOrEven), y2: box.y2.rounded(.toNearestOrEven))
      for point in detections[index].keypoints.indices {
        if let visibility = detections[index].keypoints[point].visibility, visibility < 0.5 {
          detections[index].keypoints[point].x = 0
          detections[index].keypoints[point].y = 0
        }
      }
    }
  }
}

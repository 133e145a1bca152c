public import EdgeModel

/// Turns the outputs of a YOLOv5u, YOLOv8, YOLO11 or YOLO26 network, or one arranged alike, into detections.
///
/// Made once per model from the shapes of its outputs; immutable, so it may be shared between threads.
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
  private let shapes: [[Int]]
  private let decoder: any HeadDecoder

  /// A head for outputs of these shapes, in the order the session gives them.
  ///
  /// `task` is used when given, then that of the metadata, then what the shapes suggest. Throws when the shapes are not
  /// those of a detector or contradict the task or the metadata.
  public init(
    outputShapes: [[Int]], inputWidth: Int, inputHeight: Int, metadata: ModelMetadata? = nil,
    task: DetectorTask? = nil
  ) throws(DetectionHeadError) {
    decoder = try HeadList.decoder(
      for: HeadOutputs(
        shapes: outputShapes, inputWidth: inputWidth, inputHeight: inputHeight, metadata: metadata, task: task))
    shapes = outputShapes
    self.task = decoder.task
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    classCount = decoder.classCount
    anchorCount = decoder.anchorCount
  }

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
    return decoder.detections(in: outputs, options: options)
  }

  private func check(_ outputs: [Tensor]) throws(DetectionHeadError) {
    guard outputs.count == shapes.count else {
      throw .inconsistent("the model gave \(outputs.count) outputs, expected \(shapes.count)")
    }
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

import EdgeModel

/// The kinds of heads that can be asked for by name.
public enum HeadKind: String, Sendable, CaseIterable {
  /// One row per object, suppression inside: YOLOv10, YOLO26, exports with `nms`.
  case endToEnd = "end-to-end"
  /// Boxes and class scores of each anchor: YOLOv5u, YOLOv8, YOLO11, YOLO26 and later.
  case yolo
  /// Box, objectness and class scores of each anchor: YOLOv5, YOLOv7, and YOLOX in one output.
  case yolov5
  /// Box in cells, objectness and class scores of each cell, not decoded: YOLOX in one output or one per stride.
  case yolox
  /// Anchor boxes in the cells of a grid, with softmax over the classes: YOLOv2, ST's YOLO LC and, at several strides,
  /// ST's YOLOX.
  case yolov2
  /// Anchor boxes in the cells of several grids, with independent classes: YOLOv3, YOLOv4, YOLOv7 tiny.
  case yolov3
  /// Objects after suppression in four outputs: TensorFlow's SSD and EfficientDet.
  case ssd
  /// Offsets of anchors that are an output too: ST's SSD.
  case stSSD = "st-ssd"
  /// Faces and palms with keypoints: MediaPipe's BlazeFace and palm detector.
  case blaze
}

/// One way in which detectors arrange their outputs.
protocol HeadArrangement: Sendable {
  /// What the arrangement is asked for by.
  static var kinds: [HeadKind] { get }

  /// A decoder for outputs that are arranged this way; nil when they are arranged otherwise.
  ///
  /// Throws when they are arranged this way but contradict themselves, the task or the metadata.
  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)?
}

/// Reads outputs of one arrangement.
protocol HeadDecoder: Sendable {
  var task: DetectorTask { get }
  /// Number of classes; zero where neither outputs nor metadata tell.
  var classCount: Int { get }
  /// Number of rows, each of which may hold an object.
  var anchorCount: Int { get }
  /// Points per object and numbers per point; nil unless the task is pose.
  var keypointShape: (count: Int, dimensions: Int)? { get }
  /// The real numbers that networks with such a head take for colours.
  var usualInputRange: InputRange { get }
  /// The order in which networks with such a head take colours.
  var usualChannelOrder: ChannelOrder { get }

  /// Names of the classes of networks with such a head, where nobody states them; empty where they differ.
  var usualNames: [String] { get }
  /// False where outputs may have other sizes than the model states.
  var checksShapes: Bool { get }

  /// Detections in pixels of the network's input, best first, in outputs that have the shapes the decoder was made for.
  ///
  /// Scores and boxes that are infinite or not numbers are left out and noted.
  /// - Throws: when the outputs contradict what was decided with earlier ones.
  func detections(
    in outputs: [Tensor], options: PostprocessOptions
  ) throws(DetectionHeadError) -> [Detection]
}

extension HeadDecoder {
  var usualInputRange: InputRange { .unit }
  var usualChannelOrder: ChannelOrder { .rgb }
  var usualNames: [String] { [] }
  var checksShapes: Bool { true }
}

/// The known arrangements, those that say the most about themselves first: the first that fits is taken.
enum HeadList {
  static let arrangements: [any HeadArrangement.Type] = [
    EndToEndHead.self, SuppressedHead.self, BlazeHead.self, AnchoredSSDHead.self, YOLOXHead.self, AnchorGridHead.self,
    ObjectnessHead.self, CombinedHead.self, SplitHead.self, JoinedHead.self,
  ]

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> any HeadDecoder {
    let kind = outputs.options.kind
    for arrangement in arrangements where kind.map(arrangement.kinds.contains) ?? true {
      guard let decoder = try arrangement.decoder(for: outputs) else { continue }
      let named = outputs.namedCount
      // Zero classes are those of heads that do not tell.
      guard named == 0 || decoder.classCount == named else {
        throw .contradictingNames(classCount: decoder.classCount, namedCount: named, outputs: outputs.text)
      }
      return decoder
    }
    if let kind { throw .notOfKind(kind, outputs: outputs.text) }
    throw .notADetector(outputs.guess)
  }
}

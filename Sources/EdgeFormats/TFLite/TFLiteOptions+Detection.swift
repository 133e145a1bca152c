import EdgeModel

extension TFLiteOptions {
  /// The attributes of TFLite_Detection_PostProcess.
  func detectionPostProcess() throws(TFLiteError) -> DetectionPostProcessAttributes {
    guard let custom, let map = FlexBufferMap(custom) else {
      throw TFLiteError(.malformed, at: place, "its options are no FlexBuffers map")
    }
    func count(_ key: String, default value: Int? = nil) throws(TFLiteError) -> Int {
      guard let number = map.numbers[key] == nil ? value : map.integer(key), (1..<1 << 20).contains(number) else {
        throw TFLiteError(.malformed, at: place, "option \(key) is \(Self.text(map.numbers[key])), no count")
      }
      return number
    }
    func number(_ key: String) throws(TFLiteError) -> Float {
      guard let number = map.numbers[key].map(Float.init), number.isFinite else {
        throw TFLiteError(.malformed, at: place, "option \(key) is \(Self.text(map.numbers[key]))")
      }
      return number
    }
    func scale(_ key: String) throws(TFLiteError) -> Float {
      let scale = try number(key)
      guard scale != 0 else { throw TFLiteError(.malformed, at: place, "option \(key) is 0") }
      return scale
    }
    let overlap = try number("nms_iou_threshold")
    guard overlap > 0, overlap <= 1 else {
      throw TFLiteError(.malformed, at: place, "option nms_iou_threshold is \(overlap), not above 0 and at most 1")
    }
    return DetectionPostProcessAttributes(
      maxDetections: try count("max_detections"), maxClassesPerDetection: try count("max_classes_per_detection"),
      detectionsPerClass: try count("detections_per_class", default: 100),
      usesRegularSuppression: (map.numbers["use_regular_nms"] ?? 0) != 0,
      scoreThreshold: try number("nms_score_threshold"), overlapThreshold: overlap,
      classCount: try count("num_classes"), yScale: try scale("y_scale"), xScale: try scale("x_scale"),
      heightScale: try scale("h_scale"), widthScale: try scale("w_scale"))
  }

  private static func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "missing" }
}

extension DetectionPostProcessAttributes {
  /// The options as a file holds them.
  var flexBuffer: [UInt8] {
    FlexBufferMap.bytes([
      "max_detections": .integer(maxDetections), "max_classes_per_detection": .integer(maxClassesPerDetection),
      "detections_per_class": .integer(detectionsPerClass), "use_regular_nms": .bool(usesRegularSuppression),
      "nms_score_threshold": .float(scoreThreshold), "nms_iou_threshold": .float(overlapThreshold),
      "num_classes": .integer(classCount), "y_scale": .float(yScale), "x_scale": .float(xScale),
      "h_scale": .float(heightScale), "w_scale": .float(widthScale),
    ])
  }
}

extension Graph {
  /// Files state no shapes for what the decoder of detections makes; its options do.
  mutating func stateDetectionShapes() {
    for op in operators {
      guard case .detectionPostProcess(let attributes) = op.kind else { continue }
      for (output, shape) in zip(op.outputs, attributes.resultShapes) where tensors[output].shape.isEmpty {
        tensors[output].shape = shape
      }
    }
  }
}

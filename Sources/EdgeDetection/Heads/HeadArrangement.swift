import EdgeModel

/// One way in which detectors arrange their outputs.
protocol HeadArrangement: Sendable {
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

  /// Detections in pixels of the network's input, best first, in outputs that have the shapes the decoder was made for.
  func detections(in outputs: [Tensor], options: PostprocessOptions) -> [Detection]
}

/// The known arrangements, those that say the most about themselves first: the first that fits is taken.
enum HeadList {
  static let arrangements: [any HeadArrangement.Type] = [EndToEndHead.self, CombinedHead.self, SplitHead.self]

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> any HeadDecoder {
    for arrangement in arrangements {
      guard let decoder = try arrangement.decoder(for: outputs) else { continue }
      let named = outputs.namedCount
      guard named == 0 || decoder.classCount == named else {
        throw .contradictingNames(classCount: decoder.classCount, namedCount: named, outputs: outputs.text)
      }
      return decoder
    }
    throw .notADetector("its outputs are \(outputs.text)")
  }
}

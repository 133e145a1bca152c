/// A model file read into memory: its graph, what its author wrote beside it, and its identity.
public struct Model: Sendable {
  /// What is computed.
  public var graph: Graph
  /// Nil when the file carries none.
  public var metadata: ModelMetadata?
  /// SHA-256 of the whole file, computed when asked for.
  public var hash: ModelHash
  /// Size of the file in bytes.
  public var fileByteCount: Int
  /// Free text from the file (converter name and the like), empty when there is none.
  public var description: String
  /// What the reader met and got over, such as damaged metadata, in words for people.
  public var warnings: [String]

  /// A model that a reader has checked.
  public init(
    graph: Graph, metadata: ModelMetadata?, sha256: ModelHash, fileByteCount: Int, description: String,
    warnings: [String] = []
  ) {
    self.graph = graph
    self.metadata = metadata
    hash = sha256
    self.fileByteCount = fileByteCount
    self.description = description
    self.warnings = warnings
  }

  /// Lower-case hexadecimal SHA-256 of the whole file.
  public var sha256: String { hash.description }
}

/// What a detector's exporter wrote beside the network, in Ultralytics' terms.
public struct ModelMetadata: Sendable, Hashable {
  /// Class names by class number.
  public var names: [Int: String]
  /// `detect`, `segment`, `pose`, ...; nil when not given.
  public var task: String?
  /// Largest stride of the detection grid; nil when not given.
  public var stride: Int?
  /// Input height and width in pixels; nil when not given.
  public var imageSize: [Int]?
  /// Keypoints per object and numbers per keypoint (2 or 3), for pose models.
  public var keypointShape: [Int]?
  /// `letterbox` (the default when nil) or `stretch`: how pictures were brought to the input size in training.
  public var resizeMode: String?
  /// True when suppression of overlapping boxes lies inside the network (`end2end`, or `nms` among the exporter's
  /// arguments), false when the file says that it does not, nil when it says nothing.
  public var embedsSuppression: Bool?
  /// Widths and heights of a detector's anchors, alternating, grid by grid in the order of `strides`; empty when not
  /// given. What they are measured in depends on the kind of detector.
  public var anchors: [Double]
  /// Strides of a detector's grids in pixels; empty when not given.
  public var strides: [Int]
  /// Every entry of the metadata as text, for display.
  public var entries: [String: String]

  /// What an exporter wrote; what it left out is empty or nil.
  public init(
    names: [Int: String] = [:], task: String? = nil, stride: Int? = nil, imageSize: [Int]? = nil,
    keypointShape: [Int]? = nil, resizeMode: String? = nil, embedsSuppression: Bool? = nil, anchors: [Double] = [],
    strides: [Int] = [], entries: [String: String] = [:]
  ) {
    self.names = names
    self.task = task
    self.stride = stride
    self.imageSize = imageSize
    self.keypointShape = keypointShape
    self.resizeMode = resizeMode
    self.embedsSuppression = embedsSuppression
    self.anchors = anchors
    self.strides = strides
    self.entries = entries
  }
}

/// What is known of a detector's head that its file does not say, or says otherwise.
public struct HeadOptions: Sendable, Hashable {
  /// What the model does; nil for what its metadata or its outputs say.
  public var task: DetectorTask?
  /// How the outputs are arranged; nil to tell it from their shapes and the metadata.
  public var kind: HeadKind?
  /// Widths and heights of anchors, alternating, grid by grid; empty for those of the metadata or the usual ones.
  public var anchors: [Double]
  /// Strides of the grids in pixels; empty for those of the metadata or the usual ones.
  public var strides: [Int]

  /// Everything as the file says, unless given.
  public init(task: DetectorTask? = nil, kind: HeadKind? = nil, anchors: [Double] = [], strides: [Int] = []) {
    self.task = task
    self.kind = kind
    self.anchors = anchors
    self.strides = strides
  }
}

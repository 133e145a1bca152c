/// An activation fused into an operator by the file's author.
public enum Activation: String, Sendable, Hashable, Codable {
  case none, relu, reluN1To1, relu6, tanh, signBit
}

/// How a window is placed at the borders: TFLite's two rules.
public enum Padding: String, Sendable, Hashable, Codable {
  /// `out = ceil(in / stride)`; the odd pixel of padding goes after.
  case same
  /// No padding: `out = ceil((in - window + 1) / stride)`.
  case valid
}

/// Attributes of the three convolutions. Strides and dilations are positive.
public struct ConvolutionAttributes: Sendable, Hashable {
  /// How the window is placed at the borders.
  public var padding: Padding
  /// Rows from one window to the next.
  public var strideHeight: Int
  /// Columns from one window to the next.
  public var strideWidth: Int
  /// Rows from one tap of the filter to the next; 1 for a dense filter.
  public var dilationHeight: Int
  /// Columns from one tap of the filter to the next; 1 for a dense filter.
  public var dilationWidth: Int
  /// What is applied to each result.
  public var activation: Activation

  /// A dense convolution without activation, unless given.
  public init(
    padding: Padding, strideHeight: Int = 1, strideWidth: Int = 1, dilationHeight: Int = 1, dilationWidth: Int = 1,
    activation: Activation = .none
  ) {
    self.padding = padding
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.activation = activation
  }
}

/// Attributes of the pooling operators. Strides and window sides are positive.
public struct PoolAttributes: Sendable, Hashable {
  /// How the window is placed at the borders.
  public var padding: Padding
  /// Rows from one window to the next.
  public var strideHeight: Int
  /// Columns from one window to the next.
  public var strideWidth: Int
  /// Rows of the window.
  public var filterHeight: Int
  /// Columns of the window.
  public var filterWidth: Int
  /// What is applied to each result.
  public var activation: Activation

  /// Pooling without activation, unless given.
  public init(
    padding: Padding, strideHeight: Int, strideWidth: Int, filterHeight: Int, filterWidth: Int,
    activation: Activation = .none
  ) {
    self.padding = padding
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.filterHeight = filterHeight
    self.filterWidth = filterWidth
    self.activation = activation
  }
}

/// Bit masks of STRIDED_SLICE, bit `i` speaking of dimension `i`.
public struct StridedSliceAttributes: Sendable, Hashable {
  /// Dimensions whose begin is ignored: the slice starts at their first element.
  public var beginMask: Int
  /// Dimensions whose end is ignored: the slice goes to their last element.
  public var endMask: Int
  /// The position in the index that stands for all dimensions not named.
  public var ellipsisMask: Int
  /// Positions in the index that add a dimension of size 1.
  public var newAxisMask: Int
  /// Dimensions of which one element is taken and that are then dropped.
  public var shrinkAxisMask: Int
  /// `end` counts from `begin` instead of from zero.
  public var offset: Bool

  /// An ordinary strided slice, unless masks are given.
  public init(
    beginMask: Int = 0, endMask: Int = 0, ellipsisMask: Int = 0, newAxisMask: Int = 0, shrinkAxisMask: Int = 0,
    offset: Bool = false
  ) {
    self.beginMask = beginMask
    self.endMask = endMask
    self.ellipsisMask = ellipsisMask
    self.newAxisMask = newAxisMask
    self.shrinkAxisMask = shrinkAxisMask
    self.offset = offset
  }
}

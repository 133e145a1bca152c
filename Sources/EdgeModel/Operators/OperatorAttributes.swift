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
  public var padding: Padding
  public var strideHeight: Int
  public var strideWidth: Int
  public var dilationHeight: Int
  public var dilationWidth: Int
  public var activation: Activation

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
  public var padding: Padding
  public var strideHeight: Int
  public var strideWidth: Int
  public var filterHeight: Int
  public var filterWidth: Int
  public var activation: Activation

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
  public var beginMask: Int
  public var endMask: Int
  public var ellipsisMask: Int
  public var newAxisMask: Int
  public var shrinkAxisMask: Int
  /// `end` counts from `begin` instead of from zero.
  public var offset: Bool

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

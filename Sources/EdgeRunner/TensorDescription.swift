public import EdgeModel

/// What a session expects for one input or returns for one output.
public struct TensorDescription: Sendable, Hashable {
  /// Name on the runner; never empty (drivers make one up: `input_1`).
  public var name: String
  /// Shape of one sample, batch dimension included as the model has it.
  public var shape: [Int]
  /// Type of the stored elements.
  public var elementType: ElementType
  /// Nil when values are plain numbers.
  public var quantization: Quantization?
  /// Where the tensor lives, for display (`in activations`, `user`); nil when unknown.
  public var location: String?

  /// A tensor without quantization and with no place in memory, unless given.
  public init(
    name: String, shape: [Int], elementType: ElementType, quantization: Quantization? = nil, location: String? = nil
  ) {
    self.name = name
    self.shape = shape
    self.elementType = elementType
    self.quantization = quantization
    self.location = location
  }

  /// Elements of one sample.
  public var elementCount: Int { Tensor.elementCount(shape: shape) ?? 0 }
  /// Bytes of one sample.
  public var byteCount: Int { Tensor.byteCount(shape: shape, elementType: elementType) ?? 0 }
}

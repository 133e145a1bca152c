public import EdgeModel
public import EdgeVision

/// Turns pictures into the input tensor of one network: resize, pad, quantize, lay out.
///
/// Immutable, so it may be shared between threads.
public struct PicturePreprocessor: Sendable {
  /// Choices that the network's file does not make.
  public struct Options: Sendable, Equatable {
    /// How a picture is brought to the input's size.
    public var resizeMode: ResizeMode
    /// How a scaled colour becomes an integer of the input.
    public var rounding: InputRounding

    /// What Ultralytics does with TFLite models, unless given.
    public init(resizeMode: ResizeMode = .letterbox, rounding: InputRounding = .truncate) {
      self.resizeMode = resizeMode
      self.rounding = rounding
    }
  }

  /// The order of an input's dimensions after the batch.
  public enum Layout: String, Sendable {
    /// Height, width, channels.
    case channelsLast
    /// Channels, height, width.
    case channelsFirst
  }

  /// Shape of the input tensor, batch dimension included.
  public let shape: [Int]
  /// Type of its elements.
  public let elementType: ElementType
  /// How colours from 0 to 1 become integers; nil for float inputs.
  public let quantization: Quantization?
  /// Choices that the file does not make.
  public let options: Options
  /// The order of the input's dimensions, told from its shape.
  public let layout: Layout
  /// Sides of the input in pixels.
  public let inputWidth: Int
  /// Rows of the input in pixels.
  public let inputHeight: Int
  private let table: InputQuantizationTable

  /// A preprocessor for an input of the given shape and type.
  ///
  /// The shape must be `[1, h, w, 3]` or `[1, 3, h, w]`; a last dimension of 3 decides for the former.
  public init(
    shape: [Int], elementType: ElementType, quantization: Quantization?, options: Options = Options()
  ) throws(PreprocessorError) {
    guard shape.count == 4, shape[0] == 1, shape.allSatisfy({ $0 > 0 }), Tensor.elementCount(shape: shape) != nil
    else { throw .unsupportedShape(shape) }
    if shape[3] == 3 {
      (layout, inputHeight, inputWidth) = (.channelsLast, shape[1], shape[2])
    } else if shape[1] == 3 {
      (layout, inputHeight, inputWidth) = (.channelsFirst, shape[2], shape[3])
    } else {
      throw .unsupportedShape(shape)
    }
    guard
      let table = InputQuantizationTable(
        elementType: elementType, quantization: quantization, rounding: options.rounding)
    else { throw .unsupportedElementType(elementType, isQuantized: quantization != nil) }
    self.table = table
    self.shape = shape
    self.elementType = elementType
    self.quantization = quantization
    self.options = options
  }

  /// Where a picture of this size lies in the input.
  public func geometry(pictureWidth: Int, pictureHeight: Int) -> LetterboxGeometry {
    LetterboxGeometry(
      pictureWidth: pictureWidth, pictureHeight: pictureHeight, inputWidth: inputWidth, inputHeight: inputHeight,
      mode: options.resizeMode)
  }

  /// The input tensor of a picture, and where the picture lies in it.
  public func callAsFunction(_ picture: Picture) -> (tensor: Tensor, geometry: LetterboxGeometry) {
    let geometry = geometry(pictureWidth: picture.width, pictureHeight: picture.height)
    return (tensor { picture.writeLetterboxed(geometry, into: $0) }, geometry)
  }

  /// The input tensor of pixels of the input's size, which `write` puts down in RGB order.
  func tensor(_ write: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> Tensor {
    var tensor = Tensor(shape: shape, elementType: elementType, quantization: quantization)
    let byteCount = inputWidth * inputHeight * 3
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: byteCount) { allocation in
      let pixels = UnsafeMutableBufferPointer(rebasing: allocation[..<byteCount])
      write(pixels)
      tensor.withUnsafeMutableBytes { bytes in
        switch table {
        case .bytes(let values): store(pixels, values, into: bytes)
        case .int16(let values): store(pixels, values, into: bytes)
        case .float32(let values): store(pixels, values, into: bytes)
        }
      }
    }
    return tensor
  }

  private func store<Value: BitwiseCopyable>(
    _ pixels: UnsafeMutableBufferPointer<UInt8>, _ values: [Value], into bytes: UnsafeMutableRawBufferPointer
  ) {
    let target = bytes.bindMemory(to: Value.self)
    values.withUnsafeBufferPointer { values in
      switch layout {
      case .channelsLast:
        for index in 0..<pixels.count { target[index] = values[Int(pixels[index])] }
      case .channelsFirst:
        let planeCount = inputWidth * inputHeight
        for channel in 0..<3 {
          for index in 0..<planeCount {
            target[channel * planeCount + index] = values[Int(pixels[index * 3 + channel])]
          }
        }
      }
    }
  }
}

/// Why a network's input cannot be filled with a picture.
public enum PreprocessorError: Error, Sendable, Equatable, CustomStringConvertible {
  case unsupportedShape([Int])
  case unsupportedElementType(ElementType, isQuantized: Bool)

  /// The reason in one line.
  public var description: String {
    switch self {
    case .unsupportedShape(let shape):
      "the input's shape \(shape) is no single RGB picture; [1, height, width, 3] or [1, 3, height, width] is needed"
    case .unsupportedElementType(let type, let isQuantized):
      isQuantized
        ? "a quantized \(type.rawValue) input cannot be filled with a picture"
        : "a \(type.rawValue) input without quantization cannot be filled with a picture"
    }
  }
}

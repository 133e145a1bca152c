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
    /// The real numbers that colours become.
    public var range: InputRange
    /// The order of colours.
    public var channelOrder: ChannelOrder

    /// What Ultralytics does with TFLite models, unless given.
    public init(
      resizeMode: ResizeMode = .letterbox, rounding: InputRounding = .truncate, range: InputRange = .unit,
      channelOrder: ChannelOrder = .rgb
    ) {
      self.resizeMode = resizeMode
      self.rounding = rounding
      self.range = range
      self.channelOrder = channelOrder
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
  /// Colours of the input: 3, or 1 for networks that see brightness only.
  public let channelCount: Int
  private let table: InputQuantizationTable

  /// A preprocessor for an input of the given shape and type.
  ///
  /// The shape must be `[1, h, w, 3]` or `[1, 3, h, w]`, or one of these with a single channel; a last dimension of 3
  /// decides for the former.
  public init(
    shape: [Int], elementType: ElementType, quantization: Quantization?, options: Options = Options()
  ) throws(PreprocessorError) {
    guard shape.count == 4, shape[0] == 1, shape.allSatisfy({ $0 > 0 }), Tensor.elementCount(shape: shape) != nil
    else { throw .unsupportedShape(shape) }
    guard let count = [3, 1].first(where: { shape[3] == $0 || shape[1] == $0 }) else { throw .unsupportedShape(shape) }
    channelCount = count
    if shape[3] == count {
      (layout, inputHeight, inputWidth) = (.channelsLast, shape[1], shape[2])
    } else {
      (layout, inputHeight, inputWidth) = (.channelsFirst, shape[2], shape[3])
    }
    guard
      let table = InputQuantizationTable(
        elementType: elementType, quantization: quantization, rounding: options.rounding, range: options.range)
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
    return (tensor { inChannels(picture).writeLetterboxed(geometry, into: $0) }, geometry)
  }

  /// The picture as it is resized: in brightness alone where the input has one channel, as Ultralytics reads it.
  func inChannels(_ picture: Picture) -> Picture { channelCount == 1 ? picture.inBrightness() : picture }

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
        case .float16(let values): store(pixels, values, into: bytes)
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
    let placeCount = inputWidth * inputHeight
    values.withUnsafeBufferPointer { values in
      if channelCount == 3, layout == .channelsLast, options.channelOrder == .rgb {
        for index in 0..<pixels.count { target[index] = values[Int(pixels[index])] }
        return
      }
      let (placeStride, channelStride) = layout == .channelsLast ? (channelCount, 1) : (1, placeCount)
      for channel in 0..<channelCount {
        let source = options.channelOrder == .rgb ? channel : channelCount - 1 - channel
        for index in 0..<placeCount {
          target[channel * channelStride + index * placeStride] = values[Int(pixels[index * 3 + source])]
        }
      }
    }
  }
}

extension Picture {
  /// The picture with the brightness of each pixel in all its colours: 0.299 red, 0.587 green and 0.114 blue in 14-bit
  /// fixed point, as OpenCV's conversion to grey has it.
  func inBrightness() -> Picture {
    Picture(width: width, height: height) { target in
      for index in stride(from: 0, to: target.count, by: 3) {
        let sum =
          Int(pixels[index]) * 4899 + Int(pixels[index + 1]) * 9617 + Int(pixels[index + 2]) * 1868 + (1 << 13)
        let brightness = UInt8(truncatingIfNeeded: sum >> 14)
        target[index] = brightness
        target[index + 1] = brightness
        target[index + 2] = brightness
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
      "the input's shape \(shape) is no single picture; [1, height, width, 3] or [1, 3, height, width] is needed, "
        + "or 1 in place of 3"
    case .unsupportedElementType(let type, let isQuantized):
      isQuantized
        ? "a quantized \(type.rawValue) input cannot be filled with a picture"
        : "a \(type.rawValue) input without quantization cannot be filled with a picture"
    }
  }
}

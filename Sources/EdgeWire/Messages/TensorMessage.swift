/// What a tensor is (`aiTensorDescMsg`).
public struct TensorDescriptorMessage: WireMessage, Equatable, Sendable {
  /// May be empty.
  public var name: WireText
  /// Type of the elements.
  public var format: TensorFormat
  /// Elements, padding included.
  public var elementCount: UInt32
  /// Rank, and the order of the dimensions.
  public var shapeFormat: ShapeFormat
  /// In the order that `shapeFormat` tells.
  public var dimensions: WordList
  /// 0 when not quantized.
  public var scale: Float
  /// The stored integer that stands for zero; 0 when not quantized.
  public var zeroPoint: Int32
  /// Device address, or 0.
  public var address: UInt32
  /// Role and properties of the tensor.
  public var flags: TensorFlags

  /// A tensor's description.
  public init(
    name: WireText = WireText(), format: TensorFormat, elementCount: UInt32, shapeFormat: ShapeFormat,
    dimensions: WordList, scale: Float = 0, zeroPoint: Int32 = 0, address: UInt32 = 0, flags: TensorFlags = []
  ) {
    self.name = name
    self.format = format
    self.elementCount = elementCount
    self.shapeFormat = shapeFormat
    self.dimensions = dimensions
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.address = address
    self.flags = flags
  }

  /// Writes the fields in the order of their numbers.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(name, field: 1)
    try sink.write(format.rawValue, field: 2)
    try sink.write(elementCount, field: 3)
    try sink.write(shapeFormat.rawValue, field: 4)
    try sink.write(unpacked: dimensions, field: 5)
    try sink.write(scale, field: 6)
    try sink.write(zeroPoint, field: 7)
    try sink.write(address, field: 8)
    try sink.write(flags.rawValue, field: 9)
  }

  /// Absent fields are zero or empty.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init(
      format: TensorFormat(rawValue: 0), elementCount: 0, shapeFormat: ShapeFormat(rawValue: 0), dimensions: WordList())
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: name = try field.text(in: bytes)
      case 2: format = TensorFormat(rawValue: try field.word())
      case 3: elementCount = try field.word()
      case 4: shapeFormat = ShapeFormat(rawValue: try field.word())
      case 5: try field.append(to: &dimensions, in: bytes)
      case 6: scale = try field.float()
      case 7: zeroPoint = try field.signedWord()
      case 8: address = try field.word()
      case 9: flags = TensorFlags(rawValue: try field.word())
      default: continue
      }
    }
  }
}

/// A tensor in a report (`aiTensorMsg`): what it is and its data.
public struct TensorMessage<Bytes> {
  /// What the tensor is.
  public var descriptor: TensorDescriptorMessage
  /// Its elements, or where they lie in the decoded buffer.
  public var data: DataMessage<Bytes>

  /// A tensor with its elements.
  public init(descriptor: TensorDescriptorMessage, data: DataMessage<Bytes>) {
    self.descriptor = descriptor
    self.data = data
  }
}

extension TensorMessage: WireMessage where Bytes: ByteSource {
  /// Writes descriptor and data, each in its own field.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(message: descriptor, field: 1)
    try sink.write(message: data, field: 2)
  }
}

extension TensorMessage where Bytes == Range<Int> {
  /// Absent parts are empty.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    let nothing = range.lowerBound..<range.lowerBound
    descriptor = try TensorDescriptorMessage(decoding: bytes, in: nothing)
    data = try DataMessage(decoding: bytes, in: nothing)
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: descriptor = try TensorDescriptorMessage(decoding: bytes, in: try field.range())
      case 2: data = try DataMessage(decoding: bytes, in: try field.range())
      default: continue
      }
    }
  }
}

extension TensorMessage: Sendable where Bytes: Sendable {}

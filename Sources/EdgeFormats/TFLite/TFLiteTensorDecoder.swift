import EdgeModel
import EdgeSystem

/// Decodes tensor tables and finds the data of constants.
struct TFLiteTensorDecoder {
  private typealias Field = TFLiteSchema.TensorField

  private let file: FlatBufferFile
  private let buffers: FlatBufferVector?
  private let limits: TFLiteLimits
  /// Bytes of misaligned constants that may still be copied.
  ///
  /// No file holds more constants than bytes, unless several buffers overlap.
  private var copyBudget: Int

  init(model: FlatBufferTable, limits: TFLiteLimits) throws(TFLiteError) {
    file = model.file
    buffers = try model.vector(TFLiteSchema.ModelField.buffers, elementSize: 4)
    copyBudget = model.file.bytes.count
    self.limits = limits
  }

  mutating func tensor(_ index: Int, table: FlatBufferTable) throws(TFLiteError) -> GraphTensor {
    let name = try table.string(Field.name, limit: limits.stringByteCount)
    func error(_ code: TFLiteError.Code, _ message: String) -> TFLiteError {
      TFLiteError(code, at: .tensor(index, name: name), message)
    }

    let typeNumber: Int8 = try table.scalar(Field.type)
    guard let type = TFLiteSchema.elementType(typeNumber) else {
      let names = TFLiteSchema.tensorTypeNames
      let typeName = names.indices.contains(Int(typeNumber)) ? names[Int(typeNumber)] : "number \(typeNumber)"
      throw error(.unsupported, "element type \(typeName) is not supported")
    }
    if try table.bool(Field.isVariable) { throw error(.unsupported, "variable tensors are not supported") }
    if try table.table(Field.sparsity) != nil { throw error(.unsupported, "sparse tensors are not supported") }
    if try table.scalar(Field.externalBuffer, UInt32.self) != 0 {
      throw error(.unsupported, "data in a separate file is not supported")
    }

    let shape = try self.shape(of: table, error: error)
    // Sizes of 0 count as 1 here, so that whoever multiplies the other sizes, as for strides, cannot overflow.
    guard let bound = Tensor.elementCount(shape: shape.map { max($0, 1) }), bound <= limits.elementCount,
      let elementCount = Tensor.elementCount(shape: shape), let byteCount = type.byteCount(of: elementCount)
    else { throw error(.limitExceeded, "shape \(shape) exceeds the limit of \(limits.elementCount) elements") }

    return GraphTensor(
      name: name, shape: shape, elementType: type,
      quantization: try quantization(of: table, shape: shape, type: type, error: error),
      constant: try constant(of: table, byteCount: byteCount, type: type, error: error))
  }

  private typealias ErrorMaker = (TFLiteError.Code, String) -> TFLiteError

  private func shape(of table: FlatBufferTable, error: ErrorMaker) throws(TFLiteError) -> [Int] {
    guard let vector = try table.vector(Field.shape, elementSize: 4) else { return [] }
    guard vector.count <= limits.rank else {
      throw error(.limitExceeded, "rank \(vector.count) exceeds the limit of \(limits.rank)")
    }
    let shape = try vector.integers(Int32.self).map { Int($0) }
    // A dynamic size in `shape_signature` does not matter as long as `shape` states what to take instead.
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw error(.unsupported, "shape \(shape) is dynamic; export the model with a fixed input size")
    }
    return shape
  }

  private func quantization(
    of table: FlatBufferTable, shape: [Int], type: ElementType, error: ErrorMaker
  ) throws(TFLiteError) -> Quantization? {
    typealias Field = TFLiteSchema.QuantizationField
    // Floating-point tensors may carry ranges from training; they mean nothing for their stored values.
    guard type.isInteger, let parameters = try table.table(TFLiteSchema.TensorField.quantization) else { return nil }
    guard try parameters.table(Field.details) == nil else {
      throw error(.unsupported, "custom quantization is not supported")
    }
    guard let scaleVector = try parameters.vector(Field.scale, elementSize: 4), scaleVector.count > 0 else {
      return nil
    }
    let scales = try scaleVector.integers(UInt32.self).map { Float(bitPattern: $0) }
    var zeroPoints = try parameters.vector(Field.zeroPoint, elementSize: 8)?.integers(Int64.self).map { Int($0) } ?? []
    // One zero point stands for all channels; none stands for zero.
    if zeroPoints.count <= 1 && zeroPoints.count != scales.count {
      zeroPoints = [Int](repeating: zeroPoints.first ?? 0, count: scales.count)
    }
    var axis = try parameters.int(Field.quantizedDimension)
    // Converters give a bias the axis of its weights; a vector has but one.
    if shape.count == 1 { axis = 0 }

    guard scales.count == zeroPoints.count else {
      throw error(.malformed, "\(scales.count) scales but \(zeroPoints.count) zero points")
    }
    if scales.count > 1 {
      guard shape.indices.contains(axis) else {
        throw error(.malformed, "quantized dimension \(axis) is not a dimension of shape \(shape)")
      }
      guard shape[axis] == scales.count else {
        throw error(.malformed, "\(scales.count) scales along dimension \(axis) of shape \(shape)")
      }
    }
    if let scale = scales.first(where: { !($0.isFinite && $0 > 0) }) {
      throw error(.malformed, "scale \(scale) is not a positive number")
    }
    if let range = type.integerRange, let zeroPoint = zeroPoints.first(where: { !range.contains(Int64($0)) }) {
      throw error(.malformed, "zero point \(zeroPoint) is not a value of \(type)")
    }
    return Quantization(scales: scales, zeroPoints: zeroPoints, axis: scales.count > 1 ? axis : 0)
  }

  private mutating func constant(
    of table: FlatBufferTable, byteCount: Int, type: ElementType, error: ErrorMaker
  ) throws(TFLiteError) -> TensorStorage? {
    let number = try table.scalar(Field.buffer, UInt32.self)
    // Buffer 0 is empty by convention: the tensor is an activation.
    guard number != 0 else { return nil }
    guard let buffers, number < buffers.count else {
      throw error(.malformed, "buffer \(number) is not one of \(buffers?.count ?? 0)")
    }
    guard let data = try data(ofBuffer: buffers.table(Int(number)), error: error), data.count > 0 else { return nil }
    guard data.count == byteCount else {
      throw error(.malformed, "buffer \(number) holds \(data.count) bytes, shape and type need \(byteCount)")
    }
    if data.isAligned(to: max(type.bitWidth / 8, 1)) { return data.storage() }
    copyBudget -= byteCount
    guard copyBudget >= 0 else { throw error(.limitExceeded, "constants overlap in the file") }
    return ByteRegion(copying: data.array()).storage()
  }

  private func data(ofBuffer buffer: FlatBufferTable, error: ErrorMaker) throws(TFLiteError) -> ByteRegion? {
    typealias Field = TFLiteSchema.BufferField
    // Files beyond 2 GiB keep data behind the FlatBuffers part, by position from the start of the file. The schema
    // reserves 0 and 1 for "no such data".
    let offset: UInt64 = try buffer.scalar(Field.offset)
    if offset > 1 {
      let count: UInt64 = try buffer.scalar(Field.size)
      guard let offset = Int(exactly: offset), let count = Int(exactly: count),
        let data = file.bytes.slice(offset: offset, count: count)
      else { throw error(.malformed, "its data of \(count) bytes at byte \(offset) lies outside the file") }
      return data
    }
    guard let vector = try buffer.vector(Field.data, elementSize: 1) else { return nil }
    return file.bytes.slice(offset: vector.offset, count: vector.count)
  }
}

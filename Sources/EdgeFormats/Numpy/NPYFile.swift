public import EdgeModel
public import EdgeSystem

/// NumPy's file format for one array (NEP 1, versions 1 to 3).
///
/// Reads booleans, integers of 8 to 64 bits and floats of 16 to 64 bits in either byte order, in C or Fortran order;
/// writes little-endian C order. Quantization is not part of the format and is dropped.
public enum NPYFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads the file at `path`.
  ///
  /// An array that needs no conversion stays in the mapped file.
  public static func read(contentsOf path: String) throws(NumpyError) -> Tensor {
    do { return try read(MappedFile(path: path).region) } catch let error as FileError {
      throw NumpyError(path: path, error.reason)
    } catch let error as NumpyError {
      throw NumpyError(path: path, array: error.array, error.message)
    } catch {
      throw NumpyError(path: path, "\(error)")
    }
  }

  /// Reads the file that `bytes` hold.
  ///
  /// An array that needs no conversion keeps the owner of the bytes alive.
  public static func read(_ bytes: ByteRegion) throws(NumpyError) -> Tensor {
    let (header, dataOffset) = try NPYHeader.read(bytes)
    // Sizes of 0 count as 1 here, so that whoever multiplies the other sizes, as for strides, cannot overflow.
    guard Tensor.byteCount(shape: header.shape.map { max($0, 1) }, elementType: header.type.element) != nil,
      let byteCount = Tensor.byteCount(shape: header.shape, elementType: header.type.element)
    else {
      throw NumpyError("shape \(header.shape) is not representable")
    }
    guard let data = bytes.slice(offset: dataOffset, count: byteCount) else {
      throw NumpyError("shape \(header.shape) needs \(byteCount) bytes, the file has \(bytes.count - dataOffset)")
    }
    let width = header.type.element.bitWidth / 8
    let storage: TensorStorage
    if !header.type.isBigEndian && !header.isFortranOrder && data.isAligned(to: width) {
      storage = data.storage()
    } else {
      var values = data.array()
      if header.type.isBigEndian { values.reverseElements(ofWidth: width) }
      if header.isFortranOrder { values = values.inRowMajorOrder(shape: header.shape, width: width) }
      storage = ByteRegion(copying: values).storage()
    }
    return Tensor(shape: header.shape, elementType: header.type.element, storage: storage)
  }

  /// Writes `tensor` to a new file, or over an old one in one step.
  public static func write(_ tensor: Tensor, to path: String) throws(NumpyError) {
    let bytes: [UInt8]
    do { bytes = try encoded(tensor) } catch { throw NumpyError(path: path, error.message) }
    do { try AtomicFile.write(bytes, to: path) } catch { throw NumpyError(path: path, error.reason) }
  }

  /// The bytes of a file that holds `tensor`.
  ///
  /// Packed 4-bit elements are refused.
  public static func encoded(_ tensor: Tensor) throws(NumpyError) -> [UInt8] {
    var bytes = try header(shape: tensor.shape, elementType: tensor.elementType)
    tensor.withUnsafeBytes { bytes += $0 }
    return bytes
  }

  /// What stands in front of an array's elements: a multiple of 64 bytes.
  static func header(shape dimensions: [Int], elementType: ElementType) throws(NumpyError) -> [UInt8] {
    guard let type = NPYElementType(elementType) else { throw NumpyError("\(elementType) has no NumPy type") }
    // The layout NumPy itself writes: the header ends with a line end at a multiple of 64 bytes.
    let shape = "(" + dimensions.map { "\($0)," }.joined(separator: " ") + ")"
    let shapeText = dimensions.count > 1 ? shape.replacing(",)", with: ")") : shape
    var header = "{'descr': '\(type.description)', 'fortran_order': False, 'shape': \(shapeText), }"
    let prefixCount = magic.count + 4
    header += String(repeating: " ", count: 63 - (prefixCount + header.utf8.count) % 64) + "\n"
    var bytes = magic + [1, 0]
    bytes.append(little: UInt16(header.utf8.count))
    return bytes + header.utf8
  }
}

/// What the header of an `.npy` file states.
struct NPYHeader {
  var type: NPYElementType
  var isFortranOrder: Bool
  var shape: [Int]

  // NumPy has no arrays of more than 64 dimensions.
  private static let greatestRank = 64

  /// The header of `bytes` and the position of the data behind it.
  static func read(_ bytes: ByteRegion) throws(NumpyError) -> (NPYHeader, dataOffset: Int) {
    guard let magic = bytes.slice(offset: 0, count: 6), magic.array() == [0x93] + Array("NUMPY".utf8),
      let version = bytes.load(UInt8.self, at: 6)
    else { throw NumpyError("not an npy file: the signature is missing") }
    let start: Int
    let count: Int
    switch version {
    case 1:
      start = 10
      count = Int(bytes.load(UInt16.self, at: 8) ?? 0)
    case 2, 3:
      start = 12
      count = Int(bytes.load(UInt32.self, at: 8) ?? 0)
    default: throw NumpyError("npy version \(version) is not supported")
    }
    guard let text = bytes.slice(offset: start, count: count) else { throw NumpyError("the header is cut off") }
    let literal: LiteralValue
    do { literal = try LiteralValue(parsing: text.text()) } catch {
      throw NumpyError("the header is damaged, \(error)")
    }
    return (try NPYHeader(literal), start + count)
  }

  private init(_ literal: LiteralValue) throws(NumpyError) {
    guard let descriptor = literal["descr"]?.stringValue, let type = NPYElementType(descriptor) else {
      throw NumpyError("element type \(literal["descr"]?.description ?? "missing") is not supported")
    }
    guard let isFortranOrder = literal["fortran_order"]?.boolValue else {
      throw NumpyError("the header lacks fortran_order")
    }
    guard let dimensions = literal["shape"]?.listValue, dimensions.count <= Self.greatestRank else {
      throw NumpyError("the header lacks a usable shape")
    }
    var shape: [Int] = []
    for dimension in dimensions {
      guard let size = dimension.intValue, size >= 0 else {
        throw NumpyError("the shape has a dimension of \(dimension)")
      }
      shape.append(size)
    }
    self.type = type
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }
}

/// An element type as NumPy writes it: byte order, kind, bytes.
struct NPYElementType: CustomStringConvertible {
  var element: ElementType
  var isBigEndian = false

  private static let codes: [String: ElementType] = [
    "b1": .bool, "i1": .int8, "u1": .uint8, "i2": .int16, "u2": .uint16, "i4": .int32, "u4": .uint32, "i8": .int64,
    "u8": .uint64, "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  /// The type of a descriptor such as `<f4`; nil for text, complex numbers and structures.
  init?(_ descriptor: String) {
    guard let order = descriptor.first, "<>|=".contains(order),
      let element = Self.codes[String(descriptor.dropFirst())]
    else { return nil }
    self.element = element
    isBigEndian = order == ">"
  }

  init?(_ element: ElementType) {
    guard Self.codes.values.contains(element) else { return nil }
    self.element = element
  }

  var description: String {
    let code = Self.codes.first { $0.value == element }?.key ?? ""
    return (element.bitWidth == 8 ? "|" : "<") + code
  }
}

extension [UInt8] {
  /// Reverses the bytes of each element.
  fileprivate mutating func reverseElements(ofWidth width: Int) {
    guard width > 1 else { return }
    for start in stride(from: 0, to: count, by: width) { self[start..<start + width].reverse() }
  }

  /// Elements stored with the first index fastest, reordered to the last index fastest.
  fileprivate func inRowMajorOrder(shape: [Int], width: Int) -> [UInt8] {
    guard shape.count > 1, !isEmpty else { return self }
    var strides: [Int] = []
    var step = width
    for size in shape {
      strides.append(step)
      step *= size
    }
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    while result.count < count {
      result += self[source..<source + width]
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}

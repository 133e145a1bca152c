import EdgeModel

/// A small constant of plain int32, int64 or bool values.
struct IntegerConstant: Hashable {
  /// Static dimensions, outermost first.
  var shape: [Int]
  /// `int32`, `int64` or `bool`.
  var elementType: ElementType
  /// The values in row-major order, within the range of the type; 0 and 1 for bool.
  var values: [Int]

  init(shape: [Int], elementType: ElementType, values: [Int]) {
    self.shape = shape
    self.elementType = elementType
    self.values = values
  }

  /// The constant that `tensor` is; nil where it is none, is quantized, has another type or more than `limit` elements.
  init?(_ tensor: GraphTensor, limit: Int) {
    guard tensor.quantization == nil, let data = tensor.constantTensor, tensor.elementCount <= limit else { return nil }
    shape = tensor.shape
    elementType = tensor.elementType
    switch elementType {
    case .int32: values = data.array(of: Int32.self).map { Int($0) }
    case .int64: values = data.array(of: Int64.self).map { Int($0) }
    case .bool: values = data.array(of: UInt8.self).map { $0 == 0 ? 0 : 1 }
    default: return nil
    }
  }

  /// The values as a tensor stores them.
  var storage: TensorStorage {
    let width = elementType.bitWidth / 8
    let storage = TensorStorage(byteCount: values.count * width)
    for (index, value) in values.enumerated() {
      // Little-endian two's complement: the low bytes of a value within range are the narrower value.
      withUnsafeBytes(of: value.littleEndian) {
        storage.baseAddress.advanced(by: index * width).copyMemory(from: $0.baseAddress!, byteCount: width)
      }
    }
    return storage
  }

  /// The one value of a scalar or of a tensor with one element; nil for others.
  var scalar: Int? { values.count == 1 ? values[0] : nil }

  /// A constant of `shape` whose element at some coordinates is this one's element at `source(coordinates)`, which must
  /// lie within this one's shape.
  func moved(to shape: [Int], source: ([Int]) -> [Int]) -> IntegerConstant {
    var result = IntegerConstant(shape: shape, elementType: elementType, values: [])
    IntegerConstant.walk(shape) { coordinates in result.values.append(values[position(of: source(coordinates))]) }
    return result
  }

  /// Position in `values` of the element at `coordinates`.
  func position(of coordinates: [Int]) -> Int { zip(shape, coordinates).reduce(0) { $0 * $1.0 + $1.1 } }

  /// Coordinates here that broadcasting takes for `coordinates` of a result of at least this rank.
  func broadcast(_ coordinates: [Int]) -> [Int] {
    zip(shape, coordinates.suffix(shape.count)).map { $0 == 1 ? 0 : $1 }
  }

  /// Calls `body` with the coordinates of every element of `shape`, in row-major order.
  static func walk(_ shape: [Int], _ body: ([Int]) -> Void) {
    if shape.contains(0) { return }
    var coordinates = Array(repeating: 0, count: shape.count)
    while true {
      body(coordinates)
      var axis = shape.count - 1
      while axis >= 0 {
        coordinates[axis] += 1
        if coordinates[axis] < shape[axis] { break }
        coordinates[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}

/// Why operands that are known have no result.
struct FoldingFailure: Error {
  /// In words for people.
  var reason: String
}

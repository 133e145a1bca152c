import EdgeSystem

/// A table of a FlatBuffers file, read with every offset checked against the bytes at hand.
///
/// Layout (FlatBuffers internals): a table starts with a signed 32-bit distance back to its vtable; the vtable holds
/// 16-bit values: its own size, the table's size, then per field the field's distance from the table start, 0 when
/// the field is absent. Offsets to tables, vectors and strings are unsigned and point forward.
struct FlatBufferTable {
  let file: FlatBufferFile
  /// Distance of the table from the start of the file.
  let offset: Int
  private let vtable: Int
  private let vtableSize: Int
  private let size: Int

  init(_ file: FlatBufferFile, at offset: Int) throws(TFLiteError) {
    self.file = file
    self.offset = offset
    guard let distance = file.bytes.load(Int32.self, at: offset) else {
      throw file.malformed(offset, "table lies outside")
    }
    vtable = offset - Int(distance)
    guard let vtableSize = file.bytes.load(UInt16.self, at: vtable),
      let size = file.bytes.load(UInt16.self, at: vtable + 2),
      vtableSize >= 4, file.bytes.contains(offset: vtable, count: Int(vtableSize)),
      size >= 4, file.bytes.contains(offset: offset, count: Int(size))
    else { throw file.malformed(offset, "table has no valid vtable") }
    self.vtableSize = Int(vtableSize)
    self.size = Int(size)
  }

  /// Position in the file of a field of `byteCount` bytes; nil when the table lacks it.
  func position(_ field: Int, byteCount: Int) throws(TFLiteError) -> Int? {
    let slot = 4 + 2 * field
    guard slot + 2 <= vtableSize, let distance = file.bytes.load(UInt16.self, at: vtable + slot), distance != 0 else {
      return nil
    }
    guard distance >= 4, Int(distance) + byteCount <= size else {
      throw file.malformed(offset, "field \(field) lies outside its table")
    }
    return offset + Int(distance)
  }

  /// The bytes of the table's vtable.
  func vtableBytes() throws(TFLiteError) -> [UInt8] {
    guard let slice = file.bytes.slice(offset: vtable, count: vtableSize) else {
      throw file.malformed(offset, "table has no valid vtable")
    }
    return slice.array()
  }

  /// The value of a scalar field, or the schema's default.
  func scalar<T: FixedWidthInteger & BitwiseCopyable>(
    _ field: Int, _ type: T.Type = T.self, default value: T = 0
  ) throws(TFLiteError) -> T {
    guard let position = try position(field, byteCount: MemoryLayout<T>.size) else { return value }
    return file.bytes.load(type, at: position) ?? value
  }

  func float(_ field: Int, default value: Float = 0) throws(TFLiteError) -> Float {
    Float(bitPattern: try scalar(field, default: value.bitPattern))
  }

  func bool(_ field: Int, default value: Bool = false) throws(TFLiteError) -> Bool {
    try scalar(field, UInt8.self, default: value ? 1 : 0) != 0
  }

  /// A 32-bit integer field as `Int`.
  func int(_ field: Int, default value: Int32 = 0) throws(TFLiteError) -> Int {
    Int(try scalar(field, Int32.self, default: value))
  }

  func table(_ field: Int) throws(TFLiteError) -> FlatBufferTable? {
    guard let target = try target(field) else { return nil }
    return try FlatBufferTable(file, at: target)
  }

  func vector(_ field: Int, elementSize: Int) throws(TFLiteError) -> FlatBufferVector? {
    guard let target = try target(field) else { return nil }
    return try FlatBufferVector(file, at: target, elementSize: elementSize)
  }

  /// Text of a string field; empty when absent.
  func string(_ field: Int, limit: Int) throws(TFLiteError) -> String {
    guard let vector = try vector(field, elementSize: 1) else { return "" }
    guard vector.count <= limit else {
      throw TFLiteError(
        .limitExceeded, at: .byte(vector.offset), "string of \(vector.count) bytes exceeds the limit of \(limit)")
    }
    try file.charge(vector.count, at: vector.offset)
    return file.bytes.slice(offset: vector.offset, count: vector.count)?.text() ?? ""
  }

  /// Position in the file of what a field refers to; nil when the table lacks it.
  func target(_ field: Int) throws(TFLiteError) -> Int? {
    guard let position = try position(field, byteCount: 4), let distance = file.bytes.load(UInt32.self, at: position)
    else { return nil }
    return position + Int(distance)
  }
}

/// A vector of a FlatBuffers file whose elements all lie inside the file.
struct FlatBufferVector {
  let file: FlatBufferFile
  /// Distance of the first element from the start of the file.
  let offset: Int
  let count: Int

  init(_ file: FlatBufferFile, at offset: Int, elementSize: Int) throws(TFLiteError) {
    guard let count = file.bytes.load(UInt32.self, at: offset),
      file.bytes.contains(offset: offset + 4, count: Int(count) * elementSize)
    else { throw file.malformed(offset, "vector reaches beyond the end of the file") }
    self.file = file
    self.offset = offset + 4
    self.count = Int(count)
  }

  /// All elements as integers of the stored `type`.
  func integers<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(TFLiteError) -> [T] {
    try file.charge(count * MemoryLayout<T>.size, at: offset)
    return file.bytes.values(type, at: offset, count: count) ?? []
  }

  /// The table that element `index` of a vector of tables points to.
  func table(_ index: Int) throws(TFLiteError) -> FlatBufferTable {
    try FlatBufferTable(file, at: target(index))
  }

  /// Position in the file of what element `index` of a vector of tables refers to.
  func target(_ index: Int) throws(TFLiteError) -> Int {
    let position = offset + 4 * index
    guard let distance = file.bytes.load(UInt32.self, at: position) else {
      throw file.malformed(position, "vector element lies outside")
    }
    return position + Int(distance)
  }
}

/// The bytes of a FlatBuffers file, with an account of how much was decoded from them.
///
/// Tables may refer to the same bytes any number of times; the account keeps the work in proportion to the file.
final class FlatBufferFile {
  let bytes: ByteRegion
  private var remaining: Int

  /// `budget` is the number of bytes that may be decoded into strings and arrays.
  init(_ bytes: ByteRegion, budget: Int) {
    self.bytes = bytes
    remaining = budget
  }

  /// Accounts for decoding `count` bytes.
  func charge(_ count: Int, at offset: Int) throws(TFLiteError) {
    remaining -= count
    guard remaining >= 0 else {
      throw TFLiteError(.limitExceeded, at: .byte(offset), "the file refers to the same bytes too many times")
    }
  }

  func malformed(_ offset: Int, _ message: String) -> TFLiteError {
    TFLiteError(.malformed, at: .byte(offset), message)
  }
}

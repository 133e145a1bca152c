import EdgeModel

/// A value to be written into a FlatBuffers file.
package indirect enum FlatBufferValue {
  case int8(Int8)
  case uint8(UInt8)
  case int32(Int32)
  case uint32(UInt32)
  case uint64(UInt64)
  case float(Float)
  case string(String)
  /// Elements of `elementSize` bytes each, the first of them at a multiple of `alignment`.
  case vector([UInt8], elementSize: Int, alignment: Int)
  /// A vector of tables.
  case tables([FlatBufferTableFields])
  case table(FlatBufferTableFields)
  /// What lies at this position of the file that is extended.
  case existing(Int)
  /// A vector of tables, some of them of the file that is extended.
  case references([FlatBufferReference])

  package static func bool(_ value: Bool) -> FlatBufferValue { .uint8(value ? 1 : 0) }

  package static func vector(_ values: [Int32]) -> FlatBufferValue { vector(values, byteCount: 4) }

  package static func vector(_ values: [Int64]) -> FlatBufferValue { vector(values, byteCount: 8) }

  package static func vector(_ values: [Float]) -> FlatBufferValue { vector(values.map(\.bitPattern), byteCount: 4) }

  private static func vector<T: FixedWidthInteger>(_ values: [T], byteCount: Int) -> FlatBufferValue {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * byteCount)
    for value in values { bytes.append(little: value) }
    return .vector(bytes, elementSize: byteCount, alignment: max(byteCount, 4))
  }

  /// The bytes that the table itself holds: the value of a scalar, room for the offset of anything else.
  fileprivate var inlineBytes: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .int8(let value): bytes.append(little: value)
    case .uint8(let value): bytes.append(value)
    case .int32(let value): bytes.append(little: value)
    case .uint32(let value): bytes.append(little: value)
    case .uint64(let value): bytes.append(little: value)
    case .float(let value): bytes.append(little: value.bitPattern)
    case .string, .vector, .tables, .table, .existing, .references: bytes.append(little: 0 as UInt32)
    }
    return bytes
  }
}

/// An element of a vector of tables.
package enum FlatBufferReference {
  /// The table at this position of the file that is extended.
  case existing(Int)
  case new(FlatBufferTableFields)
}

/// Values of a table by field number. Fields left out have the schema's defaults.
package typealias FlatBufferTableFields = [Int: FlatBufferValue]

/// Writes a FlatBuffers file front to back: each table, then what it refers to, so that all offsets point forward.
package struct FlatBufferWriter {
  private var bytes: [UInt8] = []
  /// Offsets to be written once the place of the file that is extended is known: where, and what in it.
  private var existing: [(position: Int, target: Int)] = []

  /// The file whose root is `root`.
  package static func file(root: FlatBufferTableFields, identifier: [UInt8]) -> [UInt8] {
    var writer = FlatBufferWriter()
    writer.bytes = [0, 0, 0, 0] + identifier
    writer.patch(offsetAt: 0, to: writer.append(root))
    return writer.bytes
  }

  /// The bytes to put before a file so that both together are a file whose root is `root`, which refers to parts of the
  /// file behind it. Their number is a multiple of `alignment`, so that data behind keep theirs.
  package static func prefix(
    root: FlatBufferTableFields, identifier: [UInt8], alignment: Int
  ) throws(TFLiteError) -> [UInt8] {
    var writer = FlatBufferWriter()
    writer.bytes = [0, 0, 0, 0] + identifier
    writer.patch(offsetAt: 0, to: writer.append(root))
    writer.align(to: alignment, after: 0)
    for (position, target) in writer.existing {
      guard let offset = UInt32(exactly: writer.bytes.count + target - position) else {
        throw TFLiteError(.limitExceeded, at: .byte(target), "the file is too large to extend")
      }
      writer.bytes.replace(at: position, with: offset)
    }
    return writer.bytes
  }

  /// Appends a table and everything below it; returns the table's position.
  private mutating func append(_ table: FlatBufferTableFields) -> Int {
    // Wide fields first, so that none needs padding in front of it; the table itself starts with four bytes for the
    // distance to its vtable.
    let fields = table.sorted { ($1.value.inlineBytes.count, $0.key) < ($0.value.inlineBytes.count, $1.key) }
    let slotCount = (table.keys.max() ?? -1) + 1
    var slots = [UInt16](repeating: 0, count: slotCount)
    var size = 4
    for (number, value) in fields {
      slots[number] = UInt16(size)
      size += value.inlineBytes.count
    }

    // The widest fields follow right behind those four bytes.
    align(to: max(fields.first?.value.inlineBytes.count ?? 0, 4), after: 4 + 2 * slotCount + 4)
    let vtable = bytes.count
    bytes.append(little: UInt16(4 + 2 * slotCount))
    bytes.append(little: UInt16(size))
    for slot in slots { bytes.append(little: slot) }
    let position = bytes.count
    bytes.append(little: Int32(position - vtable))
    for (_, value) in fields { bytes += value.inlineBytes }

    for (number, value) in fields {
      let slot = position + Int(slots[number])
      if case .existing(let target) = value {
        existing.append((slot, target))
      } else if let target = append(contentsOf: value) {
        patch(offsetAt: slot, to: target)
      }
    }
    return position
  }

  /// Appends what a field refers to; nil for a scalar, which the table already holds.
  private mutating func append(contentsOf value: FlatBufferValue) -> Int? {
    switch value {
    case .int8, .uint8, .int32, .uint32, .uint64, .float, .existing: return nil
    case .string(let text):
      let position = appendVector(Array(text.utf8), elementSize: 1, alignment: 4)
      bytes.append(0)
      return position
    case .vector(let elements, let elementSize, let alignment):
      return appendVector(elements, elementSize: elementSize, alignment: alignment)
    case .tables(let tables):
      let offsets = [UInt8](repeating: 0, count: 4 * tables.count)
      let position = appendVector(offsets, elementSize: 4, alignment: 4)
      for (index, table) in tables.enumerated() {
        patch(offsetAt: position + 4 + 4 * index, to: append(table))
      }
      return position
    case .table(let table): return append(table)
    case .references(let references):
      let offsets = [UInt8](repeating: 0, count: 4 * references.count)
      let position = appendVector(offsets, elementSize: 4, alignment: 4)
      for (index, reference) in references.enumerated() {
        switch reference {
        case .existing(let target): existing.append((position + 4 + 4 * index, target))
        case .new(let table): patch(offsetAt: position + 4 + 4 * index, to: append(table))
        }
      }
      return position
    }
  }

  private mutating func appendVector(_ elements: [UInt8], elementSize: Int, alignment: Int) -> Int {
    align(to: alignment, after: 4)
    let position = bytes.count
    bytes.append(little: UInt32(elements.count / elementSize))
    bytes += elements
    return position
  }

  /// Pads so that the position `count` bytes further on is a multiple of `alignment`.
  private mutating func align(to alignment: Int, after count: Int) {
    let target = (bytes.count + count).roundedUp(toMultipleOf: alignment) - count
    bytes += [UInt8](repeating: 0, count: target - bytes.count)
  }

  private mutating func patch(offsetAt position: Int, to target: Int) {
    bytes.replace(at: position, with: UInt32(target - position))
  }
}

extension [UInt8] {
  /// Overwrites the bytes at `position` with those of `value`, least significant first.
  mutating func replace<T: FixedWidthInteger>(at position: Int, with value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { source in
      for (index, byte) in source.enumerated() { self[position + index] = byte }
    }
  }
}

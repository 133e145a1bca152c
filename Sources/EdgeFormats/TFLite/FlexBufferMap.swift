import EdgeSystem

/// A map of names to numbers in FlexBuffers' format, which custom operators keep their options in.
///
/// Layout: the last byte is the width of the root, the one before its packed type (type in the upper six bits), before
/// them lies the root, of a map the distance back to its values. Before the values lie the distance back to the keys, the
/// width of these, and the number of entries; behind the values lies a packed type for each. Keys are distances back to
/// texts that end with a zero byte, in alphabetical order.
struct FlexBufferMap {
  /// Numbers of the types that are read.
  private enum TypeNumber {
    static let int: UInt8 = 1
    static let uint: UInt8 = 2
    static let float: UInt8 = 3
    static let map: UInt8 = 9
    static let bool: UInt8 = 26
  }

  /// Entries are limited, as are the bytes of a key.
  private static let entryLimit = 1024
  private static let keyLimit = 256

  /// Values by key; other types than numbers are left out.
  private(set) var numbers: [String: Double] = [:]

  /// Reads a map; nil where the bytes hold none.
  init?(_ bytes: ByteRegion) {
    let count = bytes.count
    guard count >= 3, let rootWidth = bytes.load(UInt8.self, at: count - 1),
      let packed = bytes.load(UInt8.self, at: count - 2), packed >> 2 == TypeNumber.map,
      let distance = Self.unsigned(bytes, at: count - 2 - Int(rootWidth), width: Int(rootWidth))
    else { return nil }
    let values = count - 2 - Int(rootWidth) - distance
    let width = 1 << Int(packed & 3)
    guard let size = Self.unsigned(bytes, at: values - width, width: width), size <= Self.entryLimit,
      let keyWidth = Self.unsigned(bytes, at: values - 2 * width, width: width),
      let keyDistance = Self.unsigned(bytes, at: values - 3 * width, width: width)
    else { return nil }
    let keys = values - 3 * width - keyDistance
    for index in 0..<size {
      let position = keys + index * keyWidth
      guard let back = Self.unsigned(bytes, at: position, width: keyWidth),
        let key = Self.text(bytes, at: position - back),
        let type = bytes.load(UInt8.self, at: values + size * width + index)
      else { return nil }
      switch type >> 2 {
      case TypeNumber.int: numbers[key] = Self.signed(bytes, at: values + index * width, width: width)
      case TypeNumber.uint, TypeNumber.bool:
        numbers[key] = Self.unsigned(bytes, at: values + index * width, width: width).map(Double.init)
      case TypeNumber.float: numbers[key] = Self.float(bytes, at: values + index * width, width: width)
      default: break
      }
    }
  }

  /// A number that is an integer of at most 31 bits.
  func integer(_ key: String) -> Int? { numbers[key].flatMap { Int32(exactly: $0) }.map(Int.init) }

  private static func unsigned(_ bytes: ByteRegion, at position: Int, width: Int) -> Int? {
    switch width {
    case 1: bytes.load(UInt8.self, at: position).map(Int.init)
    case 2: bytes.load(UInt16.self, at: position).map(Int.init)
    case 4: bytes.load(UInt32.self, at: position).map(Int.init)
    // Distances beyond the bytes are refused by who follows them, and must not overflow on the way.
    case 8: bytes.load(UInt64.self, at: position).flatMap { $0 < 1 << 40 ? Int($0) : nil }
    default: nil
    }
  }

  private static func signed(_ bytes: ByteRegion, at position: Int, width: Int) -> Double? {
    switch width {
    case 1: bytes.load(Int8.self, at: position).map(Double.init)
    case 2: bytes.load(Int16.self, at: position).map(Double.init)
    case 4: bytes.load(Int32.self, at: position).map(Double.init)
    default: bytes.load(Int64.self, at: position).map(Double.init)
    }
  }

  private static func float(_ bytes: ByteRegion, at position: Int, width: Int) -> Double? {
    switch width {
    case 4: bytes.load(UInt32.self, at: position).map { Double(Float(bitPattern: $0)) }
    case 8: bytes.load(UInt64.self, at: position).map(Double.init(bitPattern:))
    default: nil
    }
  }

  private static func text(_ bytes: ByteRegion, at position: Int) -> String? {
    var characters: [UInt8] = []
    while characters.count < keyLimit, let byte = bytes.load(UInt8.self, at: position + characters.count) {
      if byte == 0 { return String(decoding: characters, as: UTF8.self) }
      characters.append(byte)
    }
    return nil
  }
}

extension FlexBufferMap {
  /// A value of a map that is written.
  enum Value {
    case integer(Int)
    case float(Float)
    case bool(Bool)
  }

  /// The bytes of a map whose values are 8 bytes wide.
  static func bytes(_ entries: [String: Value]) -> [UInt8] {
    let sorted = entries.sorted { $0.key < $1.key }
    var bytes: [UInt8] = []
    var positions: [Int] = []
    for (key, _) in sorted {
      positions.append(bytes.count)
      bytes += Array(key.utf8) + [0]
    }
    while bytes.count % 8 != 0 { bytes.append(0) }
    bytes.append(little: UInt64(sorted.count))
    let keys = bytes.count
    for position in positions { bytes.append(little: UInt64(bytes.count - position)) }
    bytes.append(little: UInt64(bytes.count - keys))
    bytes.append(little: 8 as UInt64)
    bytes.append(little: UInt64(sorted.count))
    let values = bytes.count
    var types: [UInt8] = []
    for (_, value) in sorted {
      switch value {
      case .integer(let number):
        bytes.append(little: Int64(number))
        types.append(TypeNumber.int << 2 | 3)
      case .float(let number):
        bytes.append(little: Double(number).bitPattern)
        types.append(TypeNumber.float << 2 | 3)
      case .bool(let flag):
        bytes.append(little: (flag ? 1 : 0) as UInt64)
        types.append(TypeNumber.bool << 2 | 3)
      }
    }
    bytes += types
    bytes.append(little: UInt16(bytes.count - values))
    return bytes + [TypeNumber.map << 2 | 3, 2]
  }
}

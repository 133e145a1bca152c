/// What a YAML text may hold at most, so that reading it takes memory and time in proportion to its size.
///
/// Told from the text alone and on the safe side, because a reader has already done the work when it knows better: what
/// looks like an alias inside of quotes counts as one.
struct YAMLLimits {
  static let maximumByteCount = 16 << 20
  /// Values in the text, and in the document once its aliases are replaced.
  static let maximumValueCount = 1 << 20
  /// Levels of nesting.
  static let maximumDepth = 64
  /// Columns by which something may be indented, text in blocks included.
  static let maximumColumnCount = 256
  /// Aliases within aliases multiply: so many, in a text so long, still stand for a bearable number of values.
  static let maximumAliasCount = 16
  static let maximumByteCountWithAliases = 1 << 16

  /// Characters that may start a value of their own.
  private var separatorCount = 0
  private var anchorCount = 0
  private var aliasCount = 0
  private var bracketDepth = 0
  private var greatestDepth = 0

  /// Checks a text; the error names the line at which a limit is passed, `path` the file.
  static func check(_ text: String, path: String) throws(DatasetError) {
    var limits = YAMLLimits()
    let failure = text.utf8.withContiguousStorageIfAvailable { limits.failure($0, path: path) }
    if let failure = failure ?? Array(text.utf8).withUnsafeBufferPointer({ limits.failure($0, path: path) }) {
      throw failure
    }
  }

  private mutating func failure(_ bytes: UnsafeBufferPointer<UInt8>, path: String) -> DatasetError? {
    guard bytes.count <= Self.maximumByteCount else {
      return DatasetError(path: path, "is larger than \(Self.maximumByteCount >> 20) MB, which no description is")
    }
    var line = 1
    var lineStart = 0
    /// Nothing but blanks, dashes and question marks so far on this line.
    var isIndent = true
    for (index, byte) in bytes.enumerated() {
      let previous = index > 0 ? bytes[index - 1] : UInt8(ascii: "\n")
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if Self.isBreak(byte, previous, next) {
        separatorCount += 1
        (line, lineStart, isIndent) = (line + 1, index + 1, true)
        continue
      }
      // What lies in columns nests at most as deep as it is indented.
      if isIndent, byte > 32 { greatestDepth = max(greatestDepth, bracketDepth + index - lineStart) }
      let startsItem = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "?")
      if isIndent { separatorCount += startsItem ? 1 : 0 }
      isIndent = isIndent && (startsItem || byte <= 32)
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ":"): separatorCount += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        separatorCount += 1
        bracketDepth += 1
        greatestDepth = max(greatestDepth, bracketDepth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): bracketDepth = max(bracketDepth - 1, 0)
      case UInt8(ascii: "&"): anchorCount += Self.startsName(previous, next) ? 1 : 0
      case UInt8(ascii: "*"): aliasCount += Self.startsName(previous, next) ? 1 : 0
      default: break
      }
      guard greatestDepth <= Self.maximumColumnCount else {
        return DatasetError(path: path, line: line, "more than \(Self.maximumDepth) levels of nesting")
      }
      guard separatorCount <= Self.maximumValueCount else {
        return DatasetError(path: path, line: line, "more than \(Self.maximumValueCount) values")
      }
    }
    guard anchorCount > 0, aliasCount > 0 else { return nil }
    guard aliasCount <= Self.maximumAliasCount, bytes.count <= Self.maximumByteCountWithAliases,
      greatestDepth <= Self.maximumDepth
    else {
      return DatasetError(
        path: path,
        "has \(aliasCount) aliases (*name); up to \(Self.maximumAliasCount), in at most "
          + "\(Self.maximumByteCountWithAliases >> 10) KB of text, are supported")
    }
    return nil
  }

  /// True at the end of a line; YAML 1.1 knows three ends beyond ASCII.
  private static func isBreak(_ byte: UInt8, _ previous: UInt8, _ next: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): next != UInt8(ascii: "\n")
    case 0x85: previous == 0xC2
    case 0xA8, 0xA9: previous == 0x80
    default: false
    }
  }

  /// True where `&` or `*` between these may start an anchor or alias.
  private static func startsName(_ previous: UInt8, _ next: UInt8) -> Bool {
    switch next {
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"):
      previous <= 32 || previous > 126 || ",:[]{}\"'?-".utf8.contains(previous)
    default: false
    }
  }
}

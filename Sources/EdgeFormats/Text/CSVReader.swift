/// Reads numbers from text; see `CSVFile` for what separates them.
///
/// All lines are cut into fields first, because what a comma means follows from the whole text.
struct CSVReader {
  /// What stands between two separators.
  private struct Field {
    var bytes: Range<Int>
    var line: Int
    var isQuoted = false
    /// Commas between two digits: separators or decimal signs.
    var commaCount = 0
    /// True for the last field of its line.
    var endsRow = false
  }

  /// Numbers of all rows.
  private(set) var values: [Float] = []
  /// Lines that hold numbers.
  private(set) var rowCount = 0
  /// Numbers of the last row; nil without rows.
  private(set) var columnCount: Int?
  /// A comma was taken for a decimal sign.
  private(set) var hasDecimalCommas = false

  /// Every row must hold as many numbers as the first.
  private let requiresEqualRows: Bool
  private var fields: [Field] = []
  private var hasPoint = false
  /// A comma that does not stand between two digits, which can only separate.
  private var hasLooseComma = false
  /// Semicolons or tabs between fields.
  private var hasStrongSeparator = false
  /// First line on which blanks alone stand between two fields, or a semicolon at the end, and a field has commas.
  private var unclearLine: Int?

  init(requiresEqualRows: Bool) { self.requiresEqualRows = requiresEqualRows }

  mutating func read(_ bytes: [UInt8]) throws(CSVError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw CSVError("is UTF-16 text: save it as UTF-8")
    }
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      try cut(bytes, start..<end, line: line)
      start = end + (bytes[end...].starts(with: [0x0D, 0x0A]) ? 2 : 1)
      line += 1
    }
    let commasAreDecimal = try areCommasDecimal()
    if !commasAreDecimal, let unclearLine { throw Self.unclear(line: unclearLine) }
    var row: [Float] = []
    for field in fields {
      try append(field, of: bytes, commasAreDecimal: commasAreDecimal || field.isQuoted, to: &row)
      if field.endsRow {
        try finish(row, line: field.line)
        row.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Cuts a line into fields.
  private mutating func cut(_ bytes: [UInt8], _ range: Range<Int>, line: Int) throws(CSVError) {
    var offset = range.lowerBound
    func byte(_ place: Int) -> UInt8 { range.contains(place) ? bytes[place] : 0 }
    func skipBlanks() -> Bool {
      var hasTab = false
      while byte(offset) == 0x20 || byte(offset) == 0x09 {
        hasTab = hasTab || byte(offset) == 0x09
        offset += 1
      }
      return hasTab
    }
    _ = skipBlanks()
    guard offset < range.upperBound, byte(offset) != UInt8(ascii: "#") else { return }
    let first = fields.count
    var hasWeakSeparator = false
    while offset < range.upperBound {
      var field = Field(bytes: offset..<offset, line: line)
      if byte(offset) == UInt8(ascii: "\"") {
        guard let end = bytes[(offset + 1)..<range.upperBound].firstIndex(of: UInt8(ascii: "\"")) else {
          throw CSVError(line: line, "a quote does not end")
        }
        field.bytes = offset + 1..<end
        field.isQuoted = true
        field.commaCount = bytes[field.bytes].count { $0 == UInt8(ascii: ",") }
        offset = end + 1
      } else {
        scan: while offset < range.upperBound {
          switch byte(offset) {
          case 0x20, 0x09, UInt8(ascii: ";"), UInt8(ascii: "\""): break scan
          case UInt8(ascii: ","):
            guard Self.isDigit(byte(offset - 1)), Self.isDigit(byte(offset + 1)) else { break scan }
            field.commaCount += 1
          default: break
          }
          offset += 1
        }
        field.bytes = field.bytes.lowerBound..<offset
      }
      guard !field.bytes.isEmpty else { throw CSVError(line: line, "a number is missing between two separators") }
      hasPoint = hasPoint || bytes[field.bytes].contains(UInt8(ascii: "."))
      fields.append(field)
      let hasTab = skipBlanks()
      let separator = byte(offset)
      if separator == UInt8(ascii: ",") || separator == UInt8(ascii: ";") {
        offset += 1
        if separator == UInt8(ascii: ",") && !field.isQuoted { hasLooseComma = true }
        _ = skipBlanks()
        if separator == UInt8(ascii: ";") {
          if offset < range.upperBound { hasStrongSeparator = true } else { hasWeakSeparator = true }
        }
      } else if offset < range.upperBound {
        if hasTab { hasStrongSeparator = true } else { hasWeakSeparator = true }
      }
    }
    fields[fields.count - 1].endsRow = true
    if hasWeakSeparator, fields[first...].contains(where: { $0.commaCount > 0 && !$0.isQuoted }) {
      unclearLine = unclearLine ?? line
    }
  }

  /// True when a comma between two digits is a decimal sign.
  private func areCommasDecimal() throws(CSVError) -> Bool {
    guard hasStrongSeparator, let first = fields.first(where: { $0.commaCount > 0 && !$0.isQuoted }) else {
      return false
    }
    guard !hasPoint, !hasLooseComma, fields.allSatisfy({ $0.commaCount <= 1 }) else {
      throw Self.unclear(line: first.line)
    }
    return true
  }

  private mutating func append(
    _ field: Field, of bytes: [UInt8], commasAreDecimal: Bool, to row: inout [Float]
  ) throws(CSVError) {
    var text = String(decoding: bytes[field.bytes], as: UTF8.self)
    if field.commaCount > 0, commasAreDecimal {
      guard field.commaCount == 1, !hasPoint else { throw Self.unclear(line: field.line) }
      text = text.replacing(",", with: ".")
      hasDecimalCommas = true
    }
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Float(word) else {
        let hint = rowCount == 0 && row.isEmpty ? "; a line of headings must begin with #" : ""
        throw CSVError(line: field.line, "\(word.prefix(40)) is not a number\(hint)")
      }
      guard value.isFinite || !word.utf8.contains(where: Self.isDigit) else {
        throw CSVError(line: field.line, "\(word.prefix(40)) is beyond the numbers of float32")
      }
      row.append(value)
    }
  }

  private mutating func finish(_ row: [Float], line: Int) throws(CSVError) {
    if requiresEqualRows, let columnCount, columnCount != row.count {
      throw CSVError(line: line, "has \(row.count) numbers, earlier lines have \(columnCount)")
    }
    values += row
    rowCount += 1
    columnCount = row.count
  }

  private static func unclear(line: Int) -> CSVError {
    CSVError(
      line: line,
      "commas may separate numbers or be decimal signs: write decimals with points, or separate by semicolons only"
    )
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

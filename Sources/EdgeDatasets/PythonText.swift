/// Text as Python's `splitlines`, `split` and `float` see it, because label files are read with them.
enum PythonText {
  /// The lines of a text, empty ones included; `\r\n` ends one line.
  static func lines(of text: String) -> [Substring.UnicodeScalarView] {
    let scalars = text.unicodeScalars
    var lines: [Substring.UnicodeScalarView] = []
    var start = scalars.startIndex
    while let end = scalars[start...].firstIndex(where: endsLine) {
      lines.append(scalars[start..<end])
      start = scalars.index(after: end)
      if scalars[end] == "\r", start < scalars.endIndex, scalars[start] == "\n" { start = scalars.index(after: start) }
    }
    if start < scalars.endIndex { lines.append(scalars[start...]) }
    return lines
  }

  /// The words of a line, which any white space of Unicode and the four separators of ASCII set apart.
  static func words(of line: Substring.UnicodeScalarView) -> [Substring] {
    line.split(whereSeparator: isSpace).map { Substring($0) }
  }

  /// The number that a word is; nil for words that are none, hexadecimal ones among them.
  ///
  /// Digits of any script count, and single underscores between digits do not.
  static func number(_ word: Substring) -> Double? {
    if word.utf8.allSatisfy(isPlain) { return Double(word) }
    var text = ""
    var previousIsDigit = false
    var pendingUnderscore = false
    for scalar in word.unicodeScalars {
      let digit = scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil
      if pendingUnderscore && digit == nil { return nil }
      pendingUnderscore = scalar == "_"
      if pendingUnderscore {
        guard previousIsDigit else { return nil }
      } else if let digit {
        text += "\(Int(digit))"
      } else {
        guard scalar.isASCII, isPlain(UInt8(scalar.value)) else { return nil }
        text.unicodeScalars.append(scalar)
      }
      previousIsDigit = digit != nil
    }
    return pendingUnderscore ? nil : Double(text)
  }

  /// Digits, signs, points and the letter of exponents.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): true
    default: false
    }
  }

  private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    (0x1C...0x1F).contains(scalar.value) || scalar.properties.isWhitespace
  }
}

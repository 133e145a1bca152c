import EdgeLink

extension GDBTarget {
  /// Numbers of the registers by lower-case name, as the server describes its processor; empty when it does not.
  ///
  /// Reads no further than to the last register that is needed: some processors have hundreds.
  func describedRegisters() throws(GDBError) -> [String: Int] {
    guard features["qXfer:features:read"] == "+" else { return [:] }
    var numbers: [String: Int] = [:]
    var next = 0
    try describe("target.xml", depth: 0, &numbers, &next)
    return numbers
  }

  /// Goes through a description in order, since a register without a number has the one after its predecessor's.
  private func describe(
    _ annex: String, depth: Int, _ numbers: inout [String: Int], _ next: inout Int
  ) throws(GDBError) {
    let isComplete = Register.allCases.allSatisfy { numbers[$0.rawValue] != nil }
    guard !isComplete, depth < 4, let text = try transfer(annex) else { return }
    for element in Self.elements(text) {
      if element.name == "xi:include", let file = element.attributes["href"] {
        try describe(file, depth: depth + 1, &numbers, &next)
      } else if element.name == "reg", let name = element.attributes["name"] {
        if let number = element.attributes["regnum"].flatMap({ Int($0) }), (0...65_535).contains(number) {
          next = number
        }
        if numbers[name.lowercased()] == nil { numbers[name.lowercased()] = next }
        next += 1
      }
    }
  }

  /// Most bytes of one file of a description.
  private static let descriptionLimit = 1 << 18

  /// Reads a file of the description piece by piece; nil when the server has none.
  private func transfer(_ annex: String) throws(GDBError) -> String? {
    try connection.withStep("processor description \(annex)") { () throws(GDBError) in
      var bytes: [UInt8] = []
      let limit = min(packetByteCount - 16, 2048)
      while bytes.count < Self.descriptionLimit {
        let answer = try connection.exchange(
          "qXfer:features:read:\(annex):\(String(bytes.count, radix: 16)),\(String(limit, radix: 16))")
        guard let kind = answer.first, kind == UInt8(ascii: "l") || kind == UInt8(ascii: "m") else { return nil }
        bytes += answer.dropFirst()
        if kind == UInt8(ascii: "l") { return String(decoding: bytes, as: UTF8.self) }
        guard answer.count > 1 else { break }
      }
      throw connection.failure(.damaged("a description without end"))
    }
  }

  /// An element of XML, as far as descriptions use it.
  struct Element: Equatable {
    var name: String
    var attributes: [String: String]
  }

  /// The start tags of `text` in order.
  static func elements(_ text: String) -> [Element] {
    text.split(separator: "<").compactMap { part in
      guard let end = part.firstIndex(of: ">"), let first = part.first, first.isLetter else { return nil }
      let tag = part[..<end]
      let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
      var attributes: [String: String] = [:]
      var rest = tag.dropFirst(name.count)
      while let equals = rest.firstIndex(of: "=") {
        let key = rest[..<equals].filter { !$0.isWhitespace }
        rest = rest[rest.index(after: equals)...].drop { $0.isWhitespace }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { break }
        rest = rest.dropFirst()
        guard let closing = rest.firstIndex(of: quote) else { break }
        attributes[String(key)] = String(rest[..<closing])
        rest = rest[rest.index(after: closing)...]
      }
      return Element(name: String(name), attributes: attributes)
    }
  }
}

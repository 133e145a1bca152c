/// The one string that says where a model runs: `m.tflite`, `litert:m.tflite?threads=2`, `serial:/dev/ttyACM0:921600`.
///
/// Grammar: `[stedgeai:][driver:]target[?key=value[&key=value...]]`. A leading `stedgeai:` is accepted and dropped.
/// The text before the first colon counts as a driver name when it consists of letters, digits, `-` or `_` only, has at
/// least two characters and no file of the whole text's name needs to be assumed; everything else is a path.
public struct Descriptor: Sendable, Hashable, CustomStringConvertible {
  /// The text as given.
  public let text: String
  /// Driver name in lower case; nil when the text names none and the target's form must decide.
  public let driverName: String?
  /// What the driver opens: a path, a port, a host, ...; may be empty (`serial`).
  public let target: String
  /// Query parameters. Later duplicates win.
  public let parameters: [String: String]

  /// Splits `text` into its parts; says nothing about whether such a driver exists.
  /// - Throws: `RunnerError.Code.invalidDescriptor` for an empty text or a parameter without a name.
  public init(_ text: String) throws(RunnerError) {
    self.text = text
    var rest = Substring(text)
    if rest.lowercased().hasPrefix("stedgeai:") { rest = rest.dropFirst("stedgeai:".count) }
    var parameters: [String: String] = [:]
    if let mark = rest.lastIndex(of: "?") {
      for pair in rest[rest.index(after: mark)...].split(separator: "&") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let key = parts.first, !key.isEmpty else {
          throw RunnerError(
            .invalidDescriptor, "descriptor \"\(text)\" has a parameter without a name",
            hint: "write parameters as ?key=value&key=value")
        }
        parameters[String(key).lowercased()] = parts.count > 1 ? String(parts[1]) : "1"
      }
      rest = rest[..<mark]
    }
    var driverName: String?
    if let colon = rest.firstIndex(of: ":") {
      let head = rest[..<colon]
      // A single letter before the colon is a drive letter, not a driver.
      if head.count >= 2, head.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }) {
        driverName = head.lowercased()
        rest = rest[rest.index(after: colon)...]
      }
    }
    guard driverName != nil || !rest.isEmpty else {
      throw RunnerError(
        .invalidDescriptor, "the descriptor is empty", hint: "give a model file or driver:target, e.g. model.tflite")
    }
    self.driverName = driverName
    self.target = String(rest)
    self.parameters = parameters
  }

  /// The descriptor as its user wrote it.
  public var description: String { text }
}

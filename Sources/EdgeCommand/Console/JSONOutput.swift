import ArgumentParser
import Foundation

/// The `--json` flag of every command that reports.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print one JSON document instead of text.")
  var isOn = false
}

/// Prints results as JSON: one document, keys sorted, so that two runs can be compared as text.
enum JSONOutput {
  static func print(_ document: some Encodable) throws {
    let data = try encode(document)
    Console.line(String(decoding: data, as: UTF8.self))
  }

  /// The document's bytes, as `print` shows them.
  ///
  /// Not-a-number and infinities become the strings `NaN`, `Infinity`
  /// and `-Infinity`.
  static func encode(_ document: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try encoder.encode(document)
  }
}

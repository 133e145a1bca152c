import Foundation

/// Results as JSON: one document, keys sorted, so that two runs can be compared as text.
package enum JSONDocument {
  /// The document's bytes.
  ///
  /// Not-a-number and infinities become the strings `NaN`, `Infinity` and `-Infinity`.
  package static func encode(_ document: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return Array(try encoder.encode(document))
  }
}

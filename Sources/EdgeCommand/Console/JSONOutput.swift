import ArgumentParser
import EdgeEvaluation

/// The `--json` flag of every command that reports.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print one JSON document instead of text.")
  var isOn = false
}

/// Prints results as JSON, see `JSONDocument`.
enum JSONOutput {
  static func print(_ document: some Encodable) throws {
    Console.line(String(decoding: try JSONDocument.encode(document), as: UTF8.self))
  }
}

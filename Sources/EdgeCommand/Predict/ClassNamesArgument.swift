import ArgumentParser
import EdgeDetection
import Foundation

/// `--names`: `a,b,c`, a text file with one name per line, or a data set's YAML file.
struct ClassNamesArgument: ExpressibleByArgument {
  var names: ClassNames

  init?(argument: String) {
    if let text = try? String(contentsOfFile: argument, encoding: .utf8) {
      let isYAML = argument.hasSuffix(".yaml") || argument.hasSuffix(".yml")
      names = isYAML ? ClassNames(Self.namesOfDataSet(text)) : ClassNames(lines: text)
    } else {
      // A path that cannot be read is a mistake, not a class called like a path.
      guard !argument.contains("/"), !argument.hasSuffix(".txt"), !argument.hasSuffix(".yaml") else { return nil }
      names = ClassNames(lines: argument.replacingOccurrences(of: ",", with: "\n"))
    }
    if names.count == 0 { return nil }
  }

  /// The `names` of a data set's YAML file: a block or flow sequence or mapping. Everything else is passed over.
  static func namesOfDataSet(_ text: String) -> [Int: String] {
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.range(of: " #").map { line[..<$0.lowerBound] } ?? line
    }
    guard let start = lines.firstIndex(where: { $0.hasPrefix("names:") }) else { return [:] }
    let inline = lines[start].dropFirst("names:".count).trimmingCharacters(in: .whitespaces)
    var entries: [Substring] = []
    if let first = inline.first, first == "[" || first == "{" {
      var flow = inline
      for line in lines[(start + 1)...] where !flow.hasSuffix("]") && !flow.hasSuffix("}") { flow += line }
      entries = flow.dropFirst().dropLast().split(separator: ",")
    } else {
      entries = lines[(start + 1)...].filter { !$0.allSatisfy(\.isWhitespace) }
        .prefix { $0.first == " " || $0.first == "-" || $0.first == "\t" }
    }
    var names: [Int: String] = [:]
    for (position, entry) in entries.enumerated() {
      var entry = entry.trimmingCharacters(in: .whitespaces)
      var number = position
      if entry.hasPrefix("- ") {
        entry = String(entry.dropFirst(2))
      } else if let colon = entry.firstIndex(of: ":"), let key = Int(entry[..<colon]) {
        number = key
        entry = String(entry[entry.index(after: colon)...])
      }
      names[number] = entry.trimmingCharacters(in: CharacterSet(charactersIn: " \t'\""))
    }
    return names
  }
}

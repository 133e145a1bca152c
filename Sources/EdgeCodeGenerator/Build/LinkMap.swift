import Foundation

/// The map that GNU's linker writes: which bytes of which object are in the result.
enum LinkMap {
  /// Sizes by object file, after unused sections were left out; nil when the text is no such map. Sections without a
  /// usual name, such as debugging information, are not counted.
  static func sizes(_ text: String) -> [String: SectionSizes]? {
    guard let start = text.range(of: "\nLinker script and memory map\n") else { return nil }
    var result: [String: SectionSizes] = [:]
    var pending: Substring?
    for line in text[start.upperBound...].split(separator: "\n") {
      guard line.hasPrefix(" ") else {
        pending = nil
        continue
      }
      var words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
      if line.hasPrefix(" .") || line.hasPrefix(" COMMON") {
        // A long name stands on a line of its own.
        if words.count == 1 {
          pending = words[0]
          continue
        }
      } else if let name = pending, line.hasPrefix("      ") {
        words = [name] + line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
      } else {
        pending = nil
        continue
      }
      pending = nil
      guard words.count == 4, words[1].hasPrefix("0x"), words[2].hasPrefix("0x"),
        let size = Int(words[2].dropFirst(2), radix: 16), size > 0
      else { continue }
      result[String(words[3]), default: SectionSizes()].add(words[0], size)
    }
    return result
  }
}

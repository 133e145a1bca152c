import EdgeDatasets
import Foundation
import Testing

@Suite("Data set descriptions")
struct DatasetDescriptionTests {
  private func classNames(_ yaml: String) throws -> [String] {
    try DatasetDescription(yaml, path: "data.yaml").classNames
  }

  @Test(arguments: [
    "names: [cat, 'a dog', \"b\\tird\"]", "names:\n- cat\n- a dog\n- \"b\\tird\"",
    "names:\n  - cat # comment\n\n  - 'a dog'\n  - \"b\\tird\"", "names:\n  0: cat\n  1: a dog\n  2: \"b\\tird\"",
    "names: {2: \"b\\tird\", 0: cat, 1: a dog}", "names: [\n  cat,\n  a dog, # second\n  \"b\\tird\",\n]",
    "nested:\n  deeper:\n    - x: 1\n      y: [1, {a: b}]\nnames: [cat, a dog, \"b\\tird\"]",
    "download: |\n  names: [no]\n\n  import x # not: yaml\nnames: [cat, a dog, \"b\\tird\"]",
    "text: >\n  one\n  two\nnames: [cat, a dog, \"b\\tird\"]",
    "url: https://example.org/a:b#c\nnames: [cat, a dog, \"b\\tird\"]",
    "---\n# first\nplain: one\n  two\nnames: [cat, a dog, \"b\\tird\"]", "names:\t[cat, a dog,\t\"b\\tird\"]",
    "all: &all [cat, a dog, \"b\\tird\"]\nnames: *all", "base: &base\n  names: [cat, a dog, \"b\\tird\"]\n<<: *base",
    "base: &base {0: x, 1: a dog}\nnames:\n  <<: [*base, {2: \"b\\tird\"}]\n  0: cat",
    "\r\nnames: [cat,\r\n a dog,\r\n \"b\\tird\"]",
    "names: !!map {\"0\": !!str cat, 0x1: \"a dog\", 02: \"b\\tird\"}", "? names\n: - cat\n  - a dog\n  - \"b\\tird\"",
  ])
  func readsNamesHoweverTheyAreWritten(_ yaml: String) throws {
    #expect(try classNames(yaml) == ["cat", "a dog", "b\tird"])
  }

  @Test func numbersClassesWithoutNames() throws {
    #expect(try classNames("nc: 2") == ["class0", "class1"])
    #expect(try classNames("names: {1: b}") == ["class0", "b"])
    #expect(try classNames("names: ['it''s', null, 12]") == ["it's", "None", "12"])
  }

  /// Pairs of what stands in the file and what Ultralytics makes of it; without the latter for what it refuses.
  private static let pythonNames: [[String?]] = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/python_names.json")
    return (try? JSONDecoder().decode([[String?]].self, from: Data(contentsOf: url))) ?? []
  }()

  @Test func namesAreThoseThatPythonPrints() throws {
    #expect(Self.pythonNames.count > 90)
    for case let pair in Self.pythonNames where pair.count == 2 {
      guard let written = pair[0], let name = pair[1] else { continue }
      #expect(try classNames("names:\n  0: \(written)\n") == [name], "\(written)")
      guard !written.contains("\n"), !written.contains(","), !written.contains("#") else { continue }
      #expect(try classNames("names: [\(written) ]") == [name], "\(written)")
    }
  }

  @Test(arguments: [
    "names: *a", "names: !!set {a}", "names: !python/name:os.system x", "names: [a", "names: {a: [}", "names: \"a",
    "names: [a] b", "names: {x: a}", "names: {-1: a}", "nc: 0", "nc: 1000000000", "names: text", "x: 1",
    "\tnames: [a]", "names: [a]\n  b: c", "kpt_shape: [17]\nnames: [a]", "kpt_shape: [17, 4]\nnames: [a]",
    "kpt_shape: 17\nnames: [a]", "kpt_shape: [2, 3]\nkpt_oks_sigmas: [1]\nnames: [a]", "a: 1\n---\nb: 2",
    "names: |x\n  a", "names: [[a]]", "names: {0: {a: b}}", "names: {[0]: a}", "<<: 5\nnames: [a]", "", "# nothing",
    "[names]", "names: [a]\nnames: [b]", "names: [\u{1}]", "names: \"\\uD800\"",
  ])
  func refusesWhatItCannotRead(_ yaml: String) {
    #expect(throws: DatasetError.self) { try classNames(yaml) }
  }

  @Test func refusesDeepNesting() {
    #expect(throws: DatasetError.self) { try classNames("a: " + String(repeating: "[", count: 10_000)) }
    #expect(throws: DatasetError.self) { try classNames(String(repeating: "- ", count: 10_000) + "a") }
    for blockCount in [100, 200, 2000] {
      let blocks = (0..<blockCount).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
      #expect(throws: DatasetError.self) { try classNames(blocks) }
    }
    #expect(throws: DatasetError.self) {
      try classNames((0..<2000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\u{2028}"))
    }
  }

  /// Lists of aliases for lists of aliases: some hundred bytes that stand for billions of values.
  @Test(arguments: ["b: *a8", "? *a8\n: b", "{*a8: b}"])
  func refusesAliasesThatMultiply(_ use: String) {
    var yaml = "names: [a]\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      yaml += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
    }
    #expect {
      try classNames(yaml + use)
    } throws: { error in
      "\(error)".contains("aliases")
    }
  }

  @Test func chainsOfAliasesEndAtTheLimitOfNesting() {
    let aliases = (1...12).map { "a\($0): &a\($0) [[[[[[[[*a\($0 - 1)]]]]]]]]\n" }.joined()
    #expect(throws: DatasetError.self) { try classNames("names: [a]\na0: &a0 [x]\n" + aliases) }
  }

  /// A reader that starts over at each line would need hours.
  @Test func readsALongFlowValueOnManyLines() throws {
    let yaml = "skipped: [\n" + String(repeating: "a,\n", count: 20_000) + "]\nnames: [b]"
    #expect(try classNames(yaml) == ["b"])
    #expect(throws: DatasetError.self) { try classNames("names: [" + String(repeating: "a,", count: 2_000_000)) }
  }

  @Test(arguments: [
    ("a: 1\nb: *x", 2), ("a: 1\n\tb: 2", 2), ("a: 1\nb: \"\nc", 3), ("names:\n  0: a\n  x: b", 3),
    ("names: [a]\nx:\n  !!binary y", 3), ("kpt_shape: [1, 3]\nnames: [a]\n\nkpt_oks_sigmas: [-1]", 4),
    ("names: [a]\nb: 1\nb: 2", 2), ("names: [a]\n# \u{7}", 2),
  ])
  func namesTheLineOfAMistake(_ yaml: String, _ line: Int) {
    #expect {
      try classNames(yaml)
    } throws: { error in
      (error as? DatasetError)?.line == line
    }
  }
}

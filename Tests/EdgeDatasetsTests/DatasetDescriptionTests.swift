import EdgeDatasets
import EdgeTestSupport
import Testing

@Suite("Data set descriptions")
struct DatasetDescriptionTests {
  private func classNames(_ yaml: String) throws -> [String] {
    let files = try TemporaryFolder(files: [
      "data.yaml": yaml + "\nval: images\n", "images/a.jpg": "", "labels/a.txt": "",
    ])
    return try Dataset.open(files.file("data.yaml")).classNames
  }

  @Test(arguments: [
    "names: [cat, 'a dog', \"b\\tird\"]", "names:\n- cat\n- a dog\n- \"b\\tird\"",
    "names:\n  - cat # comment\n\n  - 'a dog'\n  - \"b\\tird\"", "names:\n  0: cat\n  1: a dog\n  2: \"b\\tird\"",
    "names: {2: \"b\\tird\", 0: cat, 1: a dog}", "names: [\n  cat,\n  a dog, # second\n  \"b\\tird\",\n]",
    "nested:\n  deeper:\n    - x: 1\n      y: [1, {a: b}]\nnames: [cat, a dog, \"b\\tird\"]",
    "download: |\n  names: [no]\n\n  import x # not: yaml\nnames: [cat, a dog, \"b\\tird\"]",
    "text: >\n  one\n  two\nnames: [cat, a dog, \"b\\tird\"]",
    "url: https://example.org/a:b#c\nnames: [cat, a dog, \"b\\tird\"]",
    "---\n# first\nplain: one\n  two\nnames: [cat, a dog, \"b\\tird\"]",
  ])
  func readsNamesHoweverTheyAreWritten(_ yaml: String) throws {
    #expect(try classNames(yaml) == ["cat", "a dog", "b\tird"])
  }

  @Test func numbersClassesWithoutNames() throws {
    #expect(try classNames("nc: 2") == ["class0", "class1"])
    #expect(try classNames("names: {1: b}") == ["class0", "b"])
    #expect(try classNames("names: ['it''s', null, 12]") == ["it's", "", "12"])
  }

  @Test(arguments: [
    "names: &a [b]", "names: *a", "names: !!set {a}", "names: [a", "names: {a: [}", "names: \"a", "names: [a] b",
    "names: {x: a}", "names: {-1: a}", "nc: 0", "nc: 1000000000", "names: text", "x: 1", "\tnames: [a]",
    "names: [a]\n  b: c", "kpt_shape: [17]\nnames: [a]", "kpt_shape: [17, 4]\nnames: [a]",
    "kpt_shape: [2, 3]\nkpt_oks_sigmas: [1]\nnames: [a]", "a: 1\n---\nb: 2", "names: |x\n  a",
  ])
  func refusesWhatItCannotRead(_ yaml: String) {
    #expect(throws: DatasetError.self) { try classNames(yaml) }
  }

  @Test func refusesDeepNesting() {
    #expect(throws: DatasetError.self) { try classNames("a: " + String(repeating: "[", count: 10_000)) }
    #expect(throws: DatasetError.self) { try classNames(String(repeating: "- ", count: 10_000) + "a") }
    let blocks = (0..<200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    #expect(throws: DatasetError.self) { try classNames(blocks) }
  }

  @Test func namesTheLineOfAMistake() {
    #expect {
      try classNames("a: 1\nb: &x 2")
    } throws: { error in
      (error as? DatasetError)?.line == 2
    }
  }
}

import EdgeTestSupport
import Foundation
import Testing

@Suite("Exit statuses")
struct ExitStatusTests {
  /// The rows `| code | name | meaning |` of a Markdown file's tables.
  private func documentedNames(in path: String) throws -> [String: String] {
    let text = try String(contentsOf: SharedFiles.repositoryRoot.appendingPathComponent(path), encoding: .utf8)
    var names: [String: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if cells.count >= 3, Int(cells[0]) != nil { names[cells[0]] = cells[1] }
    }
    return names
  }

  @Test func theDocumentationListsWhatTheHelpSays() throws {
    let help = try TemporaryFolder().edgerunner("--help").output.replacingOccurrences(of: "\n", with: " ")
    let names = try documentedNames(in: "README.md")
    #expect(names.count == 13)
    for code in 0...9 {
      let name = try #require(names["\(code)"])
      #expect(help.contains("\(code) \(name)"), "\(code) \(name)")
    }
  }
}

import EdgeTestSupport
import Foundation
import Testing

@Suite("Examples in the documentation")
struct DocumentationTests {
  @Test(
    "what the README and the articles show is what the snippets compile",
    arguments: [
      ("README.md", ["DetectObjects", "RunAModel"]),
      ("Sources/EdgeRunner/EdgeRunner.docc/RunAModel.md", ["RunAModel"]),
      ("Sources/EdgeRunner/EdgeRunner.docc/DetectObjects.md", ["DetectObjects"]),
      ("Sources/EdgeRunner/EdgeRunner.docc/CompareRunners.md", ["CompareRunners"]),
    ])
  func examples(document: String, snippets: [String]) throws {
    let shown = try text(of: document).components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    #expect(try shown == snippets.map(code))
  }

  @Test("every snippet is shown somewhere")
  func noneForgotten() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: SharedFiles.repositoryRoot.appendingPathComponent("Snippets").path)
    #expect(names.sorted() == ["CompareRunners.swift", "DetectObjects.swift", "RunAModel.swift"])
  }

  /// A snippet without the comment that says what it does.
  private func code(_ snippet: String) throws -> String {
    let text = try text(of: "Snippets/\(snippet).swift")
    return text.components(separatedBy: "\n\n").dropFirst().joined(separator: "\n\n")
  }

  private func text(of path: String) throws -> String {
    try String(contentsOf: SharedFiles.repositoryRoot.appendingPathComponent(path), encoding: .utf8)
  }
}

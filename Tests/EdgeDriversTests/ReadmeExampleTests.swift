import EdgeDrivers
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// The README's Swift example, compiled and run.
@Suite("The README's example") struct ReadmeExampleTests {
  /// What stands in the README between the imports and the end of the example, with a path for the model's name.
  private func example(_ path: String) async throws -> [String] {
    var lines: [String] = []
    func print(_ items: Any...) { lines.append(items.map { "\($0)" }.joined(separator: " ")) }

    let runner = try await Drivers.connect(path)
    let session = try await runner.makeSession()
    let inputs = session.inputs.map { Tensor(shape: $0.shape, elementType: $0.elementType) }
    let result = try await session.invoke(inputs)
    for (output, tensor) in zip(session.outputs, result.outputs) {
      print(output.name, tensor.shape, tensor.dequantized().max() ?? 0)
    }
    print("took", result.profile.durations[0])
    return lines
  }

  @Test("it runs", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func runs() async throws {
    let lines = try await example(SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite"))
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("PartitionedCall:0 [1, 5, 756] "))
    #expect(lines[1].hasPrefix("took "))
  }

  @Test("the README shows it as it is compiled here") func matchesReadme() throws {
    let readme = SharedFiles.repositoryRoot.appendingPathComponent("README.md")
    guard let text = try? String(contentsOf: readme, encoding: .utf8), text.contains("Drivers.connect(") else { return }
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(source.range(of: "    let runner = try"))
    let end = try #require(source.range(of: "    return lines"))
    let code = source[start.lowerBound..<end.lowerBound].split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces).replacing("(path)", with: "(\"model.tflite\")") }
    let shown = Set(text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
    for line in code { #expect(shown.contains(line), "README.md lacks: \(line)") }
  }
}

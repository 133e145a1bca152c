import EdgeDrivers
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

@Suite("The README's example for any model") struct ReadmeExampleTests {
  /// The lines between the markers are those of the README but for the path.
  private func run(model: String) async throws -> [String] {
    var lines: [String] = []
    func print(_ items: Any...) { lines.append(items.map { "\($0)" }.joined(separator: " ")) }
    // example
    let runner = try await Drivers.connect(model)
    let session = try await runner.makeSession()
    let inputs = session.inputs.map { Tensor(shape: $0.shape, elementType: $0.elementType) }
    let result = try await session.invoke(inputs)
    for (output, tensor) in zip(session.outputs, result.outputs) {
      print(output.name, tensor.shape, tensor.dequantized().max() ?? 0)
    }
    print("took", result.profile.durations[0])
    // end of example
    return lines
  }

  @Test("it runs") func runs() async throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    let lines = try await run(model: path)
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("output0 [1, 84, 3598] "))
    #expect(lines[1].hasPrefix("took "))
  }

  @Test("the README shows it as it is compiled here") func isWhatTheReadmeShows() throws {
    let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
    let parts = source.components(separatedBy: "// example\n")
    let example = try #require(parts.count > 1 ? parts[1].components(separatedBy: "// end of example").first : nil)
    let readme = try String(
      contentsOf: SharedFiles.repositoryRoot.appendingPathComponent("README.md"), encoding: .utf8)
    let shown = readme.replacing("\"model.tflite\"", with: "model")
    for line in example.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) where !line.isEmpty {
      #expect(shown.contains(line), "the README lacks: \(line)")
    }
    for room in ["EdgeDrivers", "EdgeModel", "EdgeRunner"] { #expect(readme.contains("import \(room)\n")) }
  }
}

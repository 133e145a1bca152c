import EdgeDetection
import EdgeDrivers
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

@Suite("The README's library example")
struct LibraryExampleTests {
  /// The lines between the markers are those of the README but for the two paths.
  private func findObjects(model: String, image: String) async throws -> Int {
    var count = 0
    func print(_ items: Any...) { count += 1 }
    // example
    let runner = try await Drivers.connect(model)
    let detector = try Detector(session: await runner.makeSession())
    let picture = try PictureDecoder().decode(file: image)
    for object in try await detector.detect(picture).detections {
      print(detector.names[object.classIndex], object.confidence, object.box)
    }
    // end of example
    return count
  }

  @Test func findsObjects() async throws {
    let root = SharedFiles.repositoryRoot.path
    let count = try await findObjects(
      model: "\(root)/Models/picodet_s_416_int8.tflite", image: "\(root)/Pictures/person.jpg")
    #expect(count == 3)
  }

  @Test func isWhatTheReadmeShows() throws {
    let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
    let parts = source.components(separatedBy: "// example\n")
    let example = try #require(parts.count > 1 ? parts[1].components(separatedBy: "// end of example").first : nil)
    let readme = try String(
      contentsOf: SharedFiles.repositoryRoot.appendingPathComponent("README.md"), encoding: .utf8)
    let shown = readme.replacingOccurrences(of: "\"model.tflite\"", with: "model")
      .replacingOccurrences(of: "\"bus.jpg\"", with: "image")
    for line in example.split(separator: "\n").map({ $0.trimmingCharacters(in: .whitespaces) }) where !line.isEmpty {
      #expect(shown.contains(line), "the README lacks: \(line)")
    }
    for room in ["EdgeDetection", "EdgeDrivers", "EdgeVision"] { #expect(readme.contains("import \(room)\n")) }
  }
}

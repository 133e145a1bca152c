import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeTestSupport
import Foundation
import Testing

/// Files as Keras writes them, with sizes that are computed from shapes, against answers recorded from LiteRT.
@Suite(
  "Keras files with operators on shapes",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct KerasFileTests {
  private static let folder = "cases/09-keras-shape-operators"

  private static let names: [String] = {
    let entries = try? FileManager.default.contentsOfDirectory(atPath: SharedFiles.path(folder))
    return (entries ?? []).sorted()
  }()

  @Test("outputs are LiteRT's, shape, type and bytes", arguments: names)
  func outputs(name: String) throws {
    let folder = "\(Self.folder)/\(name)/"
    let graph = try TFLiteReader.read(contentsOf: SharedFiles.path(folder + "m.tflite")).graph.prepared()
    #expect(graph.operatorNames.contains { ["SHAPE", "STRIDED_SLICE", "PACK"].contains($0) } == false)
    let inputs = try NPZArchive.read(contentsOf: SharedFiles.path(folder + "in.npz")).entries.map(\.tensor)
    let expected = try NPZArchive.read(contentsOf: SharedFiles.path(folder + "expected.npz")).entries.map(\.tensor)
    #expect(try graph.run(inputs).map(\.contents) == expected.map(\.contents))
  }
}

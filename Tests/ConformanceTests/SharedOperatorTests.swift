import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// Single operators and small networks as converters write them, against answers recorded from LiteRT.
@Suite(
  "Files of single operators", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct SharedOperatorTests {
  private static let folders: [String] = {
    let cases = SharedFiles.path("cases/26-operators")
    let entries = try? FileManager.default.contentsOfDirectory(atPath: cases)
    return (entries ?? []).sorted().map { "26-operators/\($0)" } + ["28-ssd-postprocess"]
      + ["c16x8", "hybrid", "int4_fc", "k_cls_16x8f", "u8legacy"].map { "27-number-types/\($0)" }
  }()

  @Test("outputs are LiteRT's, shape, type and bytes", arguments: folders)
  func outputs(folder: String) async throws {
    func path(_ file: String) -> String { SharedFiles.path("cases/\(folder)/\(file)") }
    let runner = try await Drivers.connect("native:\(path("m.tflite"))")
    let inputs = try NPZArchive.read(contentsOf: path("in.npz")).entries.map(\.tensor)
    let expected = try NPZArchive.read(contentsOf: path("expected.npz")).entries.map(\.tensor)
    let outputs = try await runner.makeSession().invoke(inputs).outputs
    #expect(outputs.map(\.shape) == expected.map(\.shape))
    #expect(outputs.map(\.elementType) == expected.map(\.elementType))
    #expect(zip(outputs, expected).allSatisfy { Agreement.sameBytes.complaint($0, expected: $1) == nil })
  }
}

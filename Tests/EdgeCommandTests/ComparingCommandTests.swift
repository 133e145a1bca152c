import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

@Suite("compare and validate") struct ComparingCommandTests {
  @Test("a runner compared with itself agrees in every tensor") func agreesWithItself() throws {
    let folder = try TemporaryFolder()
    let text = try folder.edgerunner("compare", "builtin:", "builtin:", "--policy", "exact")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.hasSuffix("A and B agree exactly.\n"))
    let result = try folder.edgerunner("compare", "builtin:", "builtin:", "--io-only", "--json")
    let document = try #require(try result.json() as? [String: Any])
    #expect((document["pairs"] as? [[String: Any]])?.first?["verdict"] as? String == "exact")
    #expect(try folder.names() == [])
  }

  @Test("validate writes its reports and data, prints the same and passes")
  func validates() throws {
    let folder = try TemporaryFolder()
    let result = try folder.edgerunner(
      "validate", "-m", "builtin:", "-d", "builtin:", "-b", "1", "--policy", "exact", "-n", "net")
    #expect(result.status == 0, "\(result.errors)")
    #expect(try folder.names() == ["st_ai_output"])
    #expect(
      try folder.names(in: "st_ai_output") == [
        "net_val_io.npz", "net_validate_report.json", "net_validate_report.txt",
      ])
    let file = folder.url.appendingPathComponent("st_ai_output/net_validate_report.txt")
    let report = try String(contentsOf: file, encoding: .utf8)
    #expect(result.output.hasPrefix(report))
    #expect(report.contains("PASSED: policy exact"))
    #expect(report.contains("X-cross #1"))
    let archive = try NPZArchive.read(
      contentsOf: folder.url.appendingPathComponent("st_ai_output/net_val_io.npz").path)
    #expect(archive.names == ["m_inputs_1", "m_outputs_1", "c_outputs_1"])
    #expect(archive["m_outputs_1"]?.doubles() == archive["c_outputs_1"]?.doubles())
  }

  @Test("expected outputs that are not met show in the report, and the reports can be fed back")
  func comparesWithExpected() throws {
    let folder = try TemporaryFolder()
    func validate(_ arguments: String...) throws -> [String: Any] {
      let base = ["validate", "-m", "builtin:", "-d", "builtin:", "--io-only", "--json"]
      let result = try CommandProcess(folder: folder.url).run(base + arguments)
      #expect(result.status == 0, "\(result.errors)")
      return try #require(try result.json() as? [String: Any])
    }
    #expect((try validate("-b", "2")["againstExpected"] as? [Any])?.isEmpty == true)
    let again = try validate(
      "-vi", "st_ai_output/network_val_io.npz", "-vo", "st_ai_output/network_val_io.npz", "-o", "again")
    let accuracies = try #require(again["againstExpected"] as? [[String: Any]])
    #expect(accuracies.map { $0["subject"] as? String } == ["c-model", "original model"])
    #expect(accuracies.compactMap { ($0["metrics"] as? [String: Any])?["rmse"] as? Double } == [0, 0])
    #expect(again["sampleCount"] as? Int == 2)
  }

  @Test(
    "runners that differ: explained, named, and failing a strict policy",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func explainsDifferences() throws {
    let folder = try TemporaryFolder()
    let model = SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite")
    let descriptors = [model, "native:\(model)?kernels=portable", "native:\(model)?arithmetic=reference"]
    let explained = try CommandProcess(folder: folder.url).run(["compare"] + descriptors)
    #expect(explained.status == 0, "\(explained.errors)")
    #expect(explained.output.contains("A and B: exact: of 258 tensors 258 exact"))
    #expect(explained.output.contains("B and C: as A and C"))
    #expect(explained.output.contains("first difference: operator 2 (CONV_2D), tensor 159"))
    #expect(explained.output.contains("A and B agree exactly; C parts from A and B at operator 2 (CONV_2D)"))
    #expect(explained.output.hasSuffix("explained by rounding.\n"))
    let strict = try folder.edgerunner(
      "validate", "-m", model, "-d", descriptors[2], "-b", "1", "--policy", "one-step", "--io-only")
    #expect(strict.status == 7)
    #expect(strict.output.contains("FAILED: policy one-step"))
    #expect(strict.errors.contains("validation failed"))
    #expect(try folder.names(in: "st_ai_output").count == 3)
  }
}

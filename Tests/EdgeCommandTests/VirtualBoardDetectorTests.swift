import EdgeBoards
import EdgeDrivers
import EdgeTestSupport
import Foundation
import Testing

/// A whole detector on the virtual Cortex-M55, beside everything else it can run on.
@Suite(
  "A detector on a virtual board",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
  .enabled(
    if: (try? EmulatorProgram.find("qemu-system-arm")) != nil && (try? FirmwareTools.find()) != nil,
    "qemu-system-arm or a Swift toolchain with Embedded Swift for Arm is missing"),
  .serialized)
struct VirtualBoardDetectorTests {
  private static let model = SharedFiles.path("models/yolov8n_192_quant_pc_uf_od_coco-person-st.tflite")
  private static let board = "qemu:qemu-mps3-an547?model=\(model)"
  /// Firmware that the tests of this suite share.
  private static let cache = Result { try TemporaryFolder() }

  private func edgerunner(_ folder: TemporaryFolder, _ arguments: String...) throws -> CommandProcess.Result {
    try CommandProcess(folder: folder.url).run(
      arguments, environment: ["XDG_CACHE_HOME": try Self.cache.get().url.path])
  }

  private static func hasLiteRT() async -> Bool { await (try? Drivers.connect("litert:" + model)) != nil }

  @Test("engine, LiteRT, generated library and virtual board agree in every tensor, told in one table")
  func comparesEverywhere() async throws {
    let folder = try TemporaryFolder()
    let generated = try edgerunner(folder, "generate", Self.model, "--dll")
    #expect(generated.status == 0, "\(generated.errors)")
    // LiteRT is optional.
    let hosts = [Self.model] + (await Self.hasLiteRT() ? ["litert:" + Self.model] : []) + ["lib:st_ai_ws"]
    let result = try CommandProcess(folder: folder.url).run(
      ["compare"] + hosts + [Self.board, "--policy", "exact", "--json"],
      environment: ["XDG_CACHE_HOME": try Self.cache.get().url.path])
    #expect(result.status == 0, "\(result.errors)")
    let report = try #require(try result.json() as? [String: Any])
    let pairs = try #require(report["pairs"] as? [[String: Any]])
    #expect(pairs.count == (hosts.count + 1) * hosts.count / 2)
    for pair in pairs {
      #expect(pair["verdict"] as? String == "exact")
      // Fused operators leave no results of their own.
      #expect((pair["exactCount"] as? Int ?? 0) >= 138)
    }
    #expect((report["conclusion"] as? String)?.hasSuffix("agree exactly.") == true)
  }

  @Test("pictures give the detections that the engine finds, to the last bit")
  func predicts() throws {
    let folder = try TemporaryFolder()
    var found: [Data] = []
    for descriptor in [Self.model, Self.board] {
      let result = try edgerunner(
        folder, "predict", SharedFiles.path("images/bus.jpg"), "-d", descriptor, "--json", "--no-save")
      #expect(result.status == 0, "\(result.errors)")
      let document = try #require(try result.json() as? [String: Any])
      let pictures = try #require(document["pictures"] as? [[String: Any]])
      let objects = try #require(pictures.first?["detections"] as? [Any])
      #expect(objects.count == 3)
      found.append(try JSONSerialization.data(withJSONObject: objects, options: .sortedKeys))
    }
    #expect(found[0] == found[1])
  }

  @Test("val scores virtual boards as it scores the engine, in virtual time and in the host's")
  func validates() throws {
    let folder = try TemporaryFolder()
    // In the host's time the board's counter begins again during an inference.
    let other = "qemu:qemu-mps2-an500?model=\(Self.model)&icount=off"
    let result = try edgerunner(
      folder, "val", "--data", SharedFiles.path("coco/person225/person.yaml"), "-d", Self.model, "-d", Self.board,
      "-d", other, "--limit", "2", "--no-plots")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("identical"))
    let found = try (1...3).map { try folder.text(of: "runs/detect/val-\($0)/predictions.json") }
    #expect(found[0] == found[1] && found[0] == found[2])
  }
}

import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Foundation
import Testing

/// Every operator against the real LiteRT, in both arithmetics: the models are written, run by LiteRT's own interpreter
/// (default and reference kernels) and by the engine, and compared byte for byte.
@Suite(
  "Operator conformance", .enabled(if: LiteRTInterpreter.isPresent, Comment(rawValue: LiteRTInterpreter.whyAbsent)))
struct OperatorConformanceTests {
  @Test("int8 operators equal LiteRT bit for bit", arguments: [1, 2, 3] as [UInt64])
  func int8(seed: UInt64) throws {
    let cases = OperatorCases.int8(seed: seed)
    let recorded = try LiteRTInterpreter.run(cases)
    for (position, c) in cases.enumerated() {
      for arithmetic in Arithmetic.allCases {
        let want = recorded[position][arithmetic] ?? []
        guard !want.isEmpty else {
          Issue.record("LiteRT does not run \(c.name) (\(arithmetic))")
          continue
        }
        let plan: ExecutionPlan
        do {
          plan = try ExecutionPlan(lowering: c.graph, options: PlanOptions(arithmetic: arithmetic))
        } catch {
          Issue.record("\(c.name) (\(arithmetic)): \(error)")
          continue
        }
        for kernels in KernelTable.shared.machineVariants {
          let session = EngineSession(engine: try Engine(plan: plan, options: .init(kernels: .variant(kernels))))
          let got = try session.run(c.inputs)
          for (output, (g, w)) in zip(got, want).enumerated() {
            let (a, b) = (g.doubles(), w.doubles())
            let different = zip(a, b).filter { $0 != $1 }.count
            #expect(
              different == 0 && a.count == b.count,
              "\(c.name) (\(arithmetic), \(kernels)) output \(output): \(different) of \(a.count) differ")
          }
        }
      }
    }
  }

  /// Float sums may be ordered differently and libraries have their own exp: the error allowed is a few units in the
  /// last place of the largest term.
  @Test("float32 operators equal LiteRT up to summation order", arguments: [1, 2] as [UInt64])
  func float32(seed: UInt64) throws {
    let cases = OperatorCases.float32(seed: seed)
    let recorded = try LiteRTInterpreter.run(cases)
    for (position, c) in cases.enumerated() {
      let want = try #require(recorded[position][.litert]?.first, "LiteRT does not run \(c.name)")
      let plan = try ExecutionPlan(lowering: c.graph)
      let got = try EngineSession(engine: try Engine(plan: plan)).run(c.inputs)[0]
      let (a, b) = (got.doubles(), want.doubles())
      let scale = b.map { abs($0) }.max() ?? 0
      let error = zip(a, b).map { abs($0 - $1) }.max() ?? 0
      #expect(a.count == b.count && error <= 4e-6 * max(scale, 1), "\(c.name): largest error \(error) of \(scale)")
    }
  }

  @Test("every tensor of the default model equals LiteRT")
  func defaultModel() throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    var graph = try TFLiteReader.read(contentsOf: path).graph
    graph.outputs = graph.operators.flatMap(\.outputs)
    let bytes = GoldenInput.weyl.bytes(height: 416, width: 416)
    let c = OperatorCase(
      name: "default model", graph: graph,
      inputs: [Tensor(shape: [1, 416, 416, 3], elementType: .uint8, values: bytes)])
    let recorded = try LiteRTInterpreter.run([c])[0]
    for arithmetic in Arithmetic.allCases {
      let plan = try ExecutionPlan(
        lowering: graph, options: PlanOptions(arithmetic: arithmetic, visibleOperators: .all))
      let got = try EngineSession(engine: try Engine(plan: plan)).run(c.inputs)
      let want = try #require(recorded[arithmetic])
      try #require(want.count == got.count)
      var wrong: [String] = []
      for (index, (g, w)) in zip(got, want).enumerated() where g.doubles() != w.doubles() {
        wrong.append(graph.tensors[graph.outputs[index]].name)
      }
      #expect(wrong.isEmpty, "\(arithmetic.rawValue): \(wrong.count) differ, first \(wrong.first ?? "")")
    }
  }
}

/// LiteRT's Python interpreter from the local environment, the only way to its reference kernels.
enum LiteRTInterpreter {
  static let python: String? = {
    let environment = ProcessInfo.processInfo.environment
    let candidates: [String?] = [
      environment["EDGERUNNER_PYTHON"], SharedFiles.repositoryRoot.appendingPathComponent(".venv/bin/python3").path,
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()
  static let isPresent = python != nil
  static let whyAbsent = "the local Python environment with LiteRT is missing (make setup)"

  /// Runs every case with default and reference kernels; an empty list stands for "refused".
  static func run(_ cases: [OperatorCase]) throws -> [[Arithmetic: [Tensor]]] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (i, c) in cases.enumerated() {
      try Data(TFLiteWriter.write(c.graph)).write(to: folder.appendingPathComponent("\(i).tflite"))
      for (k, input) in c.inputs.enumerated() {
        try NPYFile.write(input, to: folder.appendingPathComponent("\(i)_in_\(k).npy").path)
      }
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments = [
      SharedFiles.repositoryRoot.appendingPathComponent("Tests/EdgeEngineTests/Scripts/run_litert.py").path,
      folder.path,
      "\(cases.count)",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try cases.indices.map { i in
      var result: [Arithmetic: [Tensor]] = [:]
      for arithmetic in Arithmetic.allCases {
        var outputs: [Tensor] = []
        for k in cases[i].graph.outputs.indices {
          let path = folder.appendingPathComponent("\(i)_\(arithmetic.rawValue)_\(k).npy").path
          guard FileManager.default.fileExists(atPath: path) else { break }
          outputs.append(try NPYFile.read(contentsOf: path))
        }
        result[arithmetic] = outputs
      }
      return result
    }
  }
}

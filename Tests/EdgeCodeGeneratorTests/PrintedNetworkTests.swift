import EdgeCodeGenerator
import EdgeEmulation
import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

/// Whole models as printed C, compiled and run, against the engine: every node's results and the outputs, byte for byte.
@Suite("Printed networks", .enabled(if: !Compilers.all.isEmpty, Comment(rawValue: Compilers.whyAbsent)))
struct PrintedNetworkTests {
  static let levels = ["-O0", "-O2", "-O3"]

  @Test("the default model computes what the engine does", arguments: Compilers.all)
  func defaultModel(compiler: CCompiler) throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    #expect(try HostProgram([try network(of: path)]).differences(compiler, ["-O2"]) == [])
  }

  @Test(
    "the smallest shared model computes what the engine does at every level",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)), arguments: Compilers.all)
  func smallestModel(compiler: CCompiler) throws {
    let path = SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite")
    let program = try HostProgram([try network(of: path)])
    for (index, level) in Self.levels.enumerated() {
      #expect(try program.differences(compiler, [level], reusesData: index > 0) == [])
    }
  }

  @Test(
    "the smallest shared model is clean under sanitizers, its weights read from a file",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func smallestModelSanitized() throws {
    let compiler = try #require(Compilers.sanitizing, "no compiler here links sanitizers")
    let network = try network(of: SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite")) {
      $0.binaryWeights = true
      $0.optimization = .ram
    }
    let program = try HostProgram([network])
    #expect(try program.differences(compiler, ["-O1"], linkFlags: Compilers.sanitizerFlags) == [])
  }

  @Test(
    "the other shared models compute what the engine does",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: SharedFiles.tfliteModels.dropFirst())
  func otherModels(name: String) throws {
    let program = try HostProgram([try network(of: SharedFiles.path("models/\(name).tflite"))])
    // One compiler for each, in turn: both see every kernel in the operator cases.
    let position = SharedFiles.tfliteModels.firstIndex(of: name) ?? 0
    #expect(try program.differences(Compilers.all[position % Compilers.all.count], ["-O2"]) == [])
  }

  private func network(
    of path: String, configure: (inout GenerationOptions) -> Void = { _ in }
  ) throws -> PrintedNetwork {
    let model = try TFLiteReader.read(contentsOf: path)
    let input = model.graph.tensors[model.graph.inputs[0]]
    let bytes = GoldenInput.weyl.bytes(height: input.shape[1], width: input.shape[2])
    let stored = input.elementType == .int8 ? bytes.map { $0 &- 128 } : bytes
    let tensor = Tensor(shape: input.shape, elementType: input.elementType, values: stored)
    return try PrintedNetwork(model.graph, name: "network", inputs: [tensor], configure: configure)
  }
}

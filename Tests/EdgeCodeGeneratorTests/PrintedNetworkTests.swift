import EdgeCodeGenerator
import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

/// Printed C, compiled and run, against the engine: every node's results and the outputs, byte for byte.
@Suite("Printed networks", .enabled(if: !Compilers.all.isEmpty, Comment(rawValue: Compilers.whyAbsent)))
struct PrintedNetworkTests {
  static let levels = ["-O0", "-O2", "-O3"]

  @Test("every operator case computes what the engine does at every level", arguments: Compilers.all)
  func operatorCases(compiler: CCompiler) throws {
    let groups = [
      OperatorCase.joined(OperatorCases.int8(seed: 1), name: "int8_cases"),
      OperatorCase.joined(OperatorCases.float32(seed: 1), name: "float32_cases"),
    ]
    let networks = try groups.map { try PrintedProgram.Network($0.graph, name: $0.name, inputs: $0.inputs) }
    let program = try PrintedProgram(networks)
    for level in Self.levels { #expect(try program.differences(compiler, [level]) == []) }
  }

  @Test("operator cases in reference arithmetic, every operator visible, int8 weights, from a file")
  func operatorCasesOtherwise() throws {
    let joined = OperatorCase.joined(OperatorCases.int8(seed: 2), name: "int8_cases")
    let network = try PrintedProgram.Network(joined.graph, name: joined.name, inputs: joined.inputs) {
      $0.arithmetic = .reference
      $0.visibleOperators = .all
      $0.optimization = .ram
      $0.binaryWeights = true
    }
    #expect(try PrintedProgram([network]).differences(Compilers.all[0], ["-Os"]) == [])
  }

  @Test("address and undefined-behaviour sanitizers find nothing in operator cases")
  func sanitizers() throws {
    let compiler = try #require(Compilers.sanitizing, "no compiler here links sanitizers")
    let joined = OperatorCase.joined(
      OperatorCases.int8(seed: 3) + OperatorCases.float32(seed: 3), name: "sanitized_cases")
    for binary in [false, true] {
      let network = try PrintedProgram.Network(joined.graph, name: joined.name, inputs: joined.inputs) {
        $0.optimization = binary ? .ram : .time
        $0.binaryWeights = binary
      }
      let program = try PrintedProgram([network])
      #expect(try program.differences(compiler, ["-O1", "-g"], linkFlags: Compilers.sanitizerFlags) == [])
    }
  }

  @Test("the default model computes what the engine does", arguments: Compilers.all)
  func defaultModel(compiler: CCompiler) throws {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    #expect(try PrintedProgram([try network(of: path)]).differences(compiler, ["-O2"]) == [])
  }

  @Test(
    "the smallest shared model computes what the engine does at every level",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)), arguments: Compilers.all)
  func smallestModel(compiler: CCompiler) throws {
    let path = SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite")
    let program = try PrintedProgram([try network(of: path)])
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
    let program = try PrintedProgram([network])
    #expect(try program.differences(compiler, ["-O1"], linkFlags: Compilers.sanitizerFlags) == [])
  }

  @Test(
    "the other shared models compute what the engine does",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: SharedFiles.tfliteModels.dropFirst())
  func otherModels(name: String) throws {
    let program = try PrintedProgram([try network(of: SharedFiles.path("models/\(name).tflite"))])
    // One compiler for each, in turn: both see every kernel in the operator cases.
    let position = SharedFiles.tfliteModels.firstIndex(of: name) ?? 0
    #expect(try program.differences(Compilers.all[position % Compilers.all.count], ["-O2"]) == [])
  }

  private func network(
    of path: String, configure: (inout GenerationOptions) -> Void = { _ in }
  ) throws -> PrintedProgram.Network {
    let model = try TFLiteReader.read(contentsOf: path)
    let input = model.graph.tensors[model.graph.inputs[0]]
    let bytes = GoldenInput.weyl.bytes(height: input.shape[1], width: input.shape[2])
    let stored = input.elementType == .int8 ? bytes.map { $0 &- 128 } : bytes
    let tensor = Tensor(shape: input.shape, elementType: input.elementType, values: stored)
    return try PrintedProgram.Network(model.graph, name: "network", inputs: [tensor], configure: configure)
  }
}

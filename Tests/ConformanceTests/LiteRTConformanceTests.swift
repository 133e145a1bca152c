import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// The real LiteRT against the engine: with its default kernels through our own driver.
@Suite(
  "Conformance of litert:", .enabled(if: LiteRT.isPresent, Comment(rawValue: LiteRT.whyAbsent)))
struct LiteRTConformanceTests {
  struct DefaultKernels: ConformanceDriver {
    var testDescription: String { "litert:" }

    func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String] {
      guard let network = c.network(seed: seed) else { return ["has no numbers"] }
      let runner = try await Drivers.connect("litert:\(ModelFiles.path(network, seed: seed))")
      let result = try await runner.makeSession().invoke(network.inputs)
      let answer = try EngineAnswer(network.graph, inputs: network.inputs)
      return answer.complaints(outputs: result.outputs, .of(c))
    }
  }

  @Test(
    "default kernels give the engine's outputs", arguments: Conformance.pairs(ConformanceCase.all, [DefaultKernels()]))
  func conforms(_ conformance: Conformance) async { await conformance.check() }

  @Test("default kernels give the engine's result of every operator of the default model")
  func defaultModel() async throws {
    let network = try DefaultModel.exposed()
    let runner = try await Drivers.connect("litert:\(ModelFiles.path(network, seed: 0))")
    let outputs = try await runner.makeSession().invoke(network.inputs).outputs
    #expect(try DefaultModel.complaints(network, outputs, .litert) == [])
  }
}

/// TFLite's reference kernels against the engine's reference arithmetic.
@Suite(
  "Conformance of TFLite's reference kernels",
  .enabled(if: ReferenceInterpreter.isPresent, Comment(rawValue: ReferenceInterpreter.whyAbsent)))
struct ReferenceConformanceTests {
  struct ReferenceKernels: ConformanceDriver {
    var testDescription: String { "reference kernels" }

    /// By seed and name of the case.
    private static let answers = SharedFixture<[UInt64: [String: ReferenceInterpreter.Answer]]> {
      let keys = ConformanceCase.seeds.flatMap { seed in
        ConformanceCase.int8.compactMap { c in c.network(seed: seed).map { (seed, $0) } }
      }
      let answers = try ReferenceInterpreter.run(keys.map(\.1))
      return zip(keys, answers).reduce(into: [:]) { $0[$1.0.0, default: [:]][$1.0.1.name] = $1.1 }
    }

    func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String] {
      guard let network = c.network(seed: seed), let answer = try await Self.answers.value[seed]?[c.name] else {
        return ["was not computed"]
      }
      let expected = try EngineAnswer(network.graph, inputs: network.inputs, options: .init(arithmetic: .reference))
      return expected.complaints(outputs: try answer.get(), .of(c))
    }
  }

  @Test(
    "give the engine's outputs in reference arithmetic",
    arguments: Conformance.pairs(ConformanceCase.int8, [ReferenceKernels()]))
  func conforms(_ conformance: Conformance) async { await conformance.check() }

  @Test("give the engine's result of every operator of the default model in reference arithmetic")
  func defaultModel() async throws {
    let network = try DefaultModel.exposed()
    let outputs = try await SharedFixture { try ReferenceInterpreter.run([network]) }.value[0].get()
    #expect(try DefaultModel.complaints(network, outputs, .reference) == [])
  }
}

/// LiteRT's library, as our driver finds it.
enum LiteRT {
  private static let availability = LiteRTDriver().availability()
  static let isPresent = availability.isUsable
  static let whyAbsent = availability.reason
}

/// The model in the repository, whose every operator's result is an output.
private enum DefaultModel {
  static func exposed() throws -> OperatorCase {
    let path = SharedFiles.repositoryRoot.appendingPathComponent("Models/picodet_s_416_int8.tflite").path
    var graph = try TFLiteReader.read(contentsOf: path).graph
    graph.outputs = graph.operators.flatMap(\.outputs)
    let bytes = GoldenInput.weyl.bytes(height: 416, width: 416)
    return OperatorCase(
      name: "default_model", graph: graph,
      inputs: [Tensor(shape: [1, 416, 416, 3], elementType: .uint8, values: bytes)])
  }

  /// Names of tensors that differ.
  static func complaints(_ network: OperatorCase, _ outputs: [Tensor], _ arithmetic: Arithmetic) throws -> [String] {
    let options = PlanOptions(arithmetic: arithmetic, visibleOperators: .all)
    let answer = try EngineAnswer(network.graph, inputs: network.inputs, options: options)
    guard outputs.count == answer.outputs.count else { return ["\(outputs.count) outputs"] }
    return outputs.indices.compactMap { index in
      Agreement.identical.complaint(outputs[index], expected: answer.outputs[index]).map {
        "\(network.graph.tensors[network.graph.outputs[index]].name) \($0)"
      }
    }
  }
}

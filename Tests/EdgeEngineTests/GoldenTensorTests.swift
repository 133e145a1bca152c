import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// Every tensor of the recorded models against the hashes of what LiteRT computed.
@Suite("Golden tensors", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct GoldenTensorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var model: String
    var input: GoldenInput
    var arithmetic: Arithmetic
    var testDescription: String { "\(model) \(input.rawValue) \(arithmetic.rawValue)" }
  }

  static let cases = SharedFiles.goldenModels.flatMap { model in
    GoldenInput.allCases.flatMap { input in
      Arithmetic.allCases.map { Case(model: model, input: input, arithmetic: $0) }
    }
  }

  @Test("each operator's result has the recorded hash", arguments: cases)
  func everyTensor(_ c: Case) throws {
    let model = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(c.model).tflite"))
    let golden = try GoldenFile.load()
    let recorded = try #require(golden.models[c.model]?.cases[c.input.rawValue])
    let plan = try ExecutionPlan(
      lowering: model.graph, options: PlanOptions(arithmetic: c.arithmetic, visibleOperators: .all))
    let session = EngineSession(engine: try Engine(plan: plan))
    try session.setInputs([goldenInput(c.input, for: plan.inputs[0])])
    var hashes: [Int: String] = [:]
    for node in plan.nodes {
      session.run(node: node)
      for output in node.outputs { hashes[output.tensorIndex] = SHA256.hexDigest(of: session.bytes(of: output)) }
    }
    var wrong: [String] = []
    for entry in recorded.tensors {
      let expected = c.arithmetic == .litert ? entry.litert : entry.reference
      let got = hashes[entry.tensor].map { String($0.prefix(16)) } ?? "missing"
      if got != expected {
        wrong.append("#\(entry.position) \(entry.name) tensor \(entry.tensor): \(got) != \(expected)")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) of \(recorded.tensors.count) differ, first: \(wrong.prefix(5))")
  }

  @Test(
    "the fused plan's outputs have the recorded hash with every kernel variant", arguments: cases,
    ["best"] + KernelTable.shared.machineVariants)
  func fusedOutputs(_ c: Case, kernels: String) throws {
    let model = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(c.model).tflite"))
    let recorded = try #require(try GoldenFile.load().models[c.model]?.cases[c.input.rawValue])
    let plan = try ExecutionPlan(lowering: model.graph, options: PlanOptions(arithmetic: c.arithmetic))
    let selection: KernelTable.Selection = kernels == "best" ? .best : .variant(kernels)
    let session = EngineSession(engine: try Engine(plan: plan, options: .init(kernels: selection)))
    let outputs = try session.run([goldenInput(c.input, for: plan.inputs[0])])
    for (output, expected) in zip(outputs, recorded.outputs) {
      let hash = output.withUnsafeBytes { SHA256.hexDigest(of: $0) }
      #expect(hash == (c.arithmetic == .litert ? expected.sha256.xnn : expected.sha256.ref))
    }
  }

  private func goldenInput(_ input: GoldenInput, for tensor: PlanTensor) -> Tensor {
    let bytes = input.bytes(height: tensor.shape[1], width: tensor.shape[2])
    let stored = tensor.elementType == .int8 ? bytes.map { $0 &- 128 } : bytes
    return Tensor(shape: tensor.shape, elementType: tensor.elementType, values: stored)
  }
}

/// The recorded answers.
struct GoldenFile: Decodable {
  struct Model: Decodable { var cases: [String: Case] }
  struct Case: Decodable {
    var outputs: [Output]
    var tensors: [Entry]
  }
  struct Output: Decodable {
    struct Hashes: Decodable { var ref: String, xnn: String }
    var sha256: Hashes
  }
  /// `[operator, name, tensor, reference hash, LiteRT hash]`.
  struct Entry: Decodable {
    var position: Int
    var name: String
    var tensor: Int
    var reference: String
    var litert: String
    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      position = try values.decode(Int.self)
      name = try values.decode(String.self)
      tensor = try values.decode(Int.self)
      reference = try values.decode(String.self)
      litert = try values.decode(String.self)
    }
  }
  var models: [String: Model]

  static func load() throws -> GoldenFile {
    try JSONDecoder().decode(GoldenFile.self, from: Data(contentsOf: SharedFiles.url("golden/golden.json")))
  }
}

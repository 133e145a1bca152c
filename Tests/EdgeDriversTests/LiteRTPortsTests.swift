import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// What stands between LiteRT's interface and a file's own inputs and outputs.
@Suite("Inputs and outputs of litert:", .enabled(if: RuntimeLibraries.liteRT.isUsable))
struct LiteRTPortsTests {
  /// Files with what Python's LiteRT interpreter gives for them.
  static let cases = [
    ("04-litert-dynamic-batch", "keras.tflite"), ("05-litert-input-is-output", "m.tflite"),
    ("07-litert-no-operators", "m.tflite"), ("08-constant-output", "m.tflite"), ("28-ssd-postprocess", "m.tflite"),
    ("09-keras-shape-operators/c1d", "m.tflite"), ("09-keras-shape-operators/dil", "m.tflite"),
    ("09-keras-shape-operators/flat", "m.tflite"), ("09-keras-shape-operators/resh", "m.tflite"),
    ("09-keras-shape-operators/tr", "m.tflite"), ("09-keras-shape-operators/up", "m.tflite"),
  ]

  @Test("files give what the interpreter gives, twice in a row", SharedCase.arePresent, arguments: cases)
  func sharedCases(folder: String, file: String) async throws {
    let shared = SharedCase(folder)
    let session = try await Drivers.connect("litert:\(shared.path(file))").makeSession()
    let expected = try shared.expected().map(\.facts)
    for _ in 0..<2 { #expect(try await session.invoke(shared.inputs()).outputs.map(\.facts) == expected) }
    #expect(session.outputs.map(\.shape) == (try shared.expected().map(\.shape)))
  }

  private func open(_ bytes: [UInt8], _ parameters: String = "") async throws -> any Runner {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("m.tflite")
    try Data(bytes).write(to: url)
    return try await Drivers.connect("litert:\(url.path)\(parameters)")
  }

  /// y = relu(reshape(x, pack(shape(x)[0], 6))), as Keras flattens; both are outputs.
  private func flattening() -> OperatorCase {
    let b = CaseBuilder(seed: 7)
    let x = b.input([1, 2, 3], .float32)
    let sizes = b.op(.shape, [x], [3], .int32)
    let first = b.op(
      .stridedSlice(.init(shrinkAxisMask: 1)), [sizes, b.integers([0]), b.integers([1]), b.integers([1])], [], .int32)
    let six = b.constant(Tensor(shape: [], elementType: .int32, values: [Int32(6)]))
    let shape = b.op(.pack(axis: 0, count: 2), [first, six], [2], .int32)
    let flat = b.op(.reshape, [x, shape], [1, 6], .float32)
    return b.finish("flattening", outputs: [flat, b.op(.relu, [flat], [1, 6], .float32)])
  }

  @Test("a result whose size LiteRT settles when it runs is shown", arguments: ["", "?kernels=builtin"])
  func lateSizes(parameters: String) async throws {
    let c = flattening()
    let session = try await open(TFLiteWriter.write(c.graph), parameters).makeSession()
    let values = c.inputs[0].array(of: Float.self)
    for mode in [InvocationMode.ioOnly, .perLayer, .perLayerWithData, .ioOnly] {
      let result = try await session.invoke(c.inputs, mode: mode, observer: nil)
      #expect(result.outputs.map { $0.array(of: Float.self) } == [values, values.map { max($0, 0) }])
      let shown = result.profile.nodes.first?.map(\.node.sourceOperators) ?? []
      if mode == .perLayerWithData {
        #expect(shown == [[0], [1], [2], [3], [4]])
        let data = try #require(result.profile.nodes.first?[3].data.first)
        #expect(data.array(of: Float.self) == values)
      }
      #expect(shown.allSatisfy { $0.allSatisfy { $0 < 5 } }, "operators that only show results are not reported")
    }
  }

  /// Weights that operators make of constants: int8 and float16 values become floats.
  private func dequantizing() -> OperatorCase {
    let b = CaseBuilder(seed: 9)
    let x = b.input([1, 4], .float32)
    let stored = b.constant([3, 4], .int8, Quantization(scale: 0.03, zeroPoint: 0))
    let weights = b.op(.dequantize, [stored], [3, 4], .float32)
    let y = b.op(.fullyConnected(activation: .none, keepDimensions: false), [x, weights, nil], [1, 3], .float32)
    return b.finish("dequantizing", outputs: [b.op(.relu, [y], [1, 3], .float32)])
  }

  @Test("what no input reaches is not shown, and what reads it is explained", arguments: ["", "?kernels=builtin"])
  func constantResults(parameters: String) async throws {
    let c = dequantizing()
    let litert = try await open(TFLiteWriter.write(c.graph), parameters)
    let native = try NativeDriver().open(
      ModelReader().open(ByteRegion(copying: TFLiteWriter.write(c.graph)), fileName: "m.tflite"))
    var comparison = try RunComparison(first: "a", second: "b", replay: GraphOperatorReplay(graph: c.graph))
    let sessions = try await [native.makeSession(), litert.makeSession()]
    for round in 0..<2 {
      let input = Tensor(shape: [1, 4], elementType: .float32, values: [1, -2, 0.5, Float(round)])
      let samples = try await [
        RecordedSample(sessions[0], inputs: [input], capabilities: native.capabilities),
        RecordedSample(sessions[1], inputs: [input], capabilities: litert.capabilities),
      ]
      #expect(samples[1].results.map(\.operators) == [[1], [2]])
      try comparison.add(samples[0], samples[1])
    }
    #expect(comparison.verdict != .unexplained)
  }
}

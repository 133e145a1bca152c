import EdgeDetection
import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Testing

/// The product's promise: the native engine computes what LiteRT computes, tensor by tensor.
@Suite("Native engine against LiteRT", RuntimeLibraries.liteRTModels) struct NativeAgainstLiteRTTests {
  /// Runs `samples` on both descriptors' runners and compares them with operators replayed in LiteRT's arithmetic.
  private func compare(
    _ model: String, _ first: String, _ second: String, inputs: (any Session) async throws -> [[Tensor]]
  ) async throws -> RunComparison {
    let path = SharedFiles.path("models/\(model).tflite")
    let graph = try TFLiteReader.read(contentsOf: path).graph
    let runners = try await [
      Drivers.connect(first.replacing("MODEL", with: path)), Drivers.connect(second.replacing("MODEL", with: path)),
    ]
    let sessions = try await [runners[0].makeSession(), runners[1].makeSession()]
    var comparison = try RunComparison(first: first, second: second, replay: GraphOperatorReplay(graph: graph))
    for sample in try await inputs(sessions[0]) {
      try await comparison.add(
        RecordedSample(sessions[0], inputs: sample, capabilities: runners[0].capabilities),
        RecordedSample(sessions[1], inputs: sample, capabilities: runners[1].capabilities))
    }
    return comparison
  }

  @Test("every tensor of every model is identical on random inputs", arguments: SharedFiles.tfliteModels)
  func agreesOnRandomInputs(model: String) async throws {
    let comparison = try await compare(model, "native:MODEL", "litert:MODEL") { session in
      let batch = try SampleBatch(RandomInputs(sampleCount: 2).tensors(for: session.inputs), for: session.model)
      return (0..<2).map { batch.inputs(ofSample: $0, for: session.model) }
    }
    #expect(comparison.sampleCount == 2)
    #expect(comparison.tensors.count > 200)
    #expect(comparison.verdict == .exact, "first: \(String(describing: comparison.firstDivergence?.name))")
  }

  @Test("every tensor of every model is identical on photographs", arguments: SharedFiles.tfliteModels)
  func agreesOnPictures(model: String) async throws {
    let comparison = try await compare(model, "native:MODEL", "litert:MODEL?threads=2") { session in
      let input = session.inputs[0]
      let preprocessor = try PicturePreprocessor(
        shape: input.shape, elementType: input.elementType, quantization: input.quantization)
      return try ["bus", "zidane"].map { name in
        [preprocessor(try PictureDecoder().decode(file: SharedFiles.path("images/\(name).jpg"))).tensor]
      }
    }
    #expect(comparison.sampleCount == 2)
    #expect(comparison.verdict == .exact, "first: \(String(describing: comparison.firstDivergence?.name))")
  }

  @Test("LiteRT's two kernel families differ by rounding only, operator by operator")
  func explainsKernelFamilies() async throws {
    let comparison = try await compare(
      SharedFiles.goldenModels[0], "litert:MODEL", "litert:MODEL?kernels=builtin"
    ) { session in
      [[.golden(.weyl, shape: session.inputs[0].shape, elementType: session.inputs[0].elementType)]]
    }
    let tensors = comparison.tensors
    #expect(comparison.verdict == .explained)
    #expect(comparison.outputs.map(\.verdict) == [.explained])
    #expect(comparison.firstDivergence?.operators == [2])
    #expect(comparison.firstDivergence?.kind == "CONV_2D")
    #expect(tensors.contains { ($0.total?.largestSteps ?? 0) > 10 })
    #expect(tensors.allSatisfy { ($0.localOfFirst?.largestSteps ?? 0) == 0 })
    for tensor in tensors {
      guard let local = tensor.localOfSecond else { continue }
      // The optimised DEQUANTIZE subtracts after multiplying, which loses more than one ulp near zero.
      #expect(RoundingLevel(local) <= (local.isInteger ? .oneStep : .summation), "\(tensor.kind) \(tensor.operators)")
    }
  }
}

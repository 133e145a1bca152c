import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// LiteRT computes sizes when it runs, and leaves operators that need them before to its own kernels; the engine folds
/// them and must still round as LiteRT does.
@Suite(
  "Folded sizes against LiteRT",
  .enabled(if: RuntimeLibraries.liteRT.isUsable, Comment(rawValue: RuntimeLibraries.liteRT.reason)))
struct FoldedSizesAgainstLiteRTTests {
  /// The first `count` sizes of `x` from position `start` on, times `factor`, at run time.
  private static func sizes(_ x: Int, _ b: CaseBuilder, start: Int, count: Int, times factor: Int) -> Int {
    let shape = b.op(.shape, [x], [4], .int32)
    let taken = b.op(
      .stridedSlice(.init()), [shape, b.integers([start]), b.integers([start + count]), b.integers([1])], [count],
      .int32)
    return b.op(.multiply(.none), [taken, b.integers(Array(repeating: factor, count: count))], [count], .int32)
  }

  private static let cases: [OperatorCase] = (1...3).flatMap { seed in
    let b = CaseBuilder(seed: UInt64(seed))
    let x = b.int8Input([1, 5, 6, 8])
    let q = b.quantization()
    let w = b.weights([4, 3, 3, 8], axis: 0, perChannel: true)
    // As Keras writes it: the batch from the shape, the rest as numbers.
    let one = b.integers([1])
    let batch = b.op(
      .stridedSlice(.init(shrinkAxisMask: 1)), [b.op(.shape, [x], [4], .int32), b.integers([0]), one, one], [], .int32)
    let rest = [10, 12, 4].map { b.constant(Tensor(shape: [], elementType: .int32, values: [Int32($0)])) }
    let whole = b.op(.pack(axis: 0, count: 4), [batch] + rest, [4], .int32)
    let transposed = b.op(
      .transposeConv(ConvolutionAttributes(padding: .same, strideHeight: 2, strideWidth: 2)), [whole, w, x],
      [1, 10, 12, 4], .int8, q)
    let upscaled = b.finish("transposed convolution \(seed)", outputs: [transposed])

    let c = CaseBuilder(seed: UInt64(seed) + 10)
    let y = c.int8Input([1, 5, 6, 8])
    let size = sizes(y, c, start: 1, count: 2, times: 3)
    let resized = c.op(
      .resizeBilinear(alignCorners: false, halfPixelCenters: seed % 2 == 0), [y, size], [1, 15, 18, 8], .int8,
      c.quantization(of: y))
    let nearest = c.op(
      .resizeNearestNeighbor(alignCorners: false, halfPixelCenters: true), [y, size], [1, 15, 18, 8], .int8,
      c.quantization(of: y))
    return [upscaled, c.finish("resizing \(seed)", outputs: [resized, nearest])]
  }

  @Test("results are identical, and operators that were folded are not missed", arguments: cases)
  func agrees(_ c: OperatorCase) async throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("m.tflite").path
    try Data(TFLiteWriter.write(c.graph)).write(to: URL(fileURLWithPath: path))
    let runners = try await [Drivers.connect("native:\(path)"), Drivers.connect("litert:\(path)")]
    let sessions = try await [runners[0].makeSession(), runners[1].makeSession()]
    var comparison = try RunComparison(
      first: "native", second: "litert", replay: GraphOperatorReplay(graph: c.graph))
    try await comparison.add(
      RecordedSample(sessions[0], inputs: c.inputs, capabilities: runners[0].capabilities),
      RecordedSample(sessions[1], inputs: c.inputs, capabilities: runners[1].capabilities))
    #expect(comparison.verdict == .exact, "\(String(describing: comparison.firstDivergence))")
  }
}

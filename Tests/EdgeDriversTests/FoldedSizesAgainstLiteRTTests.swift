import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// LiteRT computes sizes when it runs, and leaves operators that need them before to its own kernels; the engine folds
/// them and must still round as LiteRT does. Transposed convolutions are tested on a file of Keras: of results whose
/// size follows at run time, LiteRT's driver shows nothing.
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

  private static let cases: [OperatorCase] = (1...3).map { seed in
    let c = CaseBuilder(seed: UInt64(seed) + 10)
    let y = c.int8Input([1, 5, 6, 8])
    let size = sizes(y, c, start: 1, count: 2, times: 3)
    let resized = c.op(
      .resizeBilinear(alignCorners: false, halfPixelCenters: seed % 2 == 0), [y, size], [1, 15, 18, 8], .int8,
      c.quantization(of: y))
    let nearest = c.op(
      .resizeNearestNeighbor(alignCorners: false, halfPixelCenters: true), [y, size], [1, 15, 18, 8], .int8,
      c.quantization(of: y))
    return c.finish("resizing \(seed)", outputs: [resized, nearest])
  }

  /// Runs of a case on the engine and on LiteRT.
  private func compare(_ c: OperatorCase) async throws -> RunComparison {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("m.tflite").path
    try Data(TFLiteWriter.write(c.graph)).write(to: URL(fileURLWithPath: path))
    var samples: [RecordedSample] = []
    for driver in ["native", "litert"] {
      let session = try await Drivers.connect("\(driver):\(path)").makeSession()
      samples.append(try await RecordedSample(session, inputs: c.inputs, mode: .perLayerWithData))
    }
    var comparison = try RunComparison(
      first: "native", second: "litert", replay: GraphOperatorReplay(graph: c.graph))
    try comparison.add(samples[0], samples[1])
    return comparison
  }

  @Test("results are identical, and operators that were folded are not missed", arguments: cases)
  func results(_ c: OperatorCase) async throws {
    let comparison = try await compare(c)
    #expect(comparison.verdict == .exact, "\(String(describing: comparison.firstDivergence))")
    #expect(comparison.tensors.map(\.kind) == ["RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"])
  }
}

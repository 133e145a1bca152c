import EdgeDrivers
import EdgeEngine
import EdgePlanner
import EdgeRunner
import EdgeTestSupport
import Testing

/// The engine as users open it, with every kernel variant that this machine runs and in both arithmetics, against its
/// portable kernels.
@Suite("Conformance of native:")
struct NativeConformanceTests {
  struct Variant: ConformanceDriver {
    var kernels: String
    var arithmetic: Arithmetic

    var testDescription: String { "native:?kernels=\(kernels)&arithmetic=\(arithmetic.rawValue)" }

    func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String] {
      guard let network = c.network(seed: seed) else { return ["has no numbers"] }
      let path = try ModelFiles.path(network, seed: seed)
      let runner = try await Drivers.connect("native:\(path)?kernels=\(kernels)&arithmetic=\(arithmetic.rawValue)")
      let session = try await runner.makeSession()
      let outputs = try await session.invoke(network.inputs).outputs
      let fused = try EngineAnswer(network.graph, inputs: network.inputs, options: .init(arithmetic: arithmetic))
      let watched = try await session.invoke(network.inputs, mode: .perLayerWithData, observer: nil)
      let visible = try EngineAnswer(
        network.graph, inputs: network.inputs, options: .init(arithmetic: arithmetic, visibleOperators: .all))
      return fused.complaints(outputs: outputs, .sameBytes) + visible.complaints(watched).map(\.description)
    }
  }

  static let variants: [any ConformanceDriver] = (KernelTable.shared.machineVariants + ["best"]).flatMap { kernels in
    Arithmetic.allCases.map { Variant(kernels: kernels, arithmetic: $0) }
  }

  @Test(
    "gives what the portable kernels give, fused and operator by operator",
    arguments: Conformance.pairs(ConformanceCase.all, variants))
  func conforms(_ conformance: Conformance) async { await conformance.check() }
}

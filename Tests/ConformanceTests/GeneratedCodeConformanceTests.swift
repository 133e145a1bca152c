import EdgeCodeGenerator
import EdgeDrivers
import EdgeEmulation
import EdgePlanner
import EdgeRunner
import EdgeTestSupport
import Foundation
import Testing

/// Printed C, compiled and run, against the engine: every node's results and the outputs, byte for byte.
@Suite(
  "Conformance of generated C", .enabled(if: !Compilers.all.isEmpty, Comment(rawValue: Compilers.whyAbsent)))
struct GeneratedCodeConformanceTests {
  /// All cases in one program or library.
  struct Build: ConformanceDriver {
    var testDescription: String
    var seeds: [UInt64]
    private let answer: SharedFixture<BatchAnswer>

    init(_ description: String, seed: UInt64, answer: @escaping @Sendable (UInt64) async throws -> BatchAnswer) {
      testDescription = description
      seeds = [seed]
      self.answer = SharedFixture { try await answer(seed) }
    }

    func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String] {
      try await answer.value.complaints(about: c)
    }

    /// A program of its own, compiled with `flags`.
    static func program(
      _ compiler: CCompiler, _ flags: [String], linkFlags: [String] = [], seed: UInt64, words: String = "",
      configure: @escaping @Sendable (inout GenerationOptions) -> Void = { _ in }
    ) -> Build {
      Build("\(compiler.family.rawValue) \(flags.joined(separator: " "))\(words)", seed: seed) { seed in
        var options = GenerationOptions(name: "cases")
        configure(&options)
        let batches = Self.batches(seed: seed, PlanOptions(arithmetic: options.arithmetic))
        let networks = try batches.map {
          try PrintedNetwork($0.network.graph, name: $0.network.name, inputs: $0.network.inputs, configure: configure)
        }
        let differences = try HostProgram(networks).differences(compiler, flags, linkFlags: linkFlags)
        return BatchAnswer(batches, differences)
      }
    }

    /// A library that the `lib:` driver opens.
    static func library(_ compiler: CCompiler, seed: UInt64) -> Build {
      Build("lib: \(compiler.family.rawValue) -O3", seed: seed) { seed in
        let folder = try TemporaryFolder()
        let batches = Self.batches(seed: seed, PlanOptions())
        var complaints: [ResultComplaint] = []
        for batch in batches {
          let network = try PrintedNetwork(
            batch.network.graph, name: batch.network.name, inputs: batch.network.inputs
          ) { $0.optimization = .time }
          let workspace = folder.url.appendingPathComponent(batch.network.name).path
          let library = try LibraryBuilder(compiler: compiler).build(network.design, workspace: workspace).library
          let session = try await Drivers.connect("lib:\(library.path)").makeSession()
          let result = try await session.invoke(batch.network.inputs, mode: .perLayerWithData, observer: nil)
          complaints += try EngineAnswer(batch.network.graph, inputs: batch.network.inputs).complaints(result)
        }
        return BatchAnswer(batches, complaints)
      }
    }

    private static func batches(seed: UInt64, _ options: PlanOptions) -> [CaseBatch] {
      [
        CaseBatch(ConformanceCase.int8, seed: seed, name: "int8_cases", options: options),
        CaseBatch(ConformanceCase.float32, seed: seed, name: "float32_cases", options: options),
      ]
    }
  }

  /// Every compiler at every level; then what else changes the text, and once under sanitizers.
  static let builds: [any ConformanceDriver] =
    Compilers.all.flatMap { compiler -> [Build] in
      ["-O0", "-O2"].map { .program(compiler, [$0], seed: 1) } + [.library(compiler, seed: 1)]
    }
    + Compilers.all.prefix(1).map { compiler in
      .program(compiler, ["-Os"], seed: 2, words: ", reference arithmetic, all visible, small weights in a file") {
        $0.arithmetic = .reference
        $0.visibleOperators = .all
        $0.optimization = .ram
        $0.binaryWeights = true
      }
    }
    + (Compilers.sanitizing.map { compiler in
      [false, true].map { binary in
        .program(
          compiler, ["-O1", "-g"], linkFlags: Compilers.sanitizerFlags, seed: 3,
          words: ", sanitizers" + (binary ? ", small weights in a file" : "")
        ) {
          $0.optimization = binary ? .ram : .time
          $0.binaryWeights = binary
        }
      }
    } ?? [])

  @Test("gives the engine's results", arguments: Conformance.pairs(ConformanceCase.all, builds))
  func conforms(_ conformance: Conformance) async { await conformance.check() }

  @Test("some compiler here links sanitizers")
  func sanitizes() { #expect(Compilers.sanitizing != nil, "no compiler here links sanitizers") }
}

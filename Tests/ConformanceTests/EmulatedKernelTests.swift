import EdgeCodeGenerator
import EdgeEmulation
import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Testing

/// Printed networks on emulated microcontrollers against the engine: every node's results, byte for byte.
@Suite(
  "Conformance of kernels on emulated microcontrollers",
  .enabled(if: EmulatedMachine.tools != nil, Comment(rawValue: EmulatedMachine.whyAbsent)))
struct EmulatedKernelTests {
  /// One kind of kernels on one machine.
  struct Kernels: ConformanceDriver {
    var program: Program
    var kernels: PrintedNetwork.Kernels

    var seeds: [UInt64] { [program.seed] }
    var testDescription: String { "\(program.machine.processor), \(kernels) kernels\(program.words)" }

    func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String] {
      let outcome = try await program.outcome.value
      let differences = outcome.differences.filter { $0.tensor == nil || $0.network == Program.name(kernels) }
      return BatchAnswer([outcome.batch], differences).complaints(about: c)
    }
  }

  /// All cases with each kind of kernels, in one program of a machine.
  struct Program: Sendable {
    struct Outcome: Sendable {
      var batch: CaseBatch
      var differences: [ResultDifference]
      /// Variants that were called, by kind of kernels and family.
      var variants: [PrintedNetwork.Kernels: [String: Set<String>]]
    }

    var machine: EmulatedMachine
    var kinds: [PrintedNetwork.Kernels]
    var seed: UInt64
    var words: String
    let outcome: SharedFixture<Outcome>

    /// In the default arithmetic, compiled by the first compiler.
    static let fast = EmulatedMachine.all.map { machine in
      Program(machine, PrintedNetwork.Kernels.allCases.filter(machine.tells), seed: 1, isReference: false)
    }
    /// Reference arithmetic, every operator visible, compiled for size by the last compiler.
    static let small = [EmulatedMachine.cortexM7, .cortexM55].map { Program($0, [.best], seed: 2, isReference: true) }

    private init(_ machine: EmulatedMachine, _ kinds: [PrintedNetwork.Kernels], seed: UInt64, isReference: Bool) {
      self.machine = machine
      self.kinds = kinds
      self.seed = seed
      words = isReference ? ", reference arithmetic, all visible, for size" : ""
      outcome = SharedFixture {
        guard let tools = EmulatedMachine.tools else { throw EmulationError(description: EmulatedMachine.whyAbsent) }
        let options = PlanOptions(arithmetic: isReference ? .reference : .litert)
        let batch = CaseBatch(ConformanceCase.int8, seed: seed, name: "int8_cases", options: options)
        let networks = try kinds.map { kernels in
          try PrintedNetwork(
            batch.network.graph, name: Self.name(kernels), inputs: batch.network.inputs, machine: machine,
            kernels: kernels
          ) {
            guard isReference else { return }
            $0.arithmetic = .reference
            $0.visibleOperators = .all
            $0.optimization = .ram
          }
        }
        let compiler = tools.compilers[isReference ? tools.compilers.count - 1 : 0]
        let program = try EmulatedProgram(
          networks, machine: machine, compiler: compiler, flags: [isReference ? "-Os" : "-O2"])
        let variants = zip(kinds, networks).map { kind, network in
          (kind, Dictionary(uniqueKeysWithValues: families.map { ($0, network.variants(of: $0)) }))
        }
        return Outcome(
          batch: batch, differences: try program.run().differences,
          variants: Dictionary(uniqueKeysWithValues: variants))
      }
    }

    static func name(_ kernels: PrintedNetwork.Kernels) -> String { "cases_\(kernels)" }
  }

  static let drivers: [any ConformanceDriver] = (Program.fast + Program.small).flatMap { program in
    program.kinds.map { Kernels(program: program, kernels: $0) }
  }

  @Test("give the engine's results", arguments: Conformance.pairs(ConformanceCase.all, drivers))
  func conforms(_ conformance: Conformance) async { await conformance.check() }

  /// Families with kernels of their own for DSP and for vector instructions.
  private static let families = ["dsp", "mve"].map { variant in
    Set(KernelTable.shared.kernels.filter { $0.variant == variant }.map(\.family.name))
  }.reduce(Set(KernelTable.shared.kernels.map(\.family.name))) { $0.intersection($1) }.sorted()

  @Test("the cases call the kernels that each machine has of its own", arguments: EmulatedMachine.all)
  func coverage(machine: EmulatedMachine) async throws {
    let fast = try #require(Program.fast.first { $0.machine == machine })
    let variants = try await fast.outcome.value.variants
    for family in Self.families {
      #expect(variants[.portable]?[family] == ["portable"], "\(family)")
      #expect(variants[.dsp]?[family] == ["dsp"], "\(family)")
      if machine == .cortexM55 { #expect(variants[.best]?[family] == ["mve"], "\(family)") }
    }
    guard let small = Program.small.first(where: { $0.machine == machine }) else { return }
    for family in Self.families where family != "add_s8" {
      let called = try await small.outcome.value.variants[.best]?[family]
      #expect(called == [machine == .cortexM55 ? "mve" : "dsp"], "\(family)")
    }
  }

  @Test(
    "a whole shared model computes what the engine does on a Cortex-M55",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func sharedModel() async throws {
    let tools = try #require(EmulatedMachine.tools)
    let differences = try await SharedFixture {
      let model = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite"))
      let input = model.graph.tensors[model.graph.inputs[0]]
      let tensor = Tensor(
        shape: input.shape, elementType: input.elementType,
        values: GoldenInput.weyl.bytes(height: input.shape[1], width: input.shape[2]))
      let network = try PrintedNetwork(model.graph, name: "yolov8n", inputs: [tensor], machine: .cortexM55)
      return try EmulatedProgram([network], machine: .cortexM55, compiler: tools.compilers[0]).run().differences
    }.value
    #expect(differences == [])
  }
}

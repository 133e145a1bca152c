import EdgeEmulation
import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Testing

/// Printed networks on emulated microcontrollers against the engine: every node's results, byte for byte.
@Suite(
  "Kernels on emulated microcontrollers",
  .enabled(if: EmulatedMachine.tools != nil, Comment(rawValue: EmulatedMachine.whyAbsent)))
struct TargetKernelTests {
  /// Families with kernels of their own for DSP and for vector instructions.
  private static let families = ["dsp", "mve"].map { variant in
    Set(KernelTable.shared.kernels.filter { $0.variant == variant }.map(\.family))
  }.reduce(Set(KernelTable.shared.kernels.map(\.family))) { $0.intersection($1) }.sorted()

  @Test(
    "every int8 operator case computes what the engine does, with portable kernels and the processor's own",
    arguments: EmulatedMachine.all)
  func operatorCases(machine: EmulatedMachine) throws {
    let tools = try #require(EmulatedMachine.tools)
    let cases = OperatorCase.joined(OperatorCases.int8(seed: 1) + TargetKernelCases.all, name: "int8_cases")
    let networks = try EmulatedNetwork.Kernels.allCases.filter(machine.tells).map { kernels in
      try EmulatedNetwork(
        cases.graph, name: "\(cases.name)_\(kernels)", inputs: cases.inputs, machine: machine, kernels: kernels)
    }
    for family in Self.families {
      #expect(networks[0].variants(of: family) == ["portable"])
      #expect(networks[1].variants(of: family) == ["dsp"])
      if machine == .cortexM55 { #expect(networks[2].variants(of: family) == ["mve"]) }
    }
    let program = try EmulatedProgram(networks, machine: machine, compiler: tools.compilers[0])
    #expect(try program.run().differences == [])
  }

  @Test(
    "operator cases in reference arithmetic, every operator visible, compiled for size",
    arguments: [EmulatedMachine.cortexM7, .cortexM55])
  func referenceArithmetic(machine: EmulatedMachine) throws {
    let tools = try #require(EmulatedMachine.tools)
    let cases = OperatorCase.joined(OperatorCases.int8(seed: 2) + TargetKernelCases.all, name: "reference_cases")
    let network = try EmulatedNetwork(
      cases.graph, name: cases.name, inputs: cases.inputs, machine: machine
    ) {
      $0.arithmetic = .reference
      $0.visibleOperators = .all
      $0.optimization = .ram
    }
    for family in Self.families where family != "add_s8" {
      #expect(network.variants(of: family) == [machine == .cortexM55 ? "mve" : "dsp"])
    }
    let program = try EmulatedProgram(
      [network], machine: machine, compiler: tools.compilers[tools.compilers.count - 1], flags: ["-Os"])
    #expect(try program.run().differences == [])
  }

  @Test(
    "a whole shared model computes what the engine does on a Cortex-M55",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
  func sharedModel() throws {
    let tools = try #require(EmulatedMachine.tools)
    let model = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite"))
    let input = model.graph.tensors[model.graph.inputs[0]]
    let tensor = Tensor(
      shape: input.shape, elementType: input.elementType,
      values: GoldenInput.weyl.bytes(height: input.shape[1], width: input.shape[2]))
    let network = try EmulatedNetwork(model.graph, name: "yolov8n", inputs: [tensor], machine: .cortexM55)
    let program = try EmulatedProgram([network], machine: .cortexM55, compiler: tools.compilers[0])
    #expect(try program.run().differences == [])
  }
}

import CEdgeKernels

/// What generated code is printed and compiled for.
public struct GenerationTarget: Sendable, Hashable {
  /// Name on the command line: `host`, `cortex-m4`, ...
  public var name: String
  /// One line for listings.
  public var summary: String
  /// EDGE_ISA_ bits that kernels may need.
  package var instructionSets: UInt32
  /// Processor selection for GCC and Clang, in their common form.
  package var processorFlags: [String]
  /// Clang's `--target`; nil for the machine it runs on.
  package var clangTriple: String?
  /// Bytes that memory regions, buffers and weights are aligned to; a power of two.
  package var alignment: Int
  /// True when the code runs on the machine that prints it.
  public var isHost: Bool { clangTriple == nil }

  /// This machine. Portable kernels only, which GCC and Clang both compile.
  public static let host = GenerationTarget(
    name: "host", summary: "this machine", instructionSets: UInt32(EDGE_ISA_PORTABLE), processorFlags: [],
    clangTriple: nil, alignment: 64)

  /// Every target, in the order listings show them.
  public static let all: [GenerationTarget] = [
    host,
    cortexM("m0plus", "thumbv6m", "no floating point unit"),
    cortexM("m3", "thumbv7m", "no floating point unit"),
    cortexM(
      "m4", "thumbv7em", "DSP instructions, single precision", isa: EDGE_ISA_ARM_DSP,
      float: ["-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"]),
    cortexM(
      "m7", "thumbv7em", "DSP instructions, double precision", isa: EDGE_ISA_ARM_DSP,
      float: ["-mfpu=fpv5-d16", "-mfloat-abi=hard"]),
    cortexM(
      "m33", "thumbv8m.main", "DSP instructions, single precision", isa: EDGE_ISA_ARM_DSP,
      float: ["-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"]),
    cortexM(
      "m55", "thumbv8.1m.main", "Helium vector instructions", isa: EDGE_ISA_ARM_DSP | EDGE_ISA_ARM_MVE,
      float: ["-mfloat-abi=hard"]),
    cortexM(
      "m85", "thumbv8.1m.main", "Helium vector instructions", isa: EDGE_ISA_ARM_DSP | EDGE_ISA_ARM_MVE,
      float: ["-mfloat-abi=hard"]),
  ]

  /// The target called `name`; nil when there is none.
  public static func named(_ name: String) -> GenerationTarget? { all.first { $0.name == name.lowercased() } }

  private static func cortexM(
    _ core: String, _ architecture: String, _ summary: String, isa: Int = EDGE_ISA_PORTABLE, float: [String] = []
  ) -> GenerationTarget {
    GenerationTarget(
      name: "cortex-\(core)", summary: "Arm Cortex-\(core.uppercased()): \(summary)", instructionSets: UInt32(isa),
      processorFlags: ["-mcpu=cortex-\(core)", "-mthumb"] + (float.isEmpty ? ["-mfloat-abi=soft"] : float),
      clangTriple: "\(architecture)-none-eabi", alignment: 16)
  }
}

public import EdgeCodeGenerator
import EdgeSystem
import Foundation

/// A microcontroller that QEMU plays, and the tools that compile for it.
public struct EmulatedMachine: Sendable, Hashable, CustomStringConvertible {
  /// Processor, as `GenerationTarget` names it.
  public var processor: String
  /// QEMU's name of the board.
  public var board: String
  /// Where programs are loaded; their vector table comes first.
  var code: Memory
  /// Variables, arenas and stack.
  var data: Memory
  var weights: Memory
  /// Length of one tick of the system timer.
  var nanosecondsPerTick: Double

  struct Memory: Sendable, Hashable {
    var address: UInt32
    var kilobytes: Int
  }

  /// Names the machine in the list of tests.
  public var description: String { processor }
  /// What code for the machine is generated for.
  public var target: GenerationTarget? { .named(processor) }

  /// Cortex-M4 with DSP instructions.
  public static let cortexM4 = EmulatedMachine(
    processor: "cortex-m4", board: "mps2-an386", code: .init(address: 0, kilobytes: 4096),
    data: .init(address: 0x2000_0000, kilobytes: 4096), weights: .init(address: 0x2100_0000, kilobytes: 16384),
    nanosecondsPerTick: 40)
  /// Cortex-M7 with DSP instructions.
  public static let cortexM7 = EmulatedMachine(
    processor: "cortex-m7", board: "mps2-an500", code: .init(address: 0, kilobytes: 4096),
    data: .init(address: 0x2000_0000, kilobytes: 4096), weights: .init(address: 0x6000_0000, kilobytes: 16384),
    nanosecondsPerTick: 40)
  /// Cortex-M55 with Helium. It resets into the secure state, so these are secure addresses.
  public static let cortexM55 = EmulatedMachine(
    processor: "cortex-m55", board: "mps3-an547", code: .init(address: 0x1000_0000, kilobytes: 512),
    data: .init(address: 0x3100_0000, kilobytes: 4096), weights: .init(address: 0x7000_0000, kilobytes: 262_144),
    nanosecondsPerTick: 31.25)
  /// The machines that kernels are tested on.
  public static let all = [cortexM4, cortexM7, cortexM55]

  /// What runs and links programs here; nil when something is missing.
  public static let tools = EmulationTools()
  /// Why a test that needs an emulator is skipped.
  public static let whyAbsent =
    "qemu-system-arm or arm-none-eabi-gcc with its libraries is not on the PATH"
}

/// The emulator, a linker with its libraries, and the compilers whose code is to be run.
public struct EmulationTools: Sendable {
  var emulator: String
  var linker: String
  /// Every C compiler for Arm microcontrollers here, Clang first.
  public var compilers: [CCompiler]

  init?() {
    let environment = ProcessInfo.processInfo.environment
    func find(_ name: String) -> String? { ProgramSearch.find(name, environment: environment) }
    guard let emulator = find("qemu-system-arm"), let linker = find("arm-none-eabi-gcc") else { return nil }
    // Debian packages the compiler without its C library.
    let library = try? ToolProcess.run(linker, ["-print-file-name=libc.a"], in: URL(fileURLWithPath: "/"))
    guard library?.output.hasPrefix("/") == true else { return nil }
    self.emulator = emulator
    self.linker = linker
    compilers = [find("clang"), linker].compactMap { $0 }.compactMap { try? CCompiler(path: $0) }.filter { compiler in
      EmulatedMachine.all.allSatisfy { machine in machine.target.map { compiler.canCompile(for: $0) } ?? false }
    }
    if compilers.isEmpty { return nil }
  }
}

public import EdgeCodeGenerator
import EdgeModel
import EdgePlanner
import EdgeSystem
import EdgeTestSupport
import Foundation

/// Networks printed as C, linked with a small program for the bare machine, and run in the emulator. The program reads
/// inputs from and writes results to files of the host, through semihosting.
public struct EmulatedProgram {
  /// Where the program runs.
  public let machine: EmulatedMachine
  /// What it computes, in this order.
  public let networks: [PrintedNetwork]
  let tools: EmulationTools
  let folder: TemporaryFolder

  /// What one run found.
  public struct Outcome: Sendable {
    /// Results that differ from the engine's.
    public var differences: [ResultDifference]
    /// Instructions of each node of each network; empty unless they were counted.
    public var instructions: [[UInt64]]
  }

  /// Prints, compiles and links.
  /// - Throws: `EmulationError`, `BuildError`, `GenerationError`, or file system errors.
  public init(
    _ networks: [PrintedNetwork], machine: EmulatedMachine, compiler: CCompiler, flags: [String] = ["-O2"]
  ) throws {
    guard let tools = EmulatedMachine.tools, let target = machine.target else {
      throw EmulationError(description: EmulatedMachine.whyAbsent)
    }
    self.machine = machine
    self.networks = networks
    self.tools = tools
    folder = try TemporaryFolder()
    var files: [String: [UInt8]] = [:]
    for network in networks {
      for file in try NetworkPrinter(network.design).files() { files[file.path] = file.bytes }
    }
    files["main.c"] = Array(mainSource.utf8)
    files["link.ld"] = Array(linkerScript.utf8)
    files["inputs"] = networks.flatMap { $0.inputs.flatMap { $0.withUnsafeBytes { Array($0) } } }
    for (path, bytes) in files {
      let url = folder.url.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
    let objects = try compiler.compile(
      files.keys.filter { $0.hasSuffix(".c") }.sorted(), in: folder.url, for: target, flags: flags + ["-Werror"])
    let arguments =
      target.processorFlags + objects.map(\.path) + [
        "-nostartfiles", "-Wl,--gc-sections", "-Wl,--no-warn-rwx-segments", "-T", "link.ld", "-o", "program.elf", "-lm",
      ]
    let link = try ToolProcess.run(tools.linker, arguments, in: folder.url)
    guard link.status == 0 else { throw EmulationError(description: link.output) }
  }

  /// Runs every network once and compares each node's results and the outputs, byte for byte.
  /// - Parameter countingInstructions: slower; the counts are the same in each run.
  public func run(countingInstructions: Bool = false) throws -> Outcome {
    var arguments = [
      "-M", machine.board, "-display", "none", "-monitor", "none", "-serial", "none", "-no-reboot",
      "-semihosting-config", "enable=on,target=native", "-kernel", "program.elf",
    ]
    // One instruction takes 32 ns of the timer's time.
    if countingInstructions { arguments += ["-icount", "shift=5,sleep=off"] }
    let run = try ToolProcess.run(tools.emulator, arguments, in: folder.url)
    guard run.status == 0 else {
      throw EmulationError(description: "the emulated program ended with status \(run.status)\n\(run.output)")
    }
    let output = [UInt8](try Data(contentsOf: folder.url.appendingPathComponent("outputs")))
    return Outcome(
      differences: networks.differences(in: output), instructions: countingInstructions ? try instructionCounts() : [])
  }

  private func instructionCounts() throws -> [[UInt64]] {
    let bytes = [UInt8](try Data(contentsOf: folder.url.appendingPathComponent("ticks")))
    var at = 0
    return networks.map { network in
      network.design.plan.nodes.map { _ in
        let ticks = bytes[at..<at + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        at += 8
        return UInt64((Double(ticks) * machine.nanosecondsPerTick / 32).rounded())
      }
    }
  }
}

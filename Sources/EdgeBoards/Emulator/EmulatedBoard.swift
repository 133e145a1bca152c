package import EdgeRunner
import Foundation

/// A board that runs in an emulator.
package struct EmulatedBoard: Sendable {
  package var board: BoardSpecification
  /// Path of the ELF file that it runs.
  package var firmware: String
  /// Virtual time follows the instructions.
  package var countsInstructions = true

  package init(board: BoardSpecification, firmware: String, countsInstructions: Bool = true) {
    self.board = board
    self.firmware = firmware
    self.countsInstructions = countsInstructions
  }

  /// Starts the emulator; its serial line ends it when it is closed.
  /// - Throws: `RunnerError.Code.unavailable` when it is not installed.
  package func start() throws(RunnerError) -> EmulatorTransport {
    guard let emulator = board.emulator else {
      throw RunnerError(.invalidArgument, "there is no emulator of \(board.name)")
    }
    return try EmulatorTransport(
      path: EmulatorProgram.find(emulator.program), arguments: arguments(emulator), description: "qemu:\(board.name)")
  }

  /// The emulator's command line.
  func arguments(_ emulator: BoardSpecification.Emulator) -> [String] {
    var extra = emulator.arguments
    if !countsInstructions, let option = extra.firstIndex(of: "-icount") {
      extra.removeSubrange(option...min(option + 1, extra.count - 1))
    }
    return [
      "-M", emulator.machine, "-display", "none", "-monitor", "none", "-no-reboot", "-kernel", firmware,
      "-chardev", "socket,id=line,fd=\(EmulatorTransport.descriptorPlaceholder)", "-serial", "chardev:line",
    ] + extra
  }

  /// What users should know of the device: that nothing it says is about time on hardware.
  package var device: String { board.title }

  /// What the board is beyond its name, in display order.
  package var details: [RunnerInformation.Detail] {
    guard let emulator = board.emulator else { return [] }
    let time =
      countsInstructions
      ? "virtual, \(emulator.nanosecondsPerInstruction) ns an instruction: no measure of time on hardware"
      : "the host's: no measure of time on hardware"
    return [.init("emulator", emulator.program), .init("firmware", firmware), .init("time", time)]
  }
}

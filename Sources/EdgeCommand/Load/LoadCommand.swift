import ArgumentParser
import EdgeBoards
import EdgeDrivers
import EdgeFormats
import EdgeLink
import EdgeRunner
import Foundation

/// `edgerunner load`: starts firmware on a virtual board, or puts it into a board's memory through a debug server.
struct LoadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Starts firmware on a virtual board, or loads it into a board's memory through a debug server.",
    discussion: """
      Without --gdb the board is emulated: the command prints the descriptor of its serial line, for example \
      serial:/dev/pts/3:921600, and serves until it is stopped. With --gdb the firmware goes into the memory of the \
      processor behind that GDB server (ST-LINK_gdbserver, openocd, pyocd, QEMU), is verified and started; the flash \
      of the board is not touched. Boards: \(BoardSpecification.all.map(\.name).joined(separator: ", ")).
      """)

  @Argument(help: ArgumentHelp("Firmware that `edgerunner build` built.", valueName: "firmware.elf"))
  var image: String?

  @Option(
    name: [.customShort("m"), .customLong("model")], parsing: .upToNextOption,
    help: ArgumentHelp("TFLite files to build firmware for, instead of an ELF file.", valueName: "model.tflite"))
  var models: [String] = []

  @Option(help: ArgumentHelp("The board the firmware is for: a name, or the path of a board.json.", valueName: "board"))
  var board: String

  @Option(help: ArgumentHelp("Load through this GDB server.", valueName: "host:port"))
  var gdb: String?

  @Flag(name: .customLong("no-reset"), help: "Do not reset the processor first; with --gdb.")
  var isWithoutReset = false

  @Option(
    help: ArgumentHelp(
      "Serve the emulated board's line at a TCP port of this machine instead of a pseudo-terminal; 0 takes a free one.",
      valueName: "port"))
  var socket: Int?

  @OptionGroup var json: JSONOption

  func validate() throws {
    guard (image == nil) != models.isEmpty else {
      throw ValidationError("give either the firmware's ELF file or, with -m, the models to build it for")
    }
    if let gdb, GDBServerAddress(gdb) == nil { throw ValidationError("--gdb \(gdb): write HOST:PORT") }
    guard gdb != nil || !isWithoutReset else { throw ValidationError("--no-reset needs --gdb") }
    if let socket {
      guard gdb == nil else { throw ValidationError("--socket and --gdb exclude each other") }
      guard (0...65_535).contains(socket) else { throw ValidationError("--socket \(socket) is no TCP port") }
    }
  }

  func run() async throws {
    let board: BoardSpecification
    do throws(FirmwareError) {
      board = try BoardSpecification.named(self.board)
    } catch { throw RunnerError(error) }
    guard gdb != nil || board.emulator != nil else {
      throw CommandFailure(
        .usage, "there is no emulator of \(board.name)",
        hint: "load it through a debug server with --gdb HOST:PORT, or flash it with ST's tools")
    }
    // Before the time that building takes.
    if gdb == nil, let emulator = board.emulator { _ = try EmulatorProgram.find(emulator.program) }
    let path = try firmware(for: board)
    try Task.checkCancellation()
    let file: ELFFile
    do throws(FirmwareError) {
      file = try FirmwareBuilder.read(path)
    } catch { throw RunnerError(error) }
    let program = try TargetLoader.Program(file, path: path, for: board)
    if let address = gdb.flatMap(GDBServerAddress.init) {
      try await load(program, path: path, board: board, through: address)
    } else {
      try await serve(EmulatedBoard(board: board, firmware: path))
    }
  }

  /// The ELF file given, or that of the models.
  private func firmware(for board: BoardSpecification) throws -> String {
    if let image { return image }
    let read: [FirmwareModel]
    do throws(FirmwareError) {
      read = try FirmwareModel.read(models, with: Connecting.models)
    } catch { throw RunnerError(error) }
    return try FirmwareCache.standard.image(
      board: board, models: read, options: FirmwareOptions(),
      progress: Connecting.environment.buildStep)
  }

  private func load(
    _ program: TargetLoader.Program, path: String, board: BoardSpecification, through address: GDBServerAddress
  ) async throws {
    let start = ContinuousClock.now
    // Written and compared.
    let bar = SharedProgressBar("load", total: 2 * program.byteCount / 1024, unit: "kB")
    let summary = try await TargetLoader.load(program, through: address, resets: !isWithoutReset) { progress in
      bar.advance(byBytes: progress.byteCount)
    }
    bar.finish()
    let report = LoadReport(
      program: program, summary: summary, file: path, board: board.name, server: address.description,
      elapsed: ContinuousClock.now - start)
    if json.isOn { try JSONOutput.print(report) } else { Console.line(report.text) }
  }

  private func serve(_ emulated: EmulatedBoard) async throws {
    let line = try emulated.start()
    defer { line.close() }
    let (host, descriptor) = try openLine(baudRate: emulated.board.uart.baud)
    Console.note("\(emulated.board.title) runs \(emulated.firmware); Ctrl-C ends it")
    if json.isOn {
      try JSONOutput.print(
        ServedBoard(board: emulated.board.name, descriptor: descriptor, file: emulated.firmware))
    } else {
      Console.line(descriptor)
    }
    let failure = await LineRelay(board: line, host: host).run()
    try Task.checkCancellation()
    if let failure { throw CommandFailure(.device, "\(line.description): \(failure)") }
  }

  /// The line that hosts open, and what they call it.
  private func openLine(baudRate: Int) throws(CommandFailure) -> (any Transport, String) {
    do throws(TransportError) {
      if let socket {
        let listener = try ListeningTransport(port: socket)
        return (listener, "socket:localhost:\(listener.port)")
      }
      let terminal = try PseudoTerminal()
      return (terminal.transport, "serial:\(terminal.path):\(baudRate)")
    } catch {
      throw CommandFailure(.device, "\(error)", hint: socket == nil ? nil : "--socket 0 takes a free port")
    }
  }
}

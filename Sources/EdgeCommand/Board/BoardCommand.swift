import ArgumentParser
import EdgeBuiltIn
import EdgeDrivers
import EdgeLink
import EdgeRunner
import EdgeWire
import Foundation

/// `edgerunner board`: serves models over a pseudo-terminal or a TCP port, as a microcontroller would.
struct BoardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board",
    abstract: "Plays a board: serves models over a pseudo-terminal or TCP port, as a microcontroller would.",
    discussion: """
      Prints the descriptor to use in another terminal, for example serial:/dev/pts/3:921600, and serves until it is \
      stopped. Any descriptor's model can be served, several at once; results are those of that descriptor. ST's \
      host tools can connect as well.
      """)

  @Option(
    name: .customLong("model"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Descriptors of the models to serve, e.g. a.tflite b.tflite. Without one the built-in model is served.",
      valueName: "descriptor"))
  var models: [String] = []

  @Flag(help: "Serve a pseudo-terminal (the default).")
  var pty = false

  @Option(help: ArgumentHelp("Serve a TCP port of this machine instead; 0 takes a free one.", valueName: "port"))
  var socket: Int?

  @Option(help: "Generation of the protocol: 1, 2 or 3.")
  var generation = 3

  @Option(
    name: .customLong("packet"),
    help: ArgumentHelp("Payload of large packets, as boards on USB have them, e.g. 382 or 4094.", valueName: "bytes"))
  var packetByteCount: Int?

  @Option(help: ArgumentHelp("Take the time a serial line of this rate takes.", valueName: "rate"))
  var baud: Int?

  @Option(
    help: ArgumentHelp("Milliseconds to add to each answer, as USB drivers do; with --baud.", valueName: "milliseconds")
  )
  var turnaround: Double?

  @Flag(name: .customLong("no-memory"), help: "Offer no memory commands.")
  var hasNoMemory = false

  func validate() throws {
    guard !(pty && socket != nil) else { throw ValidationError("--pty and --socket exclude each other") }
    guard (1...3).contains(generation) else { throw ValidationError("--generation \(generation): choose 1, 2 or 3") }
    if let socket, !(0...65_535).contains(socket) { throw ValidationError("--socket \(socket) is no TCP port") }
    if let packetByteCount {
      guard generation > 1 else { throw ValidationError("--packet: generation 1 has no large packets") }
      guard (1...PacketFormat.maximumPayloadByteCount).contains(packetByteCount) else {
        throw ValidationError("--packet \(packetByteCount): choose 1 to \(PacketFormat.maximumPayloadByteCount)")
      }
    }
    if let baud, !(50...100_000_000).contains(baud) { throw ValidationError("--baud \(baud) is no baud rate") }
    if let turnaround {
      guard baud != nil else { throw ValidationError("--turnaround needs --baud") }
      guard (0...10_000).contains(turnaround) else {
        throw ValidationError("--turnaround \(turnaround): choose 0 to 10000 milliseconds")
      }
    }
  }

  func run() async throws {
    var runners: [any Runner] = []
    for descriptor in models.isEmpty ? [BuiltInModel.descriptor] : models {
      runners.append(try await Connecting.connect(descriptor))
    }
    let board = try await SoftwareBoard(runners: runners, configuration: configuration)
    let (transport, descriptor) = try openLine()
    Console.note("serving \(board.modelNames.joined(separator: ", ")); Ctrl-C ends the board")
    Console.line(descriptor)
    let failure = await board.serve(on: transport)
    for runner in runners { await runner.close() }
    try Task.checkCancellation()
    if let failure { throw CommandFailure(.device, "\(transport.description): \(failure)") }
  }

  private var configuration: SoftwareBoard.Configuration {
    var configuration = SoftwareBoard.Configuration(generation: Generation(rawValue: UInt8(generation)) ?? .third)
    configuration.largePacketByteCount = packetByteCount ?? 0
    configuration.baudRate = baud
    configuration.turnaround = .milliseconds(turnaround ?? 0)
    configuration.hasMemoryAccess = !hasNoMemory
    return configuration
  }

  /// The line to serve, and what hosts call it.
  private func openLine() throws(CommandFailure) -> (any Transport, String) {
    do throws(TransportError) {
      if let socket {
        let listener = try ListeningTransport(port: socket)
        return (listener, "socket:localhost:\(listener.port)")
      }
      let terminal = try PseudoTerminal()
      return (terminal.transport, "serial:\(terminal.path):\(baud ?? SerialPort.defaultBaudRate)")
    } catch {
      throw CommandFailure(.device, "\(error)", hint: socket == nil ? nil : "--socket 0 takes a free port")
    }
  }
}

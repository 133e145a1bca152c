import EdgeDrivers
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import EdgeWire
import Foundation
import Testing

/// Real lines of this machine: pseudo-terminals, TCP, local pairs.
@Suite struct BoardLineTests {
  private static let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
  private static let input = Tensor(shape: [1, 300], elementType: .uint8, values: bytes)

  /// Serves a board on `transport` while `body` runs.
  private func serving<R>(
    on transport: any Transport, generation: Generation = .second,
    configure: (inout SoftwareBoard.Configuration) -> Void = { _ in }, _ body: () async throws -> R
  ) async throws -> R {
    var configuration = SoftwareBoard.Configuration(generation: generation)
    configure(&configuration)
    let board = try await SoftwareBoard(runners: [ArithmeticRunner()], configuration: configuration)
    let serving = Task(executorPreference: ThreadExecutor()) { await board.serve(on: transport) }
    let result = try await body()
    serving.cancel()
    _ = await serving.value
    return result
  }

  private func run(_ descriptor: String) async throws {
    let runner = try await Drivers.connect(descriptor)
    let result = try await runner.makeSession().invoke([Self.input])
    #expect(result.outputs[0].array(of: UInt8.self) == Self.bytes.map { $0 ^ 0x5A })
    await runner.close()
  }

  @Test(arguments: LinkKind.all) func boardsAreReachedThroughPseudoTerminals(_ kind: LinkKind) async throws {
    let terminal = try PseudoTerminal()
    try await serving(on: terminal.transport, generation: kind.generation) {
      $0.largePacketByteCount = kind.largePacketByteCount
    } _: {
      // Twice: the second host finds what the first left.
      try await run("serial:\(terminal.path):921600")
      try await run("\(terminal.path)")
    }
  }

  @Test func boardsAreReachedThroughSockets() async throws {
    let listener = try ListeningTransport(port: 0)
    try await serving(on: listener) {
      try await run("socket:localhost:\(listener.port)")
      try await run("stedgeai:socket:127.0.0.1:\(listener.port)?generation=2&verify=off")
    }
  }

  @Test(arguments: [300, 9600, 115_200, 250_000, 921_600, 3_000_000])
  func anyBaudRateIsAccepted(baudRate: Int) async throws {
    let terminal = try PseudoTerminal()
    let transport = try SerialPort.open(terminal.path, baudRate: baudRate)
    #expect(transport.description == "\(terminal.path):\(baudRate)")
    // Raw in both directions: every value passes.
    let all = (0...255).map { UInt8($0) }
    try transport.write(all, timeout: .seconds(60))
    var received: [UInt8] = []
    while received.count < 256 { received += try terminal.transport.read(atMost: 256, timeout: .seconds(60)) }
    #expect(received == all)
    try terminal.transport.write(all, timeout: .seconds(60))
    received = []
    while received.count < 256 { received += try transport.read(atMost: 256, timeout: .seconds(60)) }
    #expect(received == all)
  }

  @Test func aPortIsForOneProgramAtATime() throws {
    let terminal = try PseudoTerminal()
    let first = try SerialPort.open(terminal.path)
    #expect(
      throws: TransportError.failed(operation: "open \(terminal.path)", reason: "another program uses the port")
    ) { try SerialPort.open(terminal.path) }
    first.close()
    _ = try SerialPort.open(terminal.path)
  }

  @Test func aLineThatEndsSaysSo() throws {
    let terminal = try PseudoTerminal()
    let host = try SerialPort.open(terminal.path)
    terminal.transport.close()
    #expect(throws: TransportError.disconnected) { try host.read(atMost: 1, timeout: .seconds(60)) }
    host.close()
    #expect(throws: TransportError.closed) { try host.read(atMost: 1, timeout: .zero) }
    let pair = try TransportPair()
    pair.board.close()
    #expect(throws: TransportError.disconnected) { try pair.host.read(atMost: 1, timeout: .seconds(60)) }
    #expect(throws: TransportError.disconnected) {
      for _ in 0..<100 { try pair.host.write([1, 2, 3], timeout: .seconds(60)) }
    }
  }

  @Test func aLineThatTakesNothingIsNoticed() throws {
    let pair = try TransportPair()
    #expect(throws: TransportError.blocked) {
      try pair.host.write([UInt8](repeating: 0, count: 10_000_000), timeout: .milliseconds(50))
    }
  }

  @Test func failuresToOpenNameTheReason() async throws {
    let cases: [(String, RunnerError.Code, String)] = [
      ("serial:/dev/no-such-port:921600", .inputOutput, "No such file"),
      ("serial:/dev/null", .inputOutput, "not a serial port"),
      ("serial:1", .invalidDescriptor, "no baud rate"),
      ("serial:/dev/a:/dev/b", .invalidDescriptor, "two ports"),
      ("socket:localhost:1", .inputOutput, "connect to localhost:1"),
      ("socket:localhost:99999", .invalidDescriptor, "no TCP port"),
      ("serial:/dev/null?speed=3", .invalidDescriptor, "unknown parameter speed"),
      ("serial:/dev/null?generation=4", .invalidDescriptor, "generation=4"),
    ]
    for (descriptor, code, text) in cases {
      let error = await #expect(throws: RunnerError.self) { try await Drivers.connect(descriptor) }
      #expect(error?.code == code, "\(descriptor)")
      #expect(error?.description.contains(text) == true, "\(descriptor): \(String(describing: error))")
    }
  }

  @Test(arguments: [
    ("serial", "serial"), ("SERIAL", "serial"), (":921600", "serial"), ("/dev/ttyACM0:921600", "serial"),
    ("/dev/pts/3", "serial"), ("socket", "socket"), ("stedgeai:serial:921600", "serial"),
  ])
  func descriptorsFindTheirDriver(_ descriptor: String, _ driver: String) throws {
    #expect(try Drivers.driver(for: Descriptor(descriptor)).name == driver)
  }

  @Test func pacedLinesTakeTheTimeOfTheirBaudRate() async throws {
    let pair = try TransportPair()
    let paced = PacedTransport(pair.board, baudRate: 100_000)
    let start = ContinuousClock.now
    // 500 bytes at 100 microseconds each.
    let bytes = [UInt8](repeating: 7, count: 500)
    try paced.write(bytes, timeout: .seconds(60))
    #expect(ContinuousClock.now - start >= .milliseconds(49))
    let middle = ContinuousClock.now
    try pair.host.write(bytes, timeout: .seconds(60))
    var received = 0
    while received < 500 { received += try paced.read(atMost: 64, timeout: .seconds(60)).count }
    #expect(ContinuousClock.now - middle >= .milliseconds(49))
  }

  @Test func aKilledBoardIsReportedAndANewOneIsFound() async throws {
    let listener = try ListeningTransport(port: 0)
    let port = listener.port
    let runner = try await serving(on: listener) {
      let runner = try await Drivers.connect("socket:localhost:\(port)")
      _ = try await runner.makeSession().invoke([Self.input])
      return runner
    }
    let session = try await runner.makeSession()
    let error = await #expect(throws: RunnerError.self) { try await session.invoke([Self.input]) }
    #expect(error?.code == .notConnected)
    await runner.close()
    try await serving(on: try ListeningTransport(port: port)) { try await run("socket:localhost:\(port)") }
  }
}

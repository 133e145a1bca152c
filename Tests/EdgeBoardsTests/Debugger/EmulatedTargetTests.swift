import EdgeBoards
import EdgeLink
import EdgeTestSupport
import Foundation
import Testing

/// Whether the emulator that boards need is installed.
enum Emulator {
  static let path = try? EmulatorProgram.find("qemu-system-arm")
  static let isInstalled = path != nil
  static let whyMissing = "qemu-system-arm is not installed"
}

@Suite("Loading into an emulated processor", .enabled(if: Emulator.isInstalled, "qemu-system-arm is not installed"))
struct EmulatedTargetTests {
  /// Sends two bytes through the UART of Arm's AN547 board, the top byte of the vector table's address and bits 8 to 15
  /// of the stack pointer, and then does nothing for ever.
  private static let code: [UInt16] = [
    // ldr r0, =0x59303000; movs r1, #16; str r1, [r0, #0x10]; movs r1, #1; str r1, [r0, #8]
    0x4809, 0x2110, 0x6101, 0x2101, 0x6081,
    // ldr r2, =0xE000ED08; ldr r1, [r2]; lsrs r1, r1, #24; bl send
    0x4A08, 0x6811, 0x0E09, 0xF000, 0xF805,
    // mov r1, sp; lsrs r1, r1, #8; bl send; b .
    0x4669, 0x0A09, 0xF000, 0xF801, 0xE7FE,
    // send: ldr r3, [r0, #4]; lsls r3, r3, #31; bmi send; strb r1, [r0]; bx lr
    0x6843, 0x07DB, 0xD4FC, 0x7001, 0x4770,
    // The two constants.
    0x3000, 0x5930, 0xED08, 0xE000,
  ]

  @Test("a program loaded through QEMU's debug server runs with its own vector table and stack")
  func loadsAndRuns() throws {
    var bytes: [UInt8] = [0x00, 0x17, 0x00, 0x30, 0x41, 0x00, 0x00, 0x10]
    bytes += [UInt8](repeating: 0, count: 56)
    bytes += Self.code.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    var random = RandomSource(seed: 3)
    let data = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let program = TargetLoader.Program(
      segments: [.init(address: 0x1000_0000, bytes: bytes), .init(address: 0x7000_0000, bytes: data)],
      vectorTable: 0x1000_0000)

    let port = try Self.freePort()
    let emulator = try EmulatorTransport(
      path: #require(Emulator.path),
      arguments: [
        "-M", "mps3-an547", "-display", "none", "-monitor", "none", "-S", "-gdb", "tcp:127.0.0.1:\(port)",
        "-chardev", "socket,id=line,fd=\(EmulatorTransport.descriptorPlaceholder)", "-serial", "chardev:line",
      ], description: "emulator")
    defer { emulator.close() }
    let target = try GDBTarget(GDBConnection(transport: try Self.connect(port)))
    var counts: [TargetLoader.Progress.Phase: Int] = [:]
    let summary = try TargetLoader(target).load(program) { counts[$0.phase, default: 0] += $0.byteCount }
    #expect(summary.wasReset)
    #expect(summary.verification == .readBack)
    #expect(counts == [.write: program.byteCount, .verify: program.byteCount])
    var answer: [UInt8] = []
    while answer.count < 2 {
      let bytes = try emulator.read(atMost: 2, timeout: .seconds(60))
      try #require(!bytes.isEmpty, "the program sends nothing")
      answer += bytes
    }
    #expect(answer == [0x10, 0x17])
    // It runs on, and can be halted and read again.
    try target.halt()
    #expect(try target.read(.pc) & ~3 == 0x1000_005C)
    #expect(try target.readMemory(at: 0x7000_0000, byteCount: data.count) == data)
  }

  @Test("the end of an emulator is told with its own words")
  func tellsWhyItEnded() throws {
    let emulator = try EmulatorTransport(
      path: #require(Emulator.path), arguments: ["-M", "no-such-machine"], description: "emulator")
    let error = #expect(throws: TransportError.self) {
      while try !emulator.read(atMost: 1, timeout: .seconds(60)).isEmpty {}
    }
    #expect(error.map { "\($0)".contains("no-such-machine") || "\($0)".contains("unsupported machine") } == true)
  }

  static func freePort() throws -> Int {
    let listener = try ListeningTransport(port: 0)
    defer { listener.close() }
    return listener.port
  }

  /// Connects once the emulator listens.
  private static func connect(_ port: Int) throws -> FileDescriptorTransport {
    for _ in 0..<1200 {
      if let transport = try? TCPTransport.connect(host: "127.0.0.1", port: port) { return transport }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return try TCPTransport.connect(host: "127.0.0.1", port: port)
  }
}

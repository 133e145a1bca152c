import EdgeBoards
import EdgeRunner
import EdgeTestSupport
import Synchronization
import Testing

@Suite("Loading through a debug server") struct GDBTargetTests {
  /// A vector table and some bytes that need escapes.
  private static let program: TargetLoader.Program = {
    var random = RandomSource(seed: 1)
    let code: [UInt8] = [0, 0x40, 0, 0x20, 9, 0, 0, 0x20] + Array("#$}*".utf8)
    let data = (0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) }
    return TargetLoader.Program(
      segments: [.init(address: 0x2000_0000, bytes: code), .init(address: 0x2000_0100, bytes: data)],
      vectorTable: 0x2000_0000)
  }()

  private func load(
    _ server: ScriptedDebugServer, _ program: TargetLoader.Program = program
  ) throws(GDBError) -> TargetLoader.Summary {
    try TargetLoader(GDBTarget(GDBConnection(transport: server))).load(program)
  }

  private func holds(_ server: ScriptedDebugServer, _ program: TargetLoader.Program = program) -> Bool {
    server.state.withLock { state in
      program.segments.allSatisfy { segment in
        let start = Int(segment.address - state.behaviour.memory.lowerBound)
        return state.memory[start..<start + segment.bytes.count].elementsEqual(segment.bytes)
      }
    }
  }

  @Test("memory, stack pointer and program counter are set and the processor runs", arguments: [false, true])
  func loads(isModern: Bool) throws {
    var behaviour = ScriptedDebugServer.Behaviour()
    behaviour.hasBinaryWrites = isModern
    behaviour.hasChecksum = isModern
    if !isModern { behaviour.features = "PacketSize=80" }
    let server = ScriptedDebugServer(behaviour)
    let summary = try load(server)
    #expect(summary.verification == (isModern ? .checksum : .readBack))
    #expect(summary.byteCount == Self.program.byteCount)
    #expect(summary.wasReset)
    #expect(holds(server))
    server.state.withLock { state in
      #expect(state.registers[13] == 0x2000_4000)
      #expect(state.registers[25] == 0x0100_0000)
      // Its memory ends below the vector table register, so the processor sets it itself.
      #expect(state.registers[15] == 0x2000_3FC0)
      #expect(state.registers[1] == 0x2000_0000)
      #expect(state.registers[2] == 0x2000_0009)
      #expect(state.isRunning)
      #expect(state.commands.contains { $0.hasPrefix("X") && !$0.hasSuffix(",0:") } == isModern)
    }
  }

  @Test("garbage, damaged answers and rejected packets only cost time")
  func survivesBadLines() throws {
    var behaviour = ScriptedDebugServer.Behaviour()
    behaviour.features = "PacketSize=100"
    behaviour.noise = Array("\u{7}log line: E01 +\r\n".utf8)
    behaviour.damagedAnswers = 3
    behaviour.rejectedPackets = 2
    let server = ScriptedDebugServer(behaviour)
    _ = try load(server)
    #expect(holds(server))
  }

  @Test("memory that does not keep a byte is named by its address", arguments: [false, true])
  func namesTheAddress(hasChecksum: Bool) throws {
    var behaviour = ScriptedDebugServer.Behaviour()
    behaviour.hasChecksum = hasChecksum
    behaviour.stuckAddress = 0x2000_0777
    let server = ScriptedDebugServer(behaviour)
    let error = #expect(throws: GDBError.self) { try load(server) }
    guard case .mismatch(let address, _, let read)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(address == 0x2000_0777)
    #expect(read == 0xEE)
    #expect(error?.description.contains("0x20000777") == true)
    #expect(!server.state.withLock { $0.isRunning })
  }

  @Test("memory that is not there is named by its address")
  func refusedWrites() throws {
    let server = ScriptedDebugServer()
    var program = Self.program
    program.segments[1].address = 0x3000_0000
    let error = #expect(throws: GDBError.self) { try load(server, program) }
    #expect(error?.description.contains("0x30000000") == true)
    guard case .refused? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a server that falls silent is a time-out that names the step")
  func silence() throws {
    var behaviour = ScriptedDebugServer.Behaviour()
    behaviour.silentCommands = [UInt8(ascii: "M")]
    let server = ScriptedDebugServer(behaviour)
    let error = #expect(throws: GDBError.self) { try load(server) }
    #expect(error?.reason == .timeout(GDBConnection.Options().answer))
    #expect(error?.step.hasPrefix("write of") == true)
    #expect(error?.runnerError(line: "localhost:1").code == .timeout)
  }

  @Test("answers that are no answers are errors, not crashes", arguments: ["m", "p", "M", "P", "?", "qSupported"])
  func wrongAnswers(_ command: String) throws {
    for answer in ["", "E", "zz", "OK", "O", "PacketSize=3", "T", "0"] {
      var behaviour = ScriptedDebugServer.Behaviour()
      behaviour.forcedAnswers[command] = Array(answer.utf8)
      let server = ScriptedDebugServer(behaviour)
      do throws(GDBError) {
        _ = try load(server)
        // Some answers are right after all.
        #expect(holds(server))
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("register numbers follow the server's description")
  func describedRegisters() throws {
    var behaviour = ScriptedDebugServer.Behaviour()
    behaviour.features = "PacketSize=400;qXfer:features:read+"
    let registers = (0...12).map { "<reg name=\"r\($0)\" bitsize=\"32\"/>" }.joined()
    behaviour.forcedAnswers = [
      "qXfer:features:read:target.xml":
        Array("l<?xml version=\"1.0\"?><target><xi:include href=\"core.xml\"/></target>".utf8),
      "qXfer:features:read:core.xml": Array(
        "l<feature>\(registers)<reg name='sp'/><reg name='lr'/><reg name='pc'/><reg name='xPSR' regnum='16'/></feature>"
          .utf8),
    ]
    let server = ScriptedDebugServer(behaviour)
    _ = try load(server)
    server.state.withLock { state in
      #expect(state.registers[13] == 0x2000_4000)
      #expect(state.registers[16] == 0x0100_0000)
      #expect(state.registers[25] == nil)
    }
  }
}

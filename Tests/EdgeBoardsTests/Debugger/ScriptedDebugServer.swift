import EdgeBoards
import EdgeLink
import EdgeSystem
import Synchronization

/// The line to a debug server with a page of memory, as good or as bad as a test wants it.
///
/// It answers at once or never, and has its own time: waiting in vain takes none of the test's.
final class ScriptedDebugServer: Transport {
  struct Behaviour: Sendable {
    /// What it says it can do.
    var features = "PacketSize=100;QStartNoAckMode+"
    var hasBinaryWrites = false
    var hasChecksum = false
    /// Commands of its own it knows.
    var monitorCommands = ["reset halt"]
    var memory: Range<UInt32> = 0x2000_0000..<0x2000_4000
    /// Holds this value whatever is written.
    var stuckAddress: UInt32?
    /// Sent before each answer.
    var noise: [UInt8] = []
    /// Answers whose checksums are wrong the first time.
    var damagedAnswers = 0
    /// Packets it pretends not to have understood.
    var rejectedPackets = 0
    /// Commands it never answers, by first byte.
    var silentCommands: Set<UInt8> = []
    /// Answer to a command of this beginning, in place of the right one.
    var forcedAnswers: [String: [UInt8]] = [:]
  }

  struct State {
    var behaviour: Behaviour
    var memory: [UInt8]
    var registers: [Int: UInt32] = [:]
    var commands: [String] = []
    var acknowledges = true
    var isRunning = false
    var deframer = GDBDeframer()
    /// What the host has not read yet.
    var output: [UInt8] = []
    var elapsed = Duration.zero
  }

  let state: Mutex<State>
  let description = "scripted"
  private let epoch = ContinuousClock.now

  init(_ behaviour: Behaviour = Behaviour()) {
    state = Mutex(State(behaviour: behaviour, memory: [UInt8](repeating: 0xEE, count: behaviour.memory.count)))
  }

  var now: ContinuousClock.Instant { epoch + state.withLock { $0.elapsed } }

  func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    state.withLock { state in
      if state.output.isEmpty { state.elapsed += timeout }
      let bytes = Array(state.output.prefix(limit))
      state.output.removeFirst(bytes.count)
      return bytes
    }
  }

  func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    state.withLock { state in
      for byte in bytes {
        if case .packet(let payload)? = state.deframer.take(byte) { Self.handle(payload, &state) }
      }
    }
  }

  func discardInput() throws(TransportError) { state.withLock { $0.output = [] } }
  func close() {}

  private static func handle(_ payload: [UInt8], _ state: inout State) {
    if state.behaviour.rejectedPackets > 0 {
      state.behaviour.rejectedPackets -= 1
      state.output.append(UInt8(ascii: "-"))
      return
    }
    if state.acknowledges { state.output.append(UInt8(ascii: "+")) }
    state.commands.append(String(decoding: payload.prefix(40), as: UTF8.self))
    if let first = payload.first, state.behaviour.silentCommands.contains(first) { return }
    guard let answer = answer(payload, &state) else { return }
    let packet = GDBPacket.encoded(answer)
    state.output += state.behaviour.noise
    if state.behaviour.damagedAnswers > 0 {
      state.behaviour.damagedAnswers -= 1
      var damaged = packet
      damaged[damaged.count - 1] ^= 1
      // The host asks again, and this time gets it.
      state.output += damaged
    }
    state.output += packet
  }

  private static func answer(_ payload: [UInt8], _ state: inout State) -> [UInt8]? {
    let text = String(decoding: payload, as: UTF8.self)
    if let forced = state.behaviour.forcedAnswers.first(where: { text.hasPrefix($0.key) }) { return forced.value }
    func ok() -> [UInt8] { Array("OK".utf8) }
    switch payload.first {
    case UInt8(ascii: "?"): return Array("T05thread:01;".utf8)
    case UInt8(ascii: "c"):
      state.isRunning = true
      return nil
    case UInt8(ascii: "P"):
      let parts = text.dropFirst().split(separator: "=")
      guard let number = Int(parts[0], radix: 16), let value = UInt32(parts[1], radix: 16) else { return nil }
      state.registers[number] = value.byteSwapped
      return ok()
    case UInt8(ascii: "p"):
      guard let number = Int(text.dropFirst(), radix: 16) else { return nil }
      let value = state.registers[number] ?? 0
      return Hexadecimal.text((0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    case UInt8(ascii: "m"): return read(text.dropFirst(), state)
    case UInt8(ascii: "M"): return write(payload, isBinary: false, &state)
    case UInt8(ascii: "X"): return state.behaviour.hasBinaryWrites ? write(payload, isBinary: true, &state) : []
    default: return query(text, &state)
    }
  }

  private static func query(_ text: String, _ state: inout State) -> [UInt8] {
    if text.hasPrefix("qSupported") { return Array(state.behaviour.features.utf8) }
    if text == "QStartNoAckMode" {
      state.acknowledges = false
      return Array("OK".utf8)
    }
    if text.hasPrefix("qCRC:"), state.behaviour.hasChecksum {
      let numbers = text.dropFirst(5).split(separator: ",").compactMap { UInt32($0, radix: 16) }
      let start = Int(numbers[0] - state.behaviour.memory.lowerBound)
      let sum = GDBChecksum.value(state.memory[start..<start + Int(numbers[1])])
      return Array(("C" + String(sum, radix: 16)).utf8)
    }
    if text.hasPrefix("qRcmd,"), let bytes = Hexadecimal.bytes(text.dropFirst(6).utf8) {
      let command = String(decoding: bytes, as: UTF8.self)
      if state.behaviour.monitorCommands.contains(command) { return Array("OK".utf8) }
      return Hexadecimal.text("unknown command\n".utf8)
    }
    return []
  }

  private static func range(_ text: some StringProtocol, _ state: State) -> Range<Int>? {
    let numbers = text.split(separator: ",").compactMap { UInt32($0, radix: 16) }
    let memory = state.behaviour.memory
    guard numbers.count == 2, numbers[0] >= memory.lowerBound, Int(numbers[0]) + Int(numbers[1]) <= memory.upperBound
    else { return nil }
    let start = Int(numbers[0] - memory.lowerBound)
    return start..<start + Int(numbers[1])
  }

  private static func read(_ text: some StringProtocol, _ state: State) -> [UInt8] {
    guard let range = range(text, state) else { return Array("E01".utf8) }
    return Hexadecimal.text(state.memory[range])
  }

  private static func write(_ payload: [UInt8], isBinary: Bool, _ state: inout State) -> [UInt8] {
    guard let colon = payload.firstIndex(of: UInt8(ascii: ":")) else { return Array("E02".utf8) }
    let head = String(decoding: payload[1..<colon], as: UTF8.self)
    let body = payload[(colon + 1)...]
    guard let bytes = isBinary ? Array(body) : Hexadecimal.bytes(body) else { return Array("E03".utf8) }
    guard let range = range(head, state) else { return Array("E0e".utf8) }
    guard range.count == bytes.count else { return Array("E04".utf8) }
    let kept = state.behaviour.stuckAddress.map { Int($0 - state.behaviour.memory.lowerBound) }
    let old = kept.map { state.memory[$0] }
    state.memory.replaceSubrange(range, with: bytes)
    if let kept, let old { state.memory[kept] = old }
    return Array("OK".utf8)
  }
}

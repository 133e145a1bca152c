import EdgeLink
import EdgeSystem

/// A processor behind a debug server: its memory, its registers, halt, reset and go.
///
/// Blocks; used from one thread at a time.
package final class GDBTarget {
  /// Registers that loading needs.
  package enum Register: String, Sendable, CaseIterable {
    case r0, r1, r2, sp, pc, xpsr
  }

  let connection: GDBConnection
  /// What the server said it can do, by name: `PacketSize`, `QStartNoAckMode`, ...
  package private(set) var features: [String: String] = [:]
  /// The most bytes of a packet's payload that the server takes.
  package private(set) var packetByteCount = 400
  private var registerNumbers: [String: Int] = [:]
  /// Nil until tried.
  private var takesBinaryWrites: Bool?
  private var hasChecksum: Bool?
  private var wasStarted = false

  /// Most bytes of memory in one command, so that progress shows and a time-out means something.
  private static let chunkLimit = 16_384

  /// Agrees with the server on how to talk and halts the processor.
  package init(_ connection: GDBConnection) throws(GDBError) {
    self.connection = connection
    try negotiate()
    try halt()
    registerNumbers = try describedRegisters()
  }

  private func negotiate() throws(GDBError) {
    try connection.withStep("greeting") { () throws(GDBError) in
      let answer = try connection.exchange("qSupported:swbreak+;hwbreak+;xmlRegisters=arm")
      for feature in String(decoding: answer, as: UTF8.self).split(separator: ";") {
        if let mark = feature.firstIndex(of: "=") {
          features[String(feature[..<mark])] = String(feature[feature.index(after: mark)...])
        } else if feature.last == "+" || feature.last == "-" || feature.last == "?" {
          features[String(feature.dropLast())] = String(feature.suffix(1))
        }
      }
      if let text = features["PacketSize"] {
        guard let size = Int(text, radix: 16), size >= 64 else {
          throw connection.failure(.unexpected("PacketSize=\(text)"))
        }
        packetByteCount = min(size, GDBDeframer.byteLimit)
      }
      if features["QStartNoAckMode"] == "+" { try connection.stopAcknowledging() }
    }
  }

  // MARK: Running

  /// Halts the processor; nothing happens when it is halted.
  package func halt() throws(GDBError) {
    try connection.withStep("halting the processor") { () throws(GDBError) in
      if !wasStarted {
        let reason = try? connection.exchange("?", timeout: connection.options.stopReport)
        if let reason, Self.isStopReport(reason) { return }
      }
      try connection.interrupt()
      let answer = try connection.receive(within: connection.options.answer)
      guard Self.isStopReport(answer) else { throw surprise(answer) }
      wasStarted = false
    }
  }

  /// Resets the processor and leaves it halted; false when the server offers no way to do so.
  package func reset() throws(GDBError) -> Bool {
    // OpenOCD, pyOCD and ST-LINK's server know the first, QEMU the second.
    for command in ["reset halt", "system_reset"] {
      guard let text = try monitor(command) else { continue }
      let words = text.lowercased()
      if words.contains("unknown") || words.contains("invalid") || words.contains("not supported") { continue }
      try halt()
      return true
    }
    return false
  }

  /// Lets the server run one of its own commands.
  /// - Returns: what it printed; nil when it does not know the command.
  package func monitor(_ command: String) throws(GDBError) -> String? {
    var text = ""
    let packet = Array("qRcmd,".utf8) + Hexadecimal.text(command.utf8)
    let answer = try connection.withStep("monitor \(command)") { () throws(GDBError) in
      try connection.exchange(packet, timeout: .seconds(20)) { text += $0 }
    }
    if answer.isEmpty || Self.refusal(answer) != nil { return nil }
    if answer != Self.ok, let bytes = Hexadecimal.bytes(answer) { text += String(decoding: bytes, as: UTF8.self) }
    return text
  }

  /// Lets the processor run.
  /// - Throws: `GDBError.Reason.unexpected` with the report when it stops again at once.
  package func resume() throws(GDBError) {
    try connection.withStep("starting the processor") { () throws(GDBError) in
      try connection.start("c")
      wasStarted = true
      do throws(GDBError) {
        let answer = try connection.receive(within: connection.options.watch)
        if let refusal = Self.refusal(answer) { throw connection.failure(.refused(refusal)) }
        throw connection.failure(.unexpected("\(String(decoding: answer, as: UTF8.self)): the processor stopped again"))
      } catch {
        guard case .timeout = error.reason else { throw error }
      }
    }
  }

  // MARK: Registers

  package func write(_ value: UInt32, to register: Register) throws(GDBError) {
    try connection.withStep("write of register \(register.rawValue)") { () throws(GDBError) in
      let number = String(number(of: register), radix: 16)
      let digits = Hexadecimal.text(Self.littleEndian(value))
      try command(Array("P\(number)=".utf8) + digits)
    }
  }

  package func read(_ register: Register) throws(GDBError) -> UInt32 {
    try connection.withStep("read of register \(register.rawValue)") { () throws(GDBError) in
      let answer = try data(connection.exchange("p" + String(number(of: register), radix: 16)))
      guard answer.count == 4 else { throw connection.failure(.unexpected("\(answer.count) bytes")) }
      return answer.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  private func number(of register: Register) -> Int {
    if let number = registerNumbers[register.rawValue] { return number }
    // GDB's own numbers for processors that are not described.
    return switch register {
    case .r0: 0
    case .r1: 1
    case .r2: 2
    case .sp: 13
    case .pc: 15
    case .xpsr: 25
    }
  }

  private static func littleEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  // MARK: Memory

  package func readMemory(at address: UInt32, byteCount: Int) throws(GDBError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    let limit = min(Self.chunkLimit, (packetByteCount - 8) / 2)
    while bytes.count < byteCount {
      let place = address &+ UInt32(bytes.count)
      let count = min(limit, byteCount - bytes.count)
      bytes += try connection.withStep("read of \(count) bytes at \(place.hexadecimal)") { () throws(GDBError) in
        let chunk = try data(connection.exchange("m\(String(place, radix: 16)),\(String(count, radix: 16))"))
        guard !chunk.isEmpty, chunk.count <= count else {
          throw connection.failure(.unexpected("\(chunk.count) bytes"))
        }
        return chunk
      }
    }
    return bytes
  }

  /// Writes memory.
  /// - Parameter progress: receives the bytes of each command that has been carried out.
  package func writeMemory(
    _ bytes: [UInt8], at address: UInt32, progress: (Int) -> Void = { _ in }
  ) throws(GDBError) {
    var position = 0
    while position < bytes.count {
      let place = address &+ UInt32(position)
      let isBinary = try binaryWrites(at: place)
      let room = packetByteCount - 24
      var count = min(Self.chunkLimit, isBinary ? room : room / 2, bytes.count - position)
      if isBinary {
        while GDBPacket.escapedByteCount(bytes[position..<position + count]) > room { count = count * 3 / 4 }
      }
      let chunk = bytes[position..<position + count]
      let head = "\(isBinary ? "X" : "M")\(String(place, radix: 16)),\(String(count, radix: 16)):"
      try connection.withStep("write of \(count) bytes at \(place.hexadecimal)") { () throws(GDBError) in
        try command(Array(head.utf8) + (isBinary ? Array(chunk) : Hexadecimal.text(chunk)))
      }
      position += count
      progress(count)
    }
  }

  /// Whether the server takes memory as it is, found out by a write of nothing.
  private func binaryWrites(at address: UInt32) throws(GDBError) -> Bool {
    if let takesBinaryWrites { return takesBinaryWrites }
    let answer = try connection.withStep("binary write of nothing") { () throws(GDBError) in
      try connection.exchange("X\(String(address, radix: 16)),0:")
    }
    takesBinaryWrites = answer == Self.ok
    return answer == Self.ok
  }

  /// The CRC-32 that the server itself computes over memory (`qCRC`); nil when it cannot.
  package func checksum(at address: UInt32, byteCount: Int) throws(GDBError) -> UInt32? {
    if hasChecksum == false { return nil }
    let text = "qCRC:\(String(address, radix: 16)),\(String(byteCount, radix: 16))"
    let answer = try connection.withStep("checksum at \(address.hexadecimal)") { () throws(GDBError) in
      try connection.exchange(text, timeout: .seconds(20))
    }
    guard answer.first == UInt8(ascii: "C"),
      let value = UInt32(String(decoding: answer.dropFirst(), as: UTF8.self), radix: 16)
    else {
      hasChecksum = false
      return nil
    }
    hasChecksum = true
    return value
  }

  // MARK: Answers

  private static let ok = Array("OK".utf8)

  private func command(_ packet: [UInt8]) throws(GDBError) {
    let answer = try connection.exchange(packet)
    guard answer != Self.ok else { return }
    throw surprise(answer)
  }

  private func data(_ answer: [UInt8]) throws(GDBError) -> [UInt8] {
    if let refusal = Self.refusal(answer) { throw connection.failure(.refused(refusal)) }
    guard !answer.isEmpty, let bytes = Hexadecimal.bytes(answer) else { throw surprise(answer) }
    return bytes
  }

  private func surprise(_ answer: [UInt8]) -> GDBError {
    if answer.isEmpty { return connection.failure(.unsupported) }
    if let refusal = Self.refusal(answer) { return connection.failure(.refused(refusal)) }
    return connection.failure(.unexpected("\"\(String(decoding: answer.prefix(40), as: UTF8.self))\""))
  }

  /// The words of `E NN` and `E.text`; nil for other answers. Data of an odd number of digits do not exist.
  private static func refusal(_ answer: [UInt8]) -> String? {
    guard answer.first == UInt8(ascii: "E") else { return nil }
    if answer.count == 3 { return "error " + String(decoding: answer.dropFirst(), as: UTF8.self) }
    if answer.dropFirst().first == UInt8(ascii: ".") { return String(decoding: answer.dropFirst(2), as: UTF8.self) }
    return nil
  }

  private static func isStopReport(_ answer: [UInt8]) -> Bool {
    answer.count >= 3 && (answer[0] == UInt8(ascii: "T") || answer[0] == UInt8(ascii: "S"))
  }
}

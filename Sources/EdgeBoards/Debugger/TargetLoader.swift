/// Puts a program into a target's memory through a debug server, proves that it is there, and starts it.
package struct TargetLoader {
  /// What to load.
  package struct Program: Sendable, Hashable {
    package struct Segment: Sendable, Hashable {
      package var address: UInt32
      package var bytes: [UInt8]

      package init(address: UInt32, bytes: [UInt8]) {
        self.address = address
        self.bytes = bytes
      }
    }

    package var segments: [Segment]
    /// Where the vector table lies: initial stack pointer, then the first instruction.
    package var vectorTable: UInt32

    package init(segments: [Segment], vectorTable: UInt32) {
      self.segments = segments
      self.vectorTable = vectorTable
    }

    package var byteCount: Int { segments.reduce(0) { $0 + $1.bytes.count } }

    /// A word of a segment, little endian; nil where nothing is loaded.
    func word(at address: UInt32) -> UInt32? {
      for segment in segments where address >= segment.address {
        let offset = Int(address - segment.address)
        guard offset + 4 <= segment.bytes.count else { continue }
        return segment.bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
      return nil
    }
  }

  /// How the memory was compared with what was written.
  package enum Verification: String, Sendable, Hashable {
    /// Every byte was read back.
    case readBack = "read back"
    /// The server computed checksums of the memory.
    case checksum
  }

  /// What was done.
  package struct Summary: Sendable, Hashable {
    package var byteCount: Int
    package var verification: Verification
    /// False when the server offers no reset.
    package var wasReset: Bool
    /// Initial stack pointer.
    package var stackPointer: UInt32
    /// First instruction, bit 0 set for Thumb.
    package var start: UInt32
  }

  /// How far it is.
  package struct Progress: Sendable, Hashable {
    package enum Phase: String, Sendable, Hashable { case write, verify }
    package var phase: Phase
    package var byteCount: Int
  }

  /// Address of the vector table offset register (Armv7-M and Armv8-M, B3.2.5).
  static let vectorTableRegister: UInt32 = 0xE000_ED08

  /// Bytes compared by one checksum.
  private static let checksumByteCount = 65_536

  private let target: GDBTarget

  package init(_ target: GDBTarget) { self.target = target }

  /// Resets the processor, loads `program`, verifies every byte and starts it.
  /// - Parameter progress: receives the bytes done since the last call.
  /// - Throws: `GDBError.Reason.mismatch` with the first address that does not hold what was written.
  package func load(
    _ program: Program, resets: Bool = true, progress: (Progress) -> Void = { _ in }
  ) throws(GDBError) -> Summary {
    guard let stackPointer = program.word(at: program.vectorTable),
      let start = program.word(at: program.vectorTable &+ 4)
    else {
      throw GDBError(.refused("nothing is loaded there"), step: "vector table at \(program.vectorTable.hexadecimal)")
    }
    let wasReset = resets ? try target.reset() : false
    for segment in program.segments {
      try target.writeMemory(segment.bytes, at: segment.address) { progress(Progress(phase: .write, byteCount: $0)) }
    }
    var verification = Verification.checksum
    for segment in program.segments {
      if try verify(segment, progress) == .readBack { verification = .readBack }
    }
    try prepare(program, stackPointer: stackPointer, start: start)
    try target.resume()
    return Summary(
      byteCount: program.byteCount, verification: verification, wasReset: wasReset, stackPointer: stackPointer,
      start: start)
  }

  private func verify(
    _ segment: Program.Segment, _ progress: (Progress) -> Void
  ) throws(GDBError) -> Verification {
    var verification = Verification.checksum
    var position = 0
    while position < segment.bytes.count {
      let end = min(segment.bytes.count, position + Self.checksumByteCount)
      let bytes = segment.bytes[position..<end]
      let address = segment.address &+ UInt32(position)
      // A checksum that differs does not say where.
      if try target.checksum(at: address, byteCount: bytes.count) != GDBChecksum.value(bytes) {
        verification = .readBack
        try compare(bytes, at: address)
      }
      progress(Progress(phase: .verify, byteCount: bytes.count))
      position = end
    }
    return verification
  }

  private func compare(_ bytes: ArraySlice<UInt8>, at address: UInt32) throws(GDBError) {
    let held = try target.readMemory(at: address, byteCount: bytes.count)
    for (offset, (written, read)) in zip(bytes, held).enumerated() where written != read {
      let place = address &+ UInt32(offset)
      throw GDBError(
        .mismatch(address: place, written: written, read: read), step: "comparing \(bytes.count) bytes with memory")
    }
  }

  /// Does what the processor does after a reset with `program` at address 0.
  private func prepare(_ program: Program, stackPointer: UInt32, start: UInt32) throws(GDBError) {
    try target.write(0x0100_0000, to: .xpsr)
    try target.write(stackPointer, to: .sp)
    try target.write(start & ~1, to: .pc)
    let wanted = program.vectorTable
    // Some servers write memory behind the processor's back, where its own registers are not.
    try? target.writeMemory(Program.littleEndian(wanted), at: Self.vectorTableRegister)
    if try vectorTableOffset() == wanted { return }
    // So the processor does it: str r1, [r0]; dsb; isb; bx r2.
    let code: [UInt8] = [0x01, 0x60, 0xBF, 0xF3, 0x4F, 0x8F, 0xBF, 0xF3, 0x6F, 0x8F, 0x10, 0x47]
    let place = (stackPointer &- 64) & ~7
    try target.writeMemory(code, at: place)
    guard try target.readMemory(at: place, byteCount: code.count) == code else {
      throw GDBError(
        .refused("the stack at \(place.hexadecimal) cannot be written"), step: "vector table offset register")
    }
    try target.write(Self.vectorTableRegister, to: .r0)
    try target.write(wanted, to: .r1)
    try target.write(start | 1, to: .r2)
    try target.write(place, to: .pc)
  }

  private func vectorTableOffset() throws(GDBError) -> UInt32? {
    guard let bytes = try? target.readMemory(at: Self.vectorTableRegister, byteCount: 4) else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

extension TargetLoader.Program {
  static func littleEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}

/// The checksum of GDB's `qCRC`: polynomial 0x04C11DB7, most significant bit first, all ones to begin with.
package enum GDBChecksum {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index) << 24) { value, _ in value & 1 << 31 != 0 ? value << 1 ^ 0x04C1_1DB7 : value << 1 }
  }

  package static func value(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(UInt32.max) { $0 << 8 ^ table[Int(UInt8(truncatingIfNeeded: $0 >> 24) ^ $1)] }
  }
}

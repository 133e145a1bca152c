import EdgeCodeGenerator
import Foundation

extension BoardSpecification: Decodable {
  /// Decodes and checks `board.json`.
  /// - Throws: `DecodingError` that names the field.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    func fail(_ field: Field, _ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: field, in: fields, debugDescription: reason)
    }
    name = try fields.decode(String.self, forKey: .name)
    title = try fields.decode(String.self, forKey: .title)
    let targetName = try fields.decode(String.self, forKey: .target)
    guard let target = GenerationTarget.named(targetName), !target.isHost else {
      throw fail(.target, "\"\(targetName)\" is no target of generated code")
    }
    self.target = target
    deviceIdentifier = try fields.decodeAddress(.device)
    clock = try fields.decode(Int.self, forKey: .clock)
    memory = try fields.decode([MemoryRegion].self, forKey: .memory)
    for kind in MemoryKind.allCases where memory.count(where: { $0.kind == kind }) != 1 {
      throw fail(.memory, "there must be exactly one region of kind \(kind.rawValue)")
    }
    let sorted = memory.sorted { $0.address < $1.address }
    for (first, second) in zip(sorted, sorted.dropFirst()) where Int(first.address) + first.size > second.address {
      throw fail(.memory, "\(first.name) and \(second.name) overlap")
    }
    stackByteCount = try fields.decode(Int.self, forKey: .stack)
    heapByteCount = try fields.decode(Int.self, forKey: .heap)
    uart = try fields.decode(UART.self, forKey: .uart)
    packetByteCount = try fields.decodeIfPresent(Int.self, forKey: .packet) ?? 0
    counter = try fields.decode(Counter.self, forKey: .counter)
    emulator = try fields.decodeIfPresent(Emulator.self, forKey: .emulator)
    isUntestedOnHardware = try fields.decodeIfPresent(Bool.self, forKey: .isUntestedOnHardware) ?? false
    guard clock > 0, uart.baud > 0, uart.clock >= 16 * uart.baud, !uart.interrupts.isEmpty,
      uart.interrupts.allSatisfy({ (0..<480).contains($0) })
    else { throw fail(.uart, "clock, baud rate or interrupt numbers are out of range") }
    guard stackByteCount >= 4096, stackByteCount % 8 == 0, heapByteCount >= 1024, heapByteCount % 8 == 0 else {
      throw fail(.stack, "stack and heap are multiples of 8 bytes, at least 4096 and 1024")
    }
    guard (0...4094).contains(packetByteCount) else { throw fail(.packet, "packets carry 0 to 4094 bytes") }
    guard (counter == .instructions) == (emulator != nil) else {
      throw fail(.counter, "instructions are counted in emulators only, and cycles on hardware only")
    }
  }

  private enum Field: String, CodingKey {
    case name, title, target, device, clock, memory, stack, heap, uart, packet, counter, emulator, isUntestedOnHardware
  }
}

extension BoardSpecification.MemoryRegion: Decodable {
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    name = try fields.decode(String.self, forKey: .name)
    kind = try fields.decode(BoardSpecification.MemoryKind.self, forKey: .kind)
    address = try fields.decodeAddress(.address)
    size = try fields.decode(Int.self, forKey: .size)
    guard size > 0, size <= 1 << 32 - Int(address) else {
      throw DecodingError.dataCorruptedError(
        forKey: .size, in: fields, debugDescription: "\(name) does not end within 32-bit addresses")
    }
  }

  private enum Field: String, CodingKey { case name, kind, address, size }
}

extension BoardSpecification.UART: Decodable {
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    kind = try fields.decode(Kind.self, forKey: .kind)
    base = try fields.decodeAddress(.base)
    clock = try fields.decode(Int.self, forKey: .clock)
    baud = try fields.decode(Int.self, forKey: .baud)
    interrupts = try fields.decode([Int].self, forKey: .interrupts)
  }

  private enum Field: String, CodingKey { case kind, base, clock, baud, interrupts }
}

extension KeyedDecodingContainer {
  /// An address written as `"0x10000000"`.
  fileprivate func decodeAddress(_ key: Key) throws -> UInt32 {
    let text = try decode(String.self, forKey: key)
    guard text.hasPrefix("0x"), let value = UInt32(text.dropFirst(2), radix: 16) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "\"\(text)\" is no address such as 0x10000000")
    }
    return value
  }
}

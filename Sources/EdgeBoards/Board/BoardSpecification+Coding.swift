import EdgeCodeGenerator
import Foundation

extension BoardSpecification: Codable {
  /// Decodes and checks `board.json`.
  /// - Throws: `DecodingError` that names the field.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    func fail(_ field: Field, _ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: field, in: fields, debugDescription: reason)
    }
    name = try fields.decode(String.self, forKey: .name)
    guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || "-_.".contains($0)) }) else {
      throw fail(.name, "\"\(name)\" is no name of small letters, digits, dots and dashes")
    }
    title = try fields.decode(String.self, forKey: .title)
    let targetName = try fields.decode(String.self, forKey: .target)
    guard let target = GenerationTarget.named(targetName), !target.isHost else {
      throw fail(.target, "\"\(targetName)\" is no target of generated code")
    }
    self.target = target
    deviceIdentifier = try fields.decodeAddress(.device)
    deviceName = try fields.decodeIfPresent(String.self, forKey: .deviceName)
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

  /// Encodes what `board.json` says.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(title, forKey: .title)
    try fields.encode(target.name, forKey: .target)
    try fields.encode(deviceIdentifier.hexadecimal, forKey: .device)
    try fields.encodeIfPresent(deviceName, forKey: .deviceName)
    try fields.encode(clock, forKey: .clock)
    try fields.encode(memory, forKey: .memory)
    try fields.encode(stackByteCount, forKey: .stack)
    try fields.encode(heapByteCount, forKey: .heap)
    try fields.encode(uart, forKey: .uart)
    try fields.encode(packetByteCount, forKey: .packet)
    try fields.encode(counter, forKey: .counter)
    try fields.encodeIfPresent(emulator, forKey: .emulator)
    try fields.encode(isUntestedOnHardware, forKey: .isUntestedOnHardware)
  }

  private enum Field: String, CodingKey {
    case name, title, target, device, deviceName, clock, memory, stack, heap, uart, packet, counter, emulator
    case isUntestedOnHardware
  }
}

extension BoardSpecification.MemoryRegion: Codable {
  package init(from decoder: any Decoder) throws {
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

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(kind, forKey: .kind)
    try fields.encode(address.hexadecimal, forKey: .address)
    try fields.encode(size, forKey: .size)
  }

  private enum Field: String, CodingKey { case name, kind, address, size }
}

extension BoardSpecification.UART: Codable {
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    kind = try fields.decode(Kind.self, forKey: .kind)
    base = try fields.decodeAddress(.base)
    clock = try fields.decode(Int.self, forKey: .clock)
    baud = try fields.decode(Int.self, forKey: .baud)
    interrupts = try fields.decode([Int].self, forKey: .interrupts)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(kind, forKey: .kind)
    try fields.encode(base.hexadecimal, forKey: .base)
    try fields.encode(clock, forKey: .clock)
    try fields.encode(baud, forKey: .baud)
    try fields.encode(interrupts, forKey: .interrupts)
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

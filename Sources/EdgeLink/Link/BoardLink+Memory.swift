import EdgeWire

extension BoardLink {
  private func requireMemoryAccess() throws(LinkError) {
    guard identity?.capabilities.contains(.memoryAccess) == true else {
      throw line.failure(.refused(.invalidCommand, 0), ": this board has no memory commands")
    }
  }

  /// The board's own 16-bit BSD sum over its memory.
  package func memoryChecksum(address: UInt32, byteCount: Int) throws(LinkError) -> UInt16 {
    try exchange("memory checksum at \(hexadecimal(address))") { link throws(LinkError) in
      try link.requireMemoryAccess()
      return try link.checksum(address: address, byteCount: byteCount)
    }
  }

  /// Asks within an exchange.
  func checksum(address: UInt32, byteCount: Int) throws(LinkError) -> UInt16 {
    let identifier = try request(
      .memoryChecksum, parameter: address, option: UInt32(truncatingIfNeeded: byteCount))
    // Slow memories give about a megabyte per second.
    let timeout = options.timeouts.control + .microseconds(byteCount)
    let sum = try acknowledgement(to: identifier, .done, within: timeout)
    guard let short = UInt16(exactly: sum) else { throw line.failure(.unexpected("checksum \(sum)")) }
    return short
  }

  /// Reads the board's memory and compares it with the board's checksum.
  package func readMemory(address: UInt32, byteCount: Int) throws(LinkError) -> [UInt8] {
    try exchange("memory read at \(hexadecimal(address))") { link throws(LinkError) in
      try link.requireMemoryAccess()
      guard byteCount > 0 else { return [] }
      let identifier = try link.request(
        .memoryRead, parameter: address, option: UInt32(truncatingIfNeeded: byteCount))
      _ = try link.acknowledgement(to: identifier, .processing, within: link.options.timeouts.control)
      var bytes: [UInt8] = []
      while bytes.count < byteCount {
        let answer = try link.answer(to: identifier, within: link.options.timeouts.upload)
        guard case .data(let chunk) = answer.response.payload else {
          throw link.surprise(answer, instead: "memory data")
        }
        bytes += answer.bytes[chunk.bytes]
        let isLast = answer.response.state == .done
        guard !chunk.bytes.isEmpty, bytes.count <= byteCount, isLast == (bytes.count == byteCount) else {
          throw link.line.failure(
            .unexpected("\(bytes.count) of \(byteCount) bytes in state \(answer.response.state.name)"))
        }
        if !isLast { try link.line.send(AcknowledgementMessage()) }
      }
      try link.verify(bytes, address: address)
      return bytes
    }
  }

  /// Writes the board's memory in chunks whose checksums the board returns, and compares the whole in the end.
  package func writeMemory(_ bytes: [UInt8], address: UInt32) throws(LinkError) {
    try exchange("memory write at \(hexadecimal(address))") { link throws(LinkError) in
      try link.requireMemoryAccess()
      guard !bytes.isEmpty else { return }
      let identifier = try link.request(
        .memoryWrite, parameter: address, option: UInt32(truncatingIfNeeded: bytes.count))
      _ = try link.acknowledgement(to: identifier, .waiting, within: link.options.timeouts.control)
      var position = 0
      var damage: LinkError?
      while position < bytes.count {
        let end = min(bytes.count, position + memoryChunkByteCount)
        let chunk = Array(bytes[position..<end])
        let message = DataMessage(
          MessageSource(bytes: chunk), address: address &+ UInt32(truncatingIfNeeded: position))
        try link.line.send(message)
        let sum = try link.acknowledgement(
          to: identifier, end == bytes.count ? .done : .waiting, within: link.options.timeouts.upload)
        let expected = chunk.withUnsafeBytes { BSDChecksum($0).value }
        // The transaction goes on, so that the board ends in its idle state.
        if sum != UInt32(expected), damage == nil {
          damage = link.line.failure(
            .checksum(received: expected, expected: UInt16(truncatingIfNeeded: sum)), ", bytes \(position) to \(end)")
        }
        position = end
      }
      if let damage { throw damage }
      // The sums of the chunks do not show that they went to the right place.
      if link.options.verifiesPayloads { try link.verify(bytes, address: address) }
    }
  }

  /// Compares bytes that crossed the line with what the board has at `address`.
  func verify(_ bytes: [UInt8], address: UInt32) throws(LinkError) {
    let expected = try line.withPart("verification") { () throws(LinkError) in
      try checksum(address: address, byteCount: bytes.count)
    }
    let received = bytes.withUnsafeBytes { BSDChecksum($0).value }
    guard received == expected else { throw line.failure(.checksum(received: received, expected: expected)) }
  }

  /// Runs one of the board's own tests that answers with a single acknowledgement; returns its value.
  package func selfTest(_ number: UInt32, option: UInt32 = 0) throws(LinkError) -> UInt32 {
    try exchange("self test \(number)") { link throws(LinkError) in
      let identifier = try link.request(.test, parameter: number, option: option)
      return try link.acknowledgement(to: identifier, .done, within: link.options.timeouts.upload)
    }
  }

  private func hexadecimal(_ address: UInt32) -> String { "0x" + String(address, radix: 16, uppercase: true) }
}

/// The bytes of an array in a message.
struct MessageSource: ByteSource {
  var bytes: [UInt8]

  var byteCount: Int { bytes.count }
  func write<S: ByteSink>(to sink: inout S) throws(S.Failure) { try sink.write(contentsOf: bytes.span) }
}

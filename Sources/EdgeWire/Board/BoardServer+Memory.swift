/// Most bytes per message of memory commands.
public let memoryChunkByteCount = 1024

extension BoardServer {
  /// The memory a request names (address in `parameter`, size in `option`); nil after the request was refused.
  private mutating func memory(for request: RequestMessage) throws(Channel.Failure) -> UnsafeMutableRawBufferPointer? {
    guard let memory = device.memory(at: request.parameter, byteCount: request.option) else {
      try refuse()
      return nil
    }
    return memory
  }

  mutating func sumMemory(_ request: RequestMessage) throws(Channel.Failure) {
    guard let memory = try memory(for: request) else { return }
    try port.acknowledge(.done, parameter: UInt32(BSDChecksum(UnsafeRawBufferPointer(memory)).value))
  }

  mutating func readMemory(_ request: RequestMessage) throws(Channel.Failure) {
    guard let memory = try memory(for: request) else { return }
    guard !memory.isEmpty else { return try port.acknowledge(.done, parameter: 0) }
    try port.acknowledge(.processing, parameter: UInt32(min(memory.count, memoryChunkByteCount)))
    var position = 0
    while position < memory.count {
      let end = min(memory.count, position + memoryChunkByteCount)
      let chunk = UnsafeRawBufferPointer(rebasing: memory[position..<end])
      let data = DataMessage(
        BorrowedBytes(chunk), address: request.parameter &+ UInt32(truncatingIfNeeded: position))
      try port.send(data, state: end == memory.count ? .done : .processing)
      position = end
      if position < memory.count { try port.receiveAcknowledgement() }
    }
  }

  mutating func writeMemory(_ request: RequestMessage) throws(Channel.Failure) {
    guard let memory = try memory(for: request) else { return }
    guard !memory.isEmpty else { return try port.acknowledge(.done, parameter: 0) }
    try port.acknowledge(.waiting, parameter: UInt32(min(memory.count, memoryChunkByteCount)))
    var position = 0
    while position < memory.count {
      let room = UnsafeMutableRawBufferPointer(
        rebasing: memory[position..<min(memory.count, position + memoryChunkByteCount)])
      guard let receipt = try port.receiveData(into: room) else { return }
      guard receipt.receivedByteCount <= room.count else {
        let overflow = BoardErrorCode.memoryOverflow
        return try port.acknowledge(
          .error, parameter: UInt32(truncatingIfNeeded: receipt.receivedByteCount), error: overflow)
      }
      guard receipt.receivedByteCount > 0 else {
        return try port.acknowledge(.error, parameter: 0, error: .invalidSize)
      }
      let stored = UnsafeRawBufferPointer(rebasing: room[..<receipt.receivedByteCount])
      position += receipt.receivedByteCount
      try port.acknowledge(
        position == memory.count ? .done : .waiting, parameter: UInt32(BSDChecksum(stored).value))
    }
  }
}

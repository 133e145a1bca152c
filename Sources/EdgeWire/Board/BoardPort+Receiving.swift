/// What arrived in a data message whose bytes went straight to their place.
public struct DataReceipt: Equatable, Sendable {
  /// As the host states it.
  public var size: UInt32
  /// Device address that the host states; 0 for input tensors.
  public var address: UInt32
  /// Bytes the host sent, which may be more than were stored.
  public var receivedByteCount: Int
}

extension BoardPort {
  /// Waits for a request; nil when what arrived is none: boards do not answer those.
  public mutating func receiveRequest() throws(Channel.Failure) -> RequestMessage? {
    guard let count = try receiveShortMessage() else { return nil }
    let bytes = UnsafeRawBufferPointer(rebasing: request[..<count]).bindMemory(to: UInt8.self)
    return try? RequestMessage(decoding: bytes.span)
  }

  /// Waits for the host to acknowledge a log line or a chunk. Any message will do, as on real boards.
  public mutating func receiveAcknowledgement() throws(Channel.Failure) {
    _ = try receiveShortMessage()
  }

  /// Stores a message in the request buffer; nil when it does not fit or its length makes no sense.
  private mutating func receiveShortMessage() throws(Channel.Failure) -> Int? {
    guard try beginMessage() else { return nil }
    guard messageLeft <= request.count else {
      try endMessage()
      return nil
    }
    var count = 0
    while let byte = try nextMessageByte() {
      request[count] = byte
      count += 1
    }
    try endMessage()
    return count
  }

  /// Waits for a data message and stores its bytes, as many as fit, while they arrive.
  /// - Returns: nil when the message is malformed or lacks a field.
  public mutating func receiveData(
    into destination: UnsafeMutableRawBufferPointer
  ) throws(Channel.Failure) -> DataReceipt? {
    guard try beginMessage() else { return nil }
    let receipt = try receiveDataFields(into: destination)
    try endMessage()
    return receipt
  }

  private mutating func receiveDataFields(
    into destination: UnsafeMutableRawBufferPointer
  ) throws(Channel.Failure) -> DataReceipt? {
    var receipt = DataReceipt(size: 0, address: 0, receivedByteCount: 0)
    var seen: UInt32 = 0
    while messageLeft > 0 {
      guard let tag = try messageVarint() else { return nil }
      let number = tag >> 3
      switch (number, tag & 7) {
      case (0, _): return nil
      case (1...3, 0):
        guard let value = try messageVarint() else { return nil }
        if number == 2 { receipt.size = UInt32(truncatingIfNeeded: value) }
        if number == 3 { receipt.address = UInt32(truncatingIfNeeded: value) }
        seen |= 1 << UInt32(number)
      case (4, 2):
        guard let count = try messageVarint(), count <= UInt64(messageLeft) else { return nil }
        receipt.receivedByteCount = Int(count)
        for position in 0..<Int(count) {
          guard let byte = try nextMessageByte() else { return nil }
          if position < destination.count { destination[position] = byte }
        }
        seen |= 1 << 4
      case (1...4, _): return nil
      case (_, 0): guard try messageVarint() != nil else { return nil }
      case (_, 1): guard try skipMessageBytes(8) else { return nil }
      case (_, 2): guard let count = try messageVarint(), try skipMessageBytes(count) else { return nil }
      case (_, 5): guard try skipMessageBytes(4) else { return nil }
      default: return nil
      }
    }
    return seen == 0b11110 ? receipt : nil
  }

  private mutating func skipMessageBytes(_ count: UInt64) throws(Channel.Failure) -> Bool {
    guard count <= UInt64(messageLeft) else { return false }
    for _ in 0..<count { _ = try nextMessageByte() }
    return true
  }

  /// A base-128 integer within the message; nil when the message ends inside or it has more than ten bytes.
  private mutating func messageVarint() throws(Channel.Failure) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 70 {
      guard let byte = try nextMessageByte() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}

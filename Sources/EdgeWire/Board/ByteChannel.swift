/// The board's end of the line: a UART, or whatever stands in for one. Calls block.
public protocol ByteChannel {
  /// Ends the board's service; `Never` for hardware.
  associatedtype Failure: Error

  /// Waits for the next byte.
  mutating func readByte() throws(Failure) -> UInt8
  /// Sends all bytes.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(Failure)
}

extension ByteChannel {
  /// Sends one byte.
  mutating func write(byte: UInt8) throws(Failure) {
    var byte = byte
    // A rethrowing closure is not available for typed errors in Embedded Swift, so the result leaves by value.
    let result: Result<Void, Failure> = withUnsafeBytes(of: &byte) { bytes in
      do throws(Failure) {
        try write(bytes)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }
}

import CZlib
import EdgeModel
import EdgeSystem

/// Raw deflate data (RFC 1951) and the checksum that zip archives use, through zlib.
enum Deflate {
  /// Why data could not be unpacked or packed.
  struct Failure: Error {
    var message: String
  }

  /// Negative window bits ask zlib for raw deflate data without its own header.
  private static let rawWindowBits = -MAX_WBITS

  /// Deflate cannot shrink data further than this (zlib's technical notes), which bounds what a header may announce.
  private static let greatestRatio = 1032

  /// Unpacks `packed`, which must yield exactly `byteCount` bytes.
  static func inflated(_ packed: ByteRegion, byteCount: Int) throws(Failure) -> ByteRegion {
    guard byteCount / greatestRatio <= packed.count else {
      throw Failure(message: "\(packed.count) packed bytes cannot hold \(byteCount)")
    }
    guard byteCount <= UInt32.max, packed.count <= UInt32.max else { throw Failure(message: "is larger than 4 GiB") }
    let output = TensorStorage(byteCount: byteCount)
    try withStream { stream throws(Failure) in
      guard
        inflateInit2_(stream, rawWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { throw Failure(message: "zlib could not start") }
      defer { inflateEnd(stream) }
      let result = packed.withUnsafeBytes { input in
        stream.pointee.setInput(input)
        stream.pointee.setOutput(UnsafeMutableRawBufferPointer(start: output.baseAddress, count: byteCount))
        return inflate(stream, Z_FINISH)
      }
      // An empty output leaves no room to signal the end of the stream with Z_STREAM_END in one call.
      guard result == Z_STREAM_END, stream.pointee.avail_out == 0 else {
        throw Failure(message: "the packed data are damaged")
      }
    }
    return ByteRegion(output.bytes, owner: output)
  }

  /// Packs `bytes` at zlib's best level: the same bytes for the same zlib.
  static func deflated(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    guard bytes.count <= UInt32.max / 2 else { throw Failure(message: "is too large to pack") }
    var packed: [UInt8] = []
    try withStream { stream throws(Failure) in
      guard
        deflateInit2_(
          stream, Z_BEST_COMPRESSION, Z_DEFLATED, rawWindowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
          Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else { throw Failure(message: "zlib could not start") }
      defer { deflateEnd(stream) }
      packed = [UInt8](repeating: 0, count: Int(deflateBound(stream, uLong(bytes.count))))
      let result = bytes.withUnsafeBytes { input in
        packed.withUnsafeMutableBytes { output in
          stream.pointee.setInput(input)
          stream.pointee.setOutput(output)
          return deflate(stream, Z_FINISH)
        }
      }
      guard result == Z_STREAM_END else { throw Failure(message: "zlib could not pack the data") }
      packed.removeLast(Int(stream.pointee.avail_out))
    }
    return packed
  }

  /// The CRC-32 of `bytes` as zip archives store it.
  static func checksum(of bytes: ByteRegion) -> UInt32 { bytes.withUnsafeBytes { checksum(of: $0) } }

  /// The CRC-32 of `bytes` that follow those whose checksum is `previous`.
  static func checksum(of bytes: UnsafeRawBufferPointer, after previous: UInt32 = 0) -> UInt32 {
    UInt32(
      truncatingIfNeeded: crc32_z(uLong(previous), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  /// Calls `body` with a stream that does not move, because zlib keeps its address.
  private static func withStream(_ body: (UnsafeMutablePointer<z_stream>) throws(Failure) -> Void) throws(Failure) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    defer { stream.deallocate() }
    stream.initialize(to: z_stream())
    try body(stream)
  }
}

extension z_stream {
  fileprivate mutating func setInput(_ bytes: UnsafeRawBufferPointer) {
    next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    avail_in = UInt32(bytes.count)
  }

  fileprivate mutating func setOutput(_ bytes: UnsafeMutableRawBufferPointer) {
    next_out = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    avail_out = UInt32(bytes.count)
  }
}

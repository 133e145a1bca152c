/// Where encoded bytes go: a packet under construction, a buffer, or nothing but a count.
public protocol ByteSink {
  /// What can go wrong while storing; `Never` for sinks that only count.
  associatedtype Failure: Error

  /// Appends one byte.
  mutating func write(_ byte: UInt8) throws(Failure)
  /// Appends many bytes.
  mutating func write(contentsOf bytes: Span<UInt8>) throws(Failure)
}

/// Bytes that a message carries without holding them: it can tell how many there are and copy them to a sink.
public protocol ByteSource {
  var byteCount: Int { get }
  /// Writes exactly `byteCount` bytes.
  func write<S: ByteSink>(to sink: inout S) throws(S.Failure)
}

/// A sink that stores nothing and counts: the size of a nested message must be known before its first byte is sent.
public struct ByteCounter: ByteSink {
  /// Bytes written so far.
  public private(set) var count = 0

  /// A count of zero.
  public init() {}

  /// Counts one.
  public mutating func write(_ byte: UInt8) throws(Never) { count += 1 }
  /// Counts them all.
  public mutating func write(contentsOf bytes: Span<UInt8>) throws(Never) { count += bytes.count }
}

/// Bytes that somebody else owns, such as a tensor in the arena. The owner must keep them alive and unchanged.
public struct BorrowedBytes: ByteSource {
  let bytes: UnsafeRawBufferPointer

  /// Bytes that stay valid and unchanged while this value is in use.
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// No bytes at all.
  public static var none: BorrowedBytes { BorrowedBytes(UnsafeRawBufferPointer(start: nil, count: 0)) }

  /// How many there are.
  public var byteCount: Int { bytes.count }

  /// Copies them all to `sink`.
  public func write<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    guard !bytes.isEmpty else { return }
    try sink.write(contentsOf: bytes.bindMemory(to: UInt8.self).span)
  }
}

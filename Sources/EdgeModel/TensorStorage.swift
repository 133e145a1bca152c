#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Owned bytes, 64-byte aligned and zero-filled, or bytes borrowed from an owner that this object keeps alive.
///
/// The class itself does not synchronise: whoever holds the only reference may write, which `Tensor` enforces by
/// copying shared storage before a write.
public final class TensorStorage: @unchecked Sendable {
  /// Alignment in bytes of owned storage: a cache line, and the widest vector of the supported hosts.
  public static let alignment = 64

  /// First byte. Valid as long as this object lives.
  public let baseAddress: UnsafeMutableRawPointer
  /// Bytes usable from `baseAddress`.
  public let byteCount: Int
  /// False for bytes borrowed from an owner (a mapped file); those must not be written.
  public let isWritable: Bool
  private let owner: (any AnyObject & Sendable)?
  /// What to free; nil for borrowed bytes.
  private let allocation: UnsafeMutableRawPointer?

  /// Allocates `byteCount` zeroed bytes. Traps when memory is exhausted, like every Swift allocation.
  public init(byteCount: Int) {
    precondition(byteCount >= 0)
    self.byteCount = byteCount
    self.isWritable = true
    self.owner = nil
    // At least one cache line, so that a vector kernel may read past a tiny tensor without leaving the allocation.
    let padded = max(byteCount, 1).roundedUp(toMultipleOf: Self.alignment)
    // Aligned by hand: glibc before 2.38 leaves the pieces that its own aligned allocation cuts off to small blocks, so
    // that the next tensor of this size, when this one is freed, needs new memory.
    guard let allocation = calloc(1, padded + Self.alignment) else {
      fatalError("out of memory: a tensor of \(byteCount) bytes")
    }
    self.allocation = allocation
    baseAddress = allocation.alignedUp(toMultipleOf: Self.alignment)
  }

  /// Borrows `bytes`, which stay valid as long as `owner` lives.
  public init(borrowing bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable) {
    self.byteCount = bytes.count
    self.isWritable = false
    self.owner = owner
    allocation = nil
    // An empty buffer has no address; any non-null address will do for zero bytes.
    baseAddress = UnsafeMutableRawPointer(
      mutating: bytes.baseAddress ?? UnsafeRawPointer(bitPattern: Self.alignment)!)
  }

  deinit {
    free(allocation)
  }

  /// The bytes, for reading.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: baseAddress, count: byteCount) }
}

extension Int {
  /// The smallest multiple of `multiple` (positive) that is not below this non-negative value.
  public func roundedUp(toMultipleOf multiple: Int) -> Int {
    (self + multiple - 1) / multiple * multiple
  }
}

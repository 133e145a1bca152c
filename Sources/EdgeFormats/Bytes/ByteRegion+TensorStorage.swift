public import EdgeModel
public import EdgeSystem

extension ByteRegion {
  /// A copy of `bytes`, aligned for any element type.
  public init(copying bytes: some Collection<UInt8>) {
    let storage = TensorStorage(byteCount: bytes.count)
    UnsafeMutableRawBufferPointer(start: storage.baseAddress, count: bytes.count).copyBytes(from: bytes)
    self.init(storage.bytes, owner: storage)
  }

  /// The bytes as tensor storage, without a copy.
  public func storage() -> TensorStorage { withUnsafeBytes { TensorStorage(borrowing: $0, owner: owner) } }
}

/// A piece of a device's memory that activations may be placed in.
public struct MemoryPool: Sendable, Hashable {
  /// Name in reports and generated code.
  public var name: String
  /// Bytes that may be used.
  public var byteCount: Int
  /// Where it begins; nil when the linker decides.
  public var address: UInt64?
  /// Larger is faster; only the order of the pools' speeds matters.
  public var speed: Double

  /// A pool that may lie anywhere and is as fast as every other, unless given.
  public init(name: String, byteCount: Int, address: UInt64? = nil, speed: Double = 0) {
    self.name = name
    self.byteCount = byteCount
    self.address = address
    self.speed = speed
  }
}

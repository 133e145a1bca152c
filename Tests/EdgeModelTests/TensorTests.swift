import EdgeModel
import Testing

/// Bytes that somebody else owns.
private final class Owner: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ values: [UInt8]) {
    bytes = .allocate(byteCount: values.count, alignment: 1)
    bytes.copyBytes(from: values)
  }

  deinit { bytes.deallocate() }
}

@Suite("Tensors")
struct TensorTests {
  @Test("a new tensor is zero and as large as its shape", arguments: ElementType.allCases)
  func zeros(type: ElementType) {
    let tensor = Tensor(shape: [3, 5], elementType: type)
    #expect(tensor.elementCount == 15 && tensor.byteCount == type.byteCount(of: 15))
    #expect(tensor.withUnsafeBytes { $0.count == tensor.byteCount && $0.allSatisfy { $0 == 0 } })
  }

  @Test(
    "shapes that cannot be have no count",
    arguments: [([2, -1], nil), ([Int.max, 2], nil), ([], 1), ([0, Int.max], 0), ([4, 0, 2], 0)] as [([Int], Int?)])
  func counts(shape: [Int], count: Int?) {
    #expect(Tensor.elementCount(shape: shape) == count)
    #expect(Tensor.byteCount(shape: shape, elementType: .float32) == count.map { 4 * $0 })
  }

  @Test("copies share storage until one is written")
  func copyOnWrite() {
    let first = Tensor(shape: [4], elementType: .int8, values: [1, 2, 3, 4] as [Int8])
    var second = first
    func address(_ tensor: Tensor) -> UnsafeRawPointer? { tensor.withUnsafeBytes { $0.baseAddress } }
    #expect(address(first) == address(second))
    second.withUnsafeMutableBytes { $0[0] = 9 }
    #expect(first.array(of: Int8.self) == [1, 2, 3, 4] && second.array(of: Int8.self) == [9, 2, 3, 4])
    let kept = address(second)
    second.withUnsafeMutableBytes { $0[1] = 8 }
    #expect(address(second) == kept, "nobody shares it any more")
  }

  @Test("borrowed bytes are copied before a write, and their owner lives as long as they are used")
  func borrowed() {
    weak var owner: Owner?
    var tensor: Tensor
    do {
      let strong = Owner([1, 2, 3, 4])
      owner = strong
      let storage = TensorStorage(borrowing: UnsafeRawBufferPointer(strong.bytes), owner: strong)
      #expect(!storage.isWritable)
      tensor = Tensor(shape: [4], elementType: .uint8, storage: storage)
    }
    #expect(owner != nil && tensor.array(of: UInt8.self) == [1, 2, 3, 4])
    tensor.withUnsafeMutableBytes { $0[3] = 7 }
    #expect(owner == nil && tensor.array(of: UInt8.self) == [1, 2, 3, 7])
  }

  @Test("another shape of as many elements holds the same values")
  func reshaped() {
    let q = Quantization(scale: 0.5, zeroPoint: 3)
    let tensor = Tensor(shape: [2, 3], elementType: .int8, quantization: q, values: (0..<6).map(Int8.init))
    let other = tensor.reshaped(to: [3, 1, 2])
    #expect(other.shape == [3, 1, 2] && other.quantization == q && other.array(of: Int8.self) == [0, 1, 2, 3, 4, 5])
  }

  @Test("owned storage lies on cache lines", arguments: [0, 1, 63, 64, 65, 1 << 20])
  func alignment(byteCount: Int) {
    let storage = TensorStorage(byteCount: byteCount)
    #expect(Int(bitPattern: storage.baseAddress) % TensorStorage.alignment == 0)
    #expect(storage.byteCount == byteCount && storage.bytes.count == byteCount && storage.isWritable)
    #expect(storage.bytes.allSatisfy { $0 == 0 })
  }

  @Test("sizes are rounded up to multiples")
  func rounding() {
    #expect([0, 1, 63, 64, 65].map { $0.roundedUp(toMultipleOf: 64) } == [0, 64, 64, 64, 128])
    #expect([0, 1, 7, 9].map { $0.roundedUp(toMultipleOf: 3) } == [0, 3, 9, 9])
  }
}

import EdgeFormats
import EdgeModel
import EdgeSystem

/// A repeatable source of pseudo-random numbers: SplitMix64.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// Damages copies of a file in the ways that files get damaged, one at a time, without copying it each time.
struct Mutator {
  private let original: [UInt8]
  private let storage: TensorStorage
  private var random: SplitMix64

  init(_ bytes: [UInt8], seed: UInt64) {
    original = bytes
    storage = TensorStorage(byteCount: bytes.count)
    storage.baseAddress.copyMemory(from: bytes, byteCount: bytes.count)
    random = SplitMix64(seed: seed)
  }

  /// Calls `body` with a damaged copy, whose bytes are only valid until it returns.
  ///
  /// Only the first `window` bytes change, or all.
  mutating func withDamagedCopy<R>(window: Int? = nil, _ body: (ByteRegion) throws -> R) rethrows -> R {
    let window = min(window ?? original.count, original.count)
    var count = original.count
    var changed: [Int] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let position = Int.random(in: 0..<window, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: changed += put([original[position] ^ 1 << UInt8.random(in: 0..<8, using: &random)], at: position)
      case 1: changed += put([[0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0], at: position)
      case 2:
        // Fields are aligned, so offsets and counts are hit more often this way.
        let words: [UInt32] = [0, 1, 4, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFFC, UInt32(original.count)]
        put(word: words.randomElement(using: &random) ?? 0, at: position & ~3, &changed)
      case 3: put(word: UInt32.random(in: 0..<256, using: &random), at: position & ~3, &changed)
      case 4:
        let source = Int.random(in: 0..<window, using: &random)
        let length = Int.random(in: 1...64, using: &random)
        changed += put(Array(original[source..<min(source + length, original.count)]), at: position)
      default: count = Int.random(in: 0..<8, using: &random) == 0 ? position : count
      }
    }
    defer {
      for position in changed {
        storage.baseAddress.storeBytes(of: original[position], toByteOffset: position, as: UInt8.self)
      }
    }
    return try body(ByteRegion(UnsafeRawBufferPointer(rebasing: storage.bytes[..<count]), owner: storage))
  }

  private func put(_ bytes: [UInt8], at position: Int) -> [Int] {
    let positions = Array(position..<min(position + bytes.count, original.count))
    for (position, byte) in zip(positions, bytes) {
      storage.baseAddress.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
    }
    return positions
  }

  private func put(word: UInt32, at position: Int, _ changed: inout [Int]) {
    changed += put(withUnsafeBytes(of: word.littleEndian) { Array($0) }, at: position)
  }
}

extension Graph {
  /// Which of the promises that `Graph` documents are broken; empty when none is.
  var brokenPromises: [String] {
    var broken: [String] = []
    var available = Set(inputs)
    for (index, tensor) in tensors.enumerated() {
      if !tensor.shape.allSatisfy({ $0 >= 0 }) { broken.append("shape of tensor \(index)") }
      if let constant = tensor.constant {
        available.insert(index)
        // A copy touches every byte, so that the address sanitizer sees whether they are there.
        if Array(constant.bytes).count != tensor.byteCount { broken.append("size of constant \(index)") }
      }
      if let quantization = tensor.quantization {
        if quantization.isPerChannel, tensor.shape[quantization.axis] != quantization.scales.count {
          broken.append("channels of tensor \(index)")
        }
        if quantization.scales.contains(where: { !($0 > 0 && $0.isFinite) }) {
          broken.append("scale of tensor \(index)")
        }
      }
    }
    for op in operators {
      for input in op.inputs where input.map(available.contains) == false { broken.append("operand of \(op.kind)") }
      for output in op.outputs where !available.insert(output).inserted { broken.append("result of \(op.kind)") }
    }
    if !available.isSuperset(of: outputs) { broken.append("outputs") }
    return broken
  }
}

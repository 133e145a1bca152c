public import EdgeModel
import Foundation

/// How two tensors of the same type and size differ, element by element; of one sample or of several merged.
public struct TensorDifference: Sendable, Hashable {
  /// Elements compared.
  public private(set) var count = 0
  /// Elements that are not the same bits (for floats: not the same number; two NaNs count as the same).
  public private(set) var differingCount = 0
  /// Most steps between two elements; `Int.max` between a number and a NaN.
  public private(set) var largestSteps = 0
  /// Elements by how many steps they differ.
  public private(set) var histogram = StepHistogram()
  /// Largest difference and largest magnitude of the reference, over samples of floats that differ at all.
  public private(set) var largestDifference = 0.0
  /// Largest magnitude of the reference over these samples.
  public private(set) var largestReference = 0.0
  /// True when steps are units of stored integers, false when they are float ulps.
  public private(set) var isInteger = true

  /// Of `prediction` against `reference`; nil when element type or number of elements do not match.
  public init?(reference: Tensor, prediction: Tensor) {
    guard reference.elementType == prediction.elementType, reference.elementCount == prediction.elementCount else {
      return nil
    }
    count = reference.elementCount
    isInteger = !reference.elementType.isFloatingPoint
    let isIdentical = reference.withUnsafeBytes { a in prediction.withUnsafeBytes { a.elementsEqual(fastly: $0) } }
    guard !isIdentical else {
      if count > 0 { histogram.add(0, count: count) }
      return
    }
    addSteps(reference, prediction)
    histogram.add(0, count: count - differingCount)
    guard !isInteger else { return }
    for (a, b) in zip(reference.doubles(), prediction.doubles()) {
      if abs(a - b) > largestDifference { largestDifference = abs(a - b) }
      if a.isFinite, abs(a) > largestReference { largestReference = abs(a) }
    }
  }

  /// True when no element differs.
  public var isIdentical: Bool { differingCount == 0 }
  /// Share of elements that differ; 0 for empty tensors.
  public var differingShare: Double { count == 0 ? 0 : Double(differingCount) / Double(count) }

  /// Adds the difference of a further sample.
  public mutating func merge(_ other: TensorDifference) {
    count += other.count
    differingCount += other.differingCount
    largestSteps = max(largestSteps, other.largestSteps)
    histogram.merge(other.histogram)
    largestDifference = max(largestDifference, other.largestDifference)
    largestReference = max(largestReference, other.largestReference)
  }

  /// This difference, judged as if the reference had elements of this magnitude: that of the values from which it was
  /// computed, where an activation has cut them.
  public func judged(atMagnitude magnitude: Double) -> TensorDifference {
    var result = self
    if !isIdentical, magnitude.isFinite { result.largestReference = max(largestReference, magnitude) }
    return result
  }

  /// This difference with that of a further sample.
  public func merged(with other: TensorDifference) -> TensorDifference {
    var result = self
    result.merge(other)
    return result
  }

  private mutating func addSteps(_ reference: Tensor, _ prediction: Tensor) {
    switch reference.elementType {
    case .int8: addIntegers(reference, prediction, Int8.self)
    case .uint8, .bool: addIntegers(reference, prediction, UInt8.self)
    case .int16: addIntegers(reference, prediction, Int16.self)
    case .uint16: addIntegers(reference, prediction, UInt16.self)
    case .int32: addIntegers(reference, prediction, Int32.self)
    case .uint32: addIntegers(reference, prediction, UInt32.self)
    case .int64: addIntegers(reference, prediction, Int64.self)
    case .uint64: addIntegers(reference, prediction, UInt64.self)
    case .int4: for (a, b) in zip(reference.doubles(), prediction.doubles()) { add(Int(b - a)) }
    case .float16:
      addFloats(reference.array(of: UInt16.self), prediction.array(of: UInt16.self), infinity: 0x7C00)
    case .float32:
      addFloats(reference.array(of: UInt32.self), prediction.array(of: UInt32.self), infinity: 0x7F80_0000)
    case .float64:
      addFloats(
        reference.array(of: UInt64.self), prediction.array(of: UInt64.self), infinity: 0x7FF0_0000_0000_0000)
    }
  }

  private mutating func addIntegers<T: FixedWidthInteger & BitwiseCopyable>(
    _ reference: Tensor, _ prediction: Tensor, _ type: T.Type
  ) {
    reference.withUnsafeBytes { first in
      prediction.withUnsafeBytes { second in
        let a = first.bindMemory(to: type)
        let b = second.bindMemory(to: type)
        // Eight-bit tensors are what there are most of; a plain array counts their few possible differences.
        var tally = [Int](repeating: 0, count: T.bitWidth == 8 ? 511 : 0)
        var index = 0
        while index < count {
          if a[index] != b[index] {
            if T.bitWidth == 8 {
              tally[Int(truncatingIfNeeded: b[index]) &- Int(truncatingIfNeeded: a[index]) &+ 255] &+= 1
            } else {
              add(Int(clamping: b[index]).saturatingSubtracting(Int(clamping: a[index])))
            }
          }
          index &+= 1
        }
        for (place, count) in tally.enumerated() where count > 0 { add(place - 255, count: count) }
      }
    }
  }

  /// Steps between floats given as bit patterns: the distance of their places in the order of all floats of the type.
  private mutating func addFloats<T: FixedWidthInteger & UnsignedInteger>(_ a: [T], _ b: [T], infinity: T) {
    let magnitudeMask = T.max >> 1
    func place(_ bits: T) -> Int {
      let magnitude = Int(clamping: bits & magnitudeMask)
      return bits > magnitudeMask ? -magnitude : magnitude
    }
    for (x, y) in zip(a, b) where x != y {
      switch (x & magnitudeMask > infinity, y & magnitudeMask > infinity) {
      case (true, true): break
      case (false, false): add(place(y).saturatingSubtracting(place(x)))
      default: add(.max)
      }
    }
  }

  /// Counts `count` elements that differ by `steps`; none at all when the values are the same (0 and -0).
  private mutating func add(_ steps: Int, count: Int = 1) {
    guard steps != 0 else { return }
    histogram.add(steps, count: count)
    differingCount += count
    largestSteps = max(largestSteps, Int(clamping: steps.magnitude))
  }
}

extension Int {
  fileprivate func saturatingSubtracting(_ other: Int) -> Int {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (self < 0 ? -Int.max : Int.max) : difference
  }
}

extension UnsafeRawBufferPointer {
  /// Bytewise equality by the C library, which unoptimised Swift code cannot match in speed.
  fileprivate func elementsEqual(fastly other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count, let a = baseAddress, let b = other.baseAddress else { return count == other.count }
    return memcmp(a, b, count) == 0
  }
}

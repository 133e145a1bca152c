import EdgeModel
import Testing

@Suite("Element types")
struct ElementTypeTests {
  @Test("bytes are counted in whole bytes, packed elements rounded up", arguments: ElementType.allCases)
  func byteCounts(type: ElementType) {
    #expect(type.byteCount(of: 0) == 0)
    #expect(type.byteCount(of: 16) == 2 * type.bitWidth)
    #expect(type.byteCount(of: 3) == (3 * type.bitWidth + 7) / 8)
  }

  @Test("two int4 elements share a byte")
  func packed() { #expect((0...5).map { ElementType.int4.byteCount(of: $0) } == [0, 1, 1, 2, 2, 3]) }

  @Test("counts that Int cannot hold have no size", arguments: [ElementType.int4, .int8, .float64])
  func overflow(type: ElementType) {
    #expect(type.byteCount(of: .max) == nil)
    #expect(type.byteCount(of: -1) == nil)
  }

  @Test("a type is of integers, of floats, or of truth values", arguments: ElementType.allCases)
  func kinds(type: ElementType) {
    #expect([type.isInteger, type.isFloatingPoint, type == .bool].count { $0 } == 1)
    // Only uint64 reaches beyond Int64.
    #expect((type.integerRange != nil) == (type.isInteger && type != .uint64))
  }

  @Test("ranges of integers are those of their bits", arguments: ElementType.allCases)
  func ranges(type: ElementType) throws {
    guard let range = type.integerRange else { return }
    let isSigned = range.lowerBound < 0
    #expect(isSigned != type.rawValue.hasPrefix("u"))
    let width = type.bitWidth
    #expect(range.upperBound == (isSigned ? Int64.max >> (64 - width) : Int64((UInt64(1) << UInt64(width)) - 1)))
    #expect(range.lowerBound == (isSigned ? Int64.min >> (64 - width) : 0))
  }
}

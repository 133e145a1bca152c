import EdgeModel
import Testing

@Suite("Operators that are refused")
struct RefusedOperatorTests {
  @Test("are counted by kind and reason, the most frequent first, and three of each are named")
  func summary() {
    let uint8 = (2..<7).map {
      RefusedOperator(index: $0, kind: "CONV_2D", tensor: "y\($0)", reason: "weights are uint8, not int8")
    }
    let others = [
      RefusedOperator(index: 9, kind: "CONV_2D", tensor: "z", reason: "bias is int64, not int32"),
      RefusedOperator(index: 1, kind: "WHERE", tensor: "", reason: "not supported"),
      RefusedOperator(index: 0, kind: "ABS", tensor: String(repeating: "n", count: 90) + "!", reason: "input is int16"),
    ]
    #expect(
      (others + uint8.reversed()).summary == """
        8 operators cannot be run:
          5 CONV_2D: weights are uint8, not int8 (#2 y2, #3 y3, #4 y4 and 2 more)
          1 ABS: input is int16 (#0 ...\(String(repeating: "n", count: 39))!)
          1 WHERE: not supported (#1)
          1 CONV_2D: bias is int64, not int32 (#9 z)
        """)
    #expect(Array(uint8.prefix(1)).summary.hasPrefix("1 operator cannot be run:\n"))
  }
}

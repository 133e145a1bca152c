import EdgeModel
import EdgePlanner
import EdgeTestSupport
import Foundation
import Testing

/// Operators of one 8-bit value become tables of 256 bytes.
@Suite("Tables")
struct TableTests {
  private static let input = Quantization(scale: 0.05, zeroPoint: 10)
  private static let sigmoid = Quantization(scale: 1.0 / 256, zeroPoint: -128)

  /// The table of a chain of operators, by stored input value from -128 on.
  private func table(
    _ chain: [(OperatorKind, Quantization)], _ arithmetic: Arithmetic = .litert, count: Int = 16,
    from: Quantization = input
  ) throws -> [Int] {
    let b = CaseBuilder(seed: 1)
    var x = b.int8Input([1, count], from)
    for (kind, q) in chain { x = b.op(kind, [x], [1, count], .int8, q) }
    let graph = b.finish("table", outputs: [x]).graph
    let plan = try ExecutionPlan(lowering: graph, options: PlanOptions(arithmetic: arithmetic))
    let tables = plan.constants.filter { $0.role == .table }
    try #require(tables.count == 1 && tables[0].byteCount == 256 && plan.steps.count == 1)
    let storage = tables[0].storage
    return withExtendedLifetime(storage) {
      (-128...127).map { Int(Int8(bitPattern: storage.bytes[Int(UInt8(bitPattern: Int8($0)))])) }
    }
  }

  @Test("a table holds the function's values, rounded to the grid of the result", arguments: Arithmetic.allCases)
  func values(arithmetic: Arithmetic) throws {
    let functions: [(OperatorKind, Quantization, (Double) -> Double)] = [
      (.logistic, Self.sigmoid, { 1 / (1 + exp(-$0)) }),
      (.tanh, Quantization(scale: 1.0 / 128, zeroPoint: 0), { tanh($0) }),
      (.relu, Quantization(scale: 0.06, zeroPoint: -20), { max($0, 0) }),
      (.relu6, Quantization(scale: 0.06, zeroPoint: -20), { min(max($0, 0), 6) }),
      (.leakyRelu(alpha: 0.25), Quantization(scale: 0.05, zeroPoint: 0), { $0 < 0 ? $0 / 4 : $0 }),
      (.quantize, Quantization(scale: 0.09, zeroPoint: 3), { $0 }),
    ]
    for (kind, q, function) in functions {
      let table = try table([(kind, q)], arithmetic)
      for (stored, value) in zip(-128...127, table) {
        let real = Double(Self.input.scale) * Double(stored - Self.input.zeroPoint)
        let exact = function(real) / Double(q.scale) + Double(q.zeroPoint)
        // LiteRT keeps 8 bits of slopes, which are half a step in a hundred more than rounding.
        #expect(abs(Double(value) - min(max(exact, -128), 127)) <= 1, "\(kind.name) of \(stored)")
      }
    }
  }

  @Test("the table of a chain is the tables of its parts one after the other", arguments: Arithmetic.allCases)
  func chains(arithmetic: Arithmetic) throws {
    let wide = Quantization(scale: 0.0047, zeroPoint: -101)
    let tangent = Quantization(scale: 1.0 / 128, zeroPoint: 0)
    let first = try table([(.logistic, Self.sigmoid)], arithmetic)
    let second = try table([(.quantize, wide)], arithmetic, from: Self.sigmoid)
    let third = try table([(.tanh, tangent)], arithmetic, from: wide)
    let whole = try table([(.logistic, Self.sigmoid), (.quantize, wide), (.tanh, tangent)], arithmetic)
    #expect(whole == first.map { third[second[$0 + 128] + 128] })
  }

  @Test("requantizing to the same grid changes nothing", arguments: Arithmetic.allCases)
  func identity(arithmetic: Arithmetic) throws {
    #expect(try table([(.quantize, Self.input)], arithmetic) == Array(-128...127))
  }

  @Test("LiteRT's arithmetic rounds a quotient once, the reference twice")
  func roundings() throws {
    let q = Quantization(scale: 4 * Self.input.scale, zeroPoint: 0)
    let (litert, reference) = (try table([(.quantize, q)], .litert), try table([(.quantize, q)], .reference))
    let distances = (-128...127).map { $0 - Self.input.zeroPoint }
    // A quarter, ties up.
    #expect(litert == distances.map { ($0 + 2) >> 2 })
    // Half, ties up, and half of that, ties away from zero.
    #expect(reference == distances.map { Int((Double(($0 + 1) >> 1) / 2).rounded(.toNearestOrAwayFromZero)) })
  }

  @Test("equal tables are stored once")
  func shared() throws {
    let b = CaseBuilder(seed: 2)
    let (x, y) = (b.int8Input([1, 32], Self.input), b.int8Input([1, 32], Self.input))
    let results = [x, y].map { b.op(.logistic, [$0], [1, 32], .int8, Self.sigmoid) }
    let plan = try ExecutionPlan(lowering: b.finish("two", outputs: results).graph)
    #expect(plan.steps.count == 2 && plan.constants.count { $0.role == .table } == 1)
  }
}

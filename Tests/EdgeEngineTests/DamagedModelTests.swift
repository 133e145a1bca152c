import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeSystem
import EdgeTestSupport
import Testing

/// Damaged files that the reader still accepts must be refused or run without harm by what comes after it.
@Suite("Damaged models")
struct DamagedModelTests {
  @Test("planning and running mutated models never traps", arguments: [1, 2, 3, 4] as [UInt64])
  func mutations(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let cases = OperatorCases.int8(seed: seed) + OperatorCases.float32(seed: seed)
    var ran = 0
    for c in cases {
      let original = try TFLiteWriter.write(c.graph)
      for _ in 0..<20 {
        var bytes = original
        for _ in 0..<random.int(1...4) {
          let position = random.int(0...bytes.count - 1)
          if random.int(0...1) == 0 {
            bytes[position] ^= 1 << UInt8(random.int(0...7))
          } else {
            bytes[position] = UInt8(truncatingIfNeeded: random.next())
          }
        }
        guard let model = try? TFLiteReader.read(ByteRegion(copying: bytes)),
          let plan = try? ExecutionPlan(lowering: model.graph.prepared()),
          let engine = try? Engine(plan: plan, options: .init(memoryLimit: 32 << 20))
        else { continue }
        EngineSession(engine: engine).run()
        ran += 1
      }
    }
    #expect(ran > 100, "the mutations should leave many models runnable")
  }
}

import EdgeModel
import Foundation
import Testing

@Suite("Quantization")
struct QuantizationTests {
  @Test("one scale is per tensor, several are per channel")
  func channels() {
    let one = Quantization(scale: 0.25, zeroPoint: -7)
    #expect(!one.isPerChannel && one.scale == 0.25 && one.zeroPoint == -7 && one.scales == [0.25])
    let many = Quantization(scales: [0.5, 0.25], zeroPoints: [0, 1], axis: 3)
    #expect(many.isPerChannel && many.scale == 0.5 && many.zeroPoint == 0 && many.axis == 3)
  }

  @Test("survives JSON to the last bit")
  func coding() throws {
    let q = Quantization(scales: [0.1, 0x1.FFFFFEp-100], zeroPoints: [-128, 127], axis: 2)
    #expect(try JSONDecoder().decode(Quantization.self, from: JSONEncoder().encode(q)) == q)
  }
}

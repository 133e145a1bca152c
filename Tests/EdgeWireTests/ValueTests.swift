import EdgeWire
import Testing

@Suite struct ValueTests {
  static let formats: [(TensorFormat, UInt32)] = [
    (.float32, 0x0082_1040), (.float16, 0x0082_0840), (.float64, 0x0082_2040), (.bool, 0x0006_0440),
    (.integer(bitCount: 8, isSigned: false), 0x0004_0440), (.integer(bitCount: 8, isSigned: true), 0x0084_0440),
    (.integer(bitCount: 16, isSigned: true), 0x0084_0840), (.integer(bitCount: 32, isSigned: true), 0x0084_1040),
    (.integer(bitCount: 64, isSigned: false), 0x0004_2040), (.integer(bitCount: 1, isSigned: true), 0x0084_00C0),
    (TensorFormat(kind: .integer, isSigned: true, bitCount: 16, fractionBits: 15), 0x0084_084F),
    (TensorFormat(kind: .fixedPoint, isSigned: true, bitCount: 16, fractionBits: -5), 0x009E_083B),
  ]

  @Test(arguments: formats)
  func tensorFormatsHaveTheirDocumentedWords(_ format: TensorFormat, _ word: UInt32) {
    #expect(format.rawValue == word)
    let again = TensorFormat(
      kind: format.kind, isSigned: format.isSigned, bitCount: format.bitCount, fractionBits: format.fractionBits)
    #expect(again == format)
  }

  @Test func runtimeIdentifierOfARealBoardSplits() {
    let identifier = RuntimeIdentifier(rawValue: 0x0601_0004)
    #expect(identifier.runtime == .neuralART)
    #expect(identifier.toolchain == .gcc)
    #expect(identifier.unavailable == [.parameters, .macs])
    #expect(identifier.interface == 0)
  }

  @Test func checksumsMatchTheirPublishedCheckValues() {
    let digits = Array("123456789".utf8)
    #expect(digits.withUnsafeBytes { BSDChecksum($0) }.value == 0xD16F)
    var crc = CRC32()
    for digit in digits { crc.update(digit) }
    #expect(crc.value == 0xCBF4_3926)
  }

  @Test func textsAreCutBetweenCharacters() {
    let text = String(repeating: "a", count: 126) + "µ"
    #expect(WireText(text).string == String(repeating: "a", count: 126))
    #expect(WireText(String(repeating: "b", count: 127)).count == 127)
  }

  @Test func shapeFormatsSplit() {
    let format = ShapeFormat(order: .stAI, flags: ShapeFormat.channelLast | ShapeFormat.hasBatch, rank: 4)
    #expect(format.rawValue == 0x6400_0004)
    #expect(format.order == .stAI && format.hasBatch && format.rank == 4)
  }
}

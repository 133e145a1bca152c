import EdgeDrivers
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeWire
import Testing

@Suite struct BoardDescriptionTests {
  private func text(_ string: String) -> WireText {
    Array(string.utf8).withUnsafeBytes { WireText(truncating: $0) }
  }

  private func words(_ elements: [UInt32]) -> WordList {
    var list = WordList()
    for element in elements { _ = list.append(element) }
    return list
  }

  private func model(
    runtime: UInt32, description: String, version: UInt32 = 0x0A01_0000, configuration: [(String, String)] = []
  ) throws -> BoardModel {
    var model = try BoardModel(
      ModelMessage(
        name: text("net"), runtime: RuntimeIdentifier(rawValue: runtime), runtimeVersion: version,
        runtimeDescription: text(description), tensors: EncodedTensors(range: 0..<0)), bytes: [])
    model.configuration = configuration.map { (key: $0.0, value: $0.1) }
    return model
  }

  private func describe(
    device: UInt32, cache: UInt32, extra: [UInt32] = [], models: [BoardModel] = []
  ) -> BoardDescription {
    BoardDescription(
      identity: BoardIdentity(
        generation: .second, protocolVersion: 0x301, capabilities: [.observer],
        runtime: RuntimeIdentifier(rawValue: 0x10004),
        system: SystemInformationMessage(
          deviceIdentifier: device, systemClock: 800_000_000, busClock: 400_000_000, cacheConfiguration: cache,
          extra: words(extra))),
      models: models)
  }

  @Test func anN6BoardReadsAsInItsLog() throws {
    let board = describe(
      device: 0x486, cache: 0x0501_0C00, extra: [0, 1_000_000_000, 900_000_000, 0],
      models: [try model(runtime: 0x0601_0004, description: "atonn-v1.1.1-14-ge619e860 ae536891")])
    #expect(board.device == "stm32 family - 0x486 - STM32N6xx @800/400MHz")
    #expect(board.runtime == "ST Neural ART (LL_ATON api)")
    #expect(board.compiler == "GCC")
    #expect(board.runtimeLibrary == "atonn-v1.1.1-14-ge619e860 (optimized SW lib v10.1.0-ae536891 GCC)")
    #expect(board.attributes == ["fpu", "core_icache", "core_dcache", "npu_freq=1000MHz", "nic_freq=900MHz"])
    let logging = describe(
      device: 0x486, cache: 0x0501_0C01,
      models: [
        try model(
          runtime: 4, description: "",
          configuration: [
            ("version", "1.0"), ("mcu_freq", "800000000"), ("npu_cache", "1"), ("npu_freq", "1000000000"),
          ])
      ])
    #expect(
      logging.attributes.suffix(4) == ["npu_cache", "npu_cache=1", "mcu_freq=800MHz", "npu_freq=1000MHz"])
  }

  @Test func shortExtrasAndUnknownNumbersAreHarmless() {
    #expect(
      describe(device: 0x486, cache: 0x0500_0000, extra: [0, 1_000_000_000]).attributes == [
        "no_fpu", "npu_freq=1000MHz",
      ])
    #expect(describe(device: 0x486, cache: 0, extra: []).attributes == ["no_fpu"])
    #expect(describe(device: 0xABC, cache: 0).device == "stm32 family - 0xABC - unknown device @800/400MHz")
    #expect(describe(device: 0x2643, cache: 0).device.hasPrefix("stellar family - 0x2643 - SR6P3 "))
    #expect(describe(device: 0x450, cache: 0).runtime == "ST Neural ART (LL_ATON api)")
    #expect(describe(device: 0x450, cache: 0).runtimeLibrary == nil)
  }

  @Test func cachesFollowTheSeries() {
    #expect(
      describe(device: 1, cache: 0x0101_0705).attributes == [
        "fpu", "art_lat=5", "art_prefetch", "art_icache", "art_dcache",
      ])
    #expect(
      describe(device: 1, cache: 0x0201_0F07).attributes == [
        "fpu", "art_lat=7", "core_icache", "core_dcache", "art_prefetch", "art_en",
      ])
    #expect(describe(device: 1, cache: 0x0301_0404).attributes == ["fpu", "art_lat=4", "core_icache"])
    #expect(describe(device: 1, cache: 0x0400_0204).attributes == ["no_fpu", "icache"])
  }

  @Test func runtimesAndToolsHaveTheirTexts() throws {
    let stAI = describe(
      device: 1, cache: 0, models: [try model(runtime: 0x0001_0101, description: "GCC 13.3.1 CAFE0001")])
    #expect(stAI.runtime == "ST.AI (st-ai api)")
    #expect(stAI.runtimeLibrary == "v10.1.0-cafe0001 compiled with GCC 13.3.1 (GCC)")
    let lite = describe(device: 1, cache: 0, models: [try model(runtime: 0x0004_0002, description: "tflm 2.5")])
    #expect(lite.runtime == "TFLM (tflm api)")
    #expect(lite.runtimeLibrary == "v10.1.0 from tflm 2.5 (AC6)")
    let relocatable = describe(device: 1, cache: 0, models: [try model(runtime: 0x0002_0506, description: "")])
    #expect(relocatable.runtime == "ST.AI/RELOC (st-ai+reloc api)")
    #expect(relocatable.compiler == "IAR")
  }

  // MARK: Tensors

  private func shape(_ format: UInt8, _ dimensions: [UInt32], bits: UInt32 = 8) -> [Int]? {
    TensorDescriptorMessage(
      format: .integer(bitCount: bits, isSigned: true), elementCount: 0,
      shapeFormat: ShapeFormat(rawValue: UInt32(format) << 24 | UInt32(dimensions.count)),
      dimensions: words(dimensions)
    ).description(fallbackName: "t")?.shape
  }

  @Test func shapesAreBroughtIntoMemoryOrder() {
    #expect(shape(0, [2, 3, 4]) == [2, 3, 4])
    #expect(shape(5, [7]) == [7])
    #expect(shape(4 | 64, [1, 2, 3]) == [1, 2, 3])
    #expect(shape(4 | 64, [2, 3]) == [1, 2, 3])
    #expect(shape(4, [1, 2]) == [1, 1, 2])
    #expect(shape(2, [5]) == [5])
    #expect(shape(2, [1, 10]) == [1, 1, 1, 10])
    #expect(shape(2, [1, 8, 3]) == [1, 8, 1, 3])
    #expect(shape(2, [1, 8, 9, 3]) == [1, 8, 9, 3])
    #expect(shape(1, [6]) == [1, 1, 1, 6])
    #expect(shape(1, [1, 3, 9, 8]) == [1, 8, 9, 3])
    #expect(shape(1, [1, 3, 9, 8, 5]) == [1, 8, 9, 5, 3])
    #expect(shape(1, [1, 3, 9, 8, 5, 6]) == [1, 8, 9, 5, 6, 3])
    #expect(shape(3, [1, 8, 9, 3]) == [1, 3, 8, 9])
    #expect(shape(3, [1, 2, 3, 4, 5]) == [1, 2, 5, 3, 4])
    #expect(shape(3, [1, 2, 3, 4, 5, 6]) == [1, 2, 3, 6, 4, 5])
    #expect(shape(3, [1, 2]) == nil)
    #expect(shape(0, [4_000_000_000, 4_000_000_000, 4_000_000_000]) == nil)
    #expect(shape(0, [1, 40], bits: 1) == [1, 2])
  }

  @Test func formatsBecomeTypesAndQuantizations() {
    func describe(_ format: UInt32, scale: Float = 0, zeroPoint: Int32 = 0) -> (ElementType, Quantization?)? {
      TensorDescriptorMessage(
        format: TensorFormat(rawValue: format), elementCount: 4, shapeFormat: ShapeFormat(order: .undefined, rank: 1),
        dimensions: words([4]), scale: scale, zeroPoint: zeroPoint
      ).description(fallbackName: "t").map { ($0.elementType, $0.quantization) }
    }
    #expect(describe(0x0082_1040)?.0 == .float32)
    #expect(describe(0x0182_1040)?.0 == .float32)
    #expect(describe(0x0082_0840)?.0 == .float16)
    #expect(describe(0x0006_0440)?.0 == .bool)
    #expect(describe(0x0084_0440, scale: 0.5, zeroPoint: -7)! == (.int8, Quantization(scale: 0.5, zeroPoint: -7)))
    #expect(describe(0x0004_0440)! == (.uint8, nil))
    #expect(describe(0x0084_0447)! == (.int8, Quantization(scale: 0.0078125, zeroPoint: 0)))
    #expect(describe(0x009E_083B)! == (.int16, Quantization(scale: 32, zeroPoint: 0)))
    #expect(describe(0x0004_0240) == nil)
    #expect(describe(0x0000_0040) == nil)
  }

  // MARK: Nodes

  @Test func nodesAreNamedByTheirRuntime() {
    #expect(NodeKind.text(0x103, runtime: .stAI) == "Conv2D (0x103)")
    #expect(NodeKind.text(0x1FF, runtime: .stAI) == "511")
    #expect(NodeKind.text(3, runtime: .tensorFlowLiteMicro) == "CONV_2D (3)")
    #expect(NodeKind.text(4, runtime: .neuralART) == "epoch (EC)")
    #expect(NodeKind.text(0x21, runtime: .neuralART) == "epoch (extra HW.2)")
    func name(_ identifier: UInt32, _ runtime: RuntimeIdentifier.Runtime) -> String {
      NodeKind.name(OperatorMessage(flags: .internal, identifier: identifier, duration: 0), index: 5, runtime: runtime)
    }
    #expect(name(9, .stAI) == "ai_node_5")
    #expect(name(3 << 16 | 1, .neuralART) == "EpochBlock_1 -> 3")
    #expect(name(2 << 16 | 2, .neuralART) == "EpochBlock_2")
    #expect(name(0xFFFE_0004, .neuralART) == "EpochBlock_4 (2)")
  }
}

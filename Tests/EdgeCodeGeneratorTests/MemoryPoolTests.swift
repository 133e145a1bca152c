import EdgeCodeGenerator
import EdgeEmulation
import EdgeEngine
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeTestSupport
import Foundation
import Testing

/// Networks in several memories, and with other types at their ends.
@Suite("Memory pools and port types") struct MemoryPoolTests {
  private static let joined = OperatorCase.joined(
    OperatorCases.int8(seed: 4).enumerated().filter { $0.offset % 7 == 0 }.map(\.element), name: "pooled_cases")

  private static func pools(_ sizes: [Int]) throws -> MemoryPoolFile {
    let list = sizes.enumerated().map { #"{"name": "pool\#($0)", "size": \#($1), "speed": \#(9 - $0)}"# }
    return try MemoryPoolFile(Data(#"{"pools": [\#(list.joined(separator: ", "))]}"#.utf8))
  }

  @Test(
    "networks in several pools compute what they do in one, clean under sanitizers",
    .enabled(if: Compilers.sanitizing != nil, "no compiler here links sanitizers"))
  func pooledIsExact() throws {
    let compiler = try #require(Compilers.sanitizing)
    let whole = try PrintedNetwork(Self.joined.graph, name: "whole", inputs: Self.joined.inputs)
    let bytes = whole.design.memory.byteCount
    let network = try PrintedNetwork(Self.joined.graph, name: "pooled", inputs: Self.joined.inputs) {
      $0.memoryPools = try? Self.pools([bytes / 4 / 64 * 64, bytes / 3 / 64 * 64, bytes])
      $0.optimization = .ram
    }
    #expect(network.design.memory.regions.count > 1)
    // Both beside each other in one program.
    let program = try HostProgram([whole, network])
    #expect(try program.differences(compiler, ["-O1"], linkFlags: Compilers.sanitizerFlags) == [])
  }

  @Test("blocks that live at the same time never share bytes, in one pool or in several", arguments: 1...4)
  func blocksAreApart(count: Int) throws {
    var options = GenerationOptions()
    let model = Model(graph: Self.joined.graph, metadata: nil, sha256: "0", fileByteCount: 0, description: "")
    let single = try NetworkDesign(model: model, modelFile: "m.tflite", options: options)
    let bytes = single.memory.byteCount
    let sizes = (0..<count).map { _ in bytes * 3 / 2 / count / 64 * 64 }
    options.memoryPools = try Self.pools(sizes)
    let memory = try NetworkDesign(model: model, modelFile: "m.tflite", options: options).memory
    for (region, size) in zip(memory.regions, sizes) { #expect(region.byteCount <= size) }
    for i in memory.blocks.indices {
      let a = memory.blocks[i]
      #expect(a.offset % 64 == 0 && a.offset + a.byteCount <= memory.regions[memory.regionOfBlock[i]].byteCount)
      for j in memory.blocks.indices[..<i] {
        let b = memory.blocks[j]
        let isApart =
          memory.regionOfBlock[i] != memory.regionOfBlock[j] || !a.overlaps(b) || a.offset + a.byteCount <= b.offset
          || b.offset + b.byteCount <= a.offset
        #expect(isApart)
      }
    }
  }

  @Test("a network that fits nowhere is refused with the node and tensors that set the peak")
  func shortage() throws {
    let model = Model(graph: Self.joined.graph, metadata: nil, sha256: "0", fileByteCount: 0, description: "")
    var options = GenerationOptions()
    options.memoryPools = try Self.pools([128, 128])
    options.memoryPoolFile = "pools.json"
    let error = #expect(throws: GenerationError.self) {
      try NetworkDesign(model: model, modelFile: "m.tflite", options: options)
    }
    guard case .shortage(let shortage)? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(shortage.isCertain && shortage.available == 256 && !shortage.occupants.isEmpty)
    #expect(shortage.description.contains("pools.json (pool0, pool1) has 256"))
    options.memoryPools = nil
    options.flashLimit = 64
    let weights = #expect(throws: GenerationError.self) {
      try NetworkDesign(model: model, modelFile: "m.tflite", options: options)
    }
    #expect(weights?.description.contains("--flash allows 64; the largest:") == true)
  }

  /// uint8 in, an addition in int8, float out.
  private func model() -> (Model, CaseBuilder) {
    let b = CaseBuilder(seed: 8)
    let q = Quantization(scale: 0.02, zeroPoint: 131)
    let x = b.input([1, 6], .uint8, q)
    let stored = b.op(.quantize, [x], [1, 6], .int8, Quantization(scale: 0.02, zeroPoint: 3))
    let sum = b.op(.add(.none), [stored, stored], [1, 6], .int8, Quantization(scale: 0.05, zeroPoint: -4))
    let real = b.op(.dequantize, [sum], [1, 6], .float32)
    let graph = b.finish("ports", outputs: [real]).graph
    return (Model(graph: graph, metadata: nil, sha256: "0", fileByteCount: 0, description: ""), b)
  }

  @Test(
    "inputs and outputs take the type asked for, with the codes of the same real values", arguments: PortType.allCases)
  func portTypes(type: PortType) throws {
    var options = GenerationOptions()
    options.inputType = type
    options.outputType = type
    let design = try NetworkDesign(model: model().0, modelFile: "m.tflite", options: options)
    let (input, output) = (design.plan.inputs[0], design.plan.outputs[0])
    #expect(input.elementType.rawValue == type.rawValue && output.elementType.rawValue == type.rawValue)
    let zeros: [PortType: (Int?, Int?)] = [.float32: (nil, nil), .int8: (3, -4), .uint8: (131, 124)]
    #expect(input.quantization?.zeroPoint == zeros[type]?.0 && output.quantization?.zeroPoint == zeros[type]?.1)
    // Conversions that the file has are left out rather than followed by their inverse.
    let kinds: [PortType: String] = [
      .int8: "ADD", .uint8: "QUANTIZE+ADD+QUANTIZE", .float32: "QUANTIZE+QUANTIZE+ADD+DEQUANTIZE",
    ]
    #expect(design.plan.nodes.map(\.kind).joined(separator: "+") == kinds[type])
    // Numbers of added operators are their own.
    let sources = design.plan.nodes.flatMap(\.sourceOperators)
    #expect(Set(sources).count == sources.count)
    // The same real values in give the same real values out.
    let stored = (0..<6).map { UInt8($0 * 50) }
    let original = try NetworkDesign(model: model().0, modelFile: "m.tflite")
    let values = stored.map { Float(Int($0) - 131) * 0.02 }
    let given: Tensor
    switch type {
    case .float32: given = Tensor(shape: [1, 6], elementType: .float32, values: values)
    case .int8: given = Tensor(shape: [1, 6], elementType: .int8, values: stored.map { Int8(Int($0) - 128) })
    case .uint8: given = Tensor(shape: [1, 6], elementType: .uint8, values: stored)
    }
    let expected = try run(original, Tensor(shape: [1, 6], elementType: .uint8, values: stored))
    #expect(try run(design, given) == expected)
  }

  /// The real values that a design's plan computes.
  private func run(_ design: NetworkDesign, _ input: Tensor) throws -> [Float] {
    let session = EngineSession(engine: try Engine(plan: design.plan))
    try session.setInputs([input])
    session.run()
    return session.outputs()[0].dequantized()
  }

  @Test("a float input that nothing quantizes stays float, and that is said")
  func portTypeRefused() throws {
    let b = CaseBuilder(seed: 9)
    let x = b.input([1, 4], .float32)
    let graph = b.finish("floats", outputs: [b.op(.relu, [x], [1, 4], .float32)]).graph
    let model = Model(graph: graph, metadata: nil, sha256: "0", fileByteCount: 0, description: "")
    var options = GenerationOptions()
    options.inputType = .int8
    let error = #expect(throws: GenerationError.self) {
      try NetworkDesign(model: model, modelFile: "m.tflite", options: options)
    }
    #expect(error?.description == "input input_0 is float32 without a scale of its own and cannot become int8")
  }

  @Test("sizes are read in the forms that files use")
  func sizes() throws {
    let text = #"""
      {"memory": {"mempools": [
        {"fname": "a", "size": {"value": "2", "magnitude": "KBYTES"}, "offset": {"value": "0x10", "magnitude": "BYTES"},
         "prop": {"rights": "ACC_WRITE", "throughput": "LOW", "latency": "HIGH"}},
        {"name": "b", "size": "0x100", "prop": {"throughput": "HIGH"}}, {"name": "c", "size": 77, "address": 64},
        {"name": "d", "size": "1M", "prop": {"rights": "ACC_READ"}}]}}
      """#
    let file = try MemoryPoolFile(Data(text.utf8))
    #expect(file.pools.map(\.name) == ["b", "c", "a"] && file.pools.map(\.byteCount) == [256, 77, 2048])
    #expect(file.pools.map(\.address) == [nil, 64, 16] && file.constantPools.map(\.byteCount) == [1 << 20])
    #expect(ByteCount.parse("512 KiB") == 524_288 && ByteCount.parse("1.5M") == nil && ByteCount.parse("-1") == nil)
    #expect(ByteCount.parse("9999999999999999999") == nil && ByteCount.parse("9999999999999M") == nil)
  }
}

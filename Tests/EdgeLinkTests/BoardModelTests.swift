import EdgeDrivers
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeTestSupport
import EdgeWire
import Foundation
import Testing

/// A real network behind the link: the board must give what the engine gives, bit for bit.
@Suite(.enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct BoardModelTests {
  @Test(arguments: [LinkKind.all[0], LinkKind.all[4]])
  func aBoardGivesTheEnginesResultsBitForBit(_ kind: LinkKind) async throws {
    let path = SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite")
    let engine = try await Drivers.connect("native:\(path)")
    let direct = try await engine.makeSession()
    let description = try #require(direct.inputs.first)
    let bytes = GoldenInput.weyl.bytes(height: description.shape[1], width: description.shape[2])
    let input = Tensor(
      shape: description.shape, elementType: description.elementType, quantization: description.quantization,
      values: description.elementType == .int8 ? bytes.map { $0 &- 128 } : bytes)
    let expected = try await direct.invoke([input])

    let bench = try await BoardBench(engine, generation: kind.generation) {
      $0.largePacketByteCount = kind.largePacketByteCount
    }
    let board = try await BoardRunner(transport: bench.line.host(), driver: "test")
    #expect(board.models[0].inputs.map(\.shape) == engine.models[0].inputs.map(\.shape))
    #expect(board.models[0].inputs.map(\.quantization) == engine.models[0].inputs.map(\.quantization))
    #expect(board.models[0].outputs.map(\.elementType) == engine.models[0].outputs.map(\.elementType))
    let session = try await board.makeSession()
    let result = try await session.invoke([input])
    #expect(result.outputs.map(\.shape) == expected.outputs.map(\.shape))
    for (given, wanted) in zip(result.outputs, expected.outputs) {
      #expect(given.withUnsafeBytes { Array($0) } == wanted.withUnsafeBytes { Array($0) })
    }
    let nodes = try await session.invoke([input], mode: .perLayer, observer: nil).profile.nodes[0]
    #expect(nodes.count == board.models[0].nodeCount)
    #expect(nodes.allSatisfy { $0.cycles != nil })
    await board.close()
    await bench.stop()
    await engine.close()
  }
}

import EdgeDrivers
import EdgeEngine
import EdgeFirmware
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeRunner
import EdgeTestSupport
import EdgeWire
import Foundation
import Testing

/// Firmware in the emulator, spoken to over its serial line.
@Suite("Firmware", .enabled(if: VirtualBoard.isAvailable, Comment(rawValue: VirtualBoard.whyAbsent)))
struct FirmwareTests {
  private static let boards = BoardSpecification.all.filter { $0.emulator != nil }.map(\.name)

  /// A small network of many operators.
  private static func sample() throws -> OperatorCase {
    OperatorCase.joined(Array(OperatorCases.int8(seed: 1).prefix(6)), name: "sample")
  }

  private static func model(_ sample: OperatorCase) -> FirmwareModel {
    FirmwareModel(
      name: sample.name, file: "\(sample.name).tflite",
      model: Model(
        graph: sample.graph, metadata: nil, sha256: String(repeating: "0", count: 64), fileByteCount: 0,
        description: ""))
  }

  @Test("tells who it is and what it serves, runs, and gives the engine's results for every node", arguments: boards)
  func computes(board: String) async throws {
    let sample = try Self.sample()
    let virtual = try VirtualBoard(board, [Self.model(sample)])
    let link = try virtual.link()
    let identity = try await link.connect()
    #expect(identity.generation == .third)
    #expect(identity.system.deviceIdentifier == virtual.image.board.deviceIdentifier)
    #expect(identity.capabilities.isSuperset(of: [.observer, .memoryAccess, .selfTest]))
    let models = try await link.models()
    #expect(models.map(\.name) == ["sample"])
    let inputs = sample.inputs.map { $0.withUnsafeBytes { [UInt8]($0) } }
    let run = try await link.run(
      BoardRunOrder(modelName: "sample", parameters: .perLayerWithData, inputs: inputs))
    let expected = try EngineResults(sample.graph, inputs: sample.inputs)
    #expect(run.outputs.map(\.bytes) == expected.outputs)
    #expect(run.nodes.map { $0.tensors.map(\.bytes) } == expected.nodes)
    #expect(run.model.counters.count == 2 && run.model.counters[0] > 0)
    #expect(run.model.stackUsed > 0 && run.model.stackUsed < Int32(virtual.image.board.stackByteCount))
    await link.close()
  }
}

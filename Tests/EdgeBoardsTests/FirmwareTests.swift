import EdgeBoards
import EdgeEngine
import EdgeFormats
import EdgeLink
import EdgeModel
import EdgePlanner
import EdgeRunner
import EdgeSystem
import EdgeTestSupport
import EdgeWire
import Foundation
import Testing

/// Firmware in the emulator, spoken to over its serial line.
@Suite("Firmware", .enabled(if: VirtualBoard.isAvailable, Comment(rawValue: VirtualBoard.whyAbsent)))
struct FirmwareTests {
  private static let boards = BoardSpecification.all.filter { $0.emulator != nil }.map(\.name)

  @Test("tells who it is and what it serves, runs, and gives the engine's results for every node", arguments: boards)
  func computes(board: String) async throws {
    let sample = try SampleFirmware(board: board)
    let link = try sample.virtual.link()
    let identity = try await link.connect()
    #expect(identity.generation == .third)
    #expect(identity.system.deviceIdentifier == sample.virtual.image.board.deviceIdentifier)
    #expect(identity.capabilities.isSuperset(of: [.observer, .memoryAccess, .selfTest]))
    let models = try await link.models()
    #expect(models.map(\.name) == ["sample"])
    var order = sample.order
    order.parameters.insert(.perLayerWithData)
    let run = try await link.run(order)
    #expect(run.outputs.map(\.bytes) == sample.expected.outputs)
    #expect(run.nodes.map { $0.tensors.map(\.bytes) } == sample.expected.nodes)
    #expect(run.model.counters.count == 2 && run.model.counters[0] > 0)
    #expect(run.model.stackUsed > 0 && run.model.stackUsed < Int32(sample.virtual.image.board.stackByteCount))
    await link.close()
  }

  @Test("serves several networks that share their working memory")
  func severalNetworks() async throws {
    let sample = try SampleFirmware(board: "qemu-mps2-an500")
    let virtual = try VirtualBoard(
      "qemu-mps2-an500", [SampleFirmware.model(name: "first"), SampleFirmware.model(name: "second")])
    #expect(virtual.image.networks == ["first", "second"])
    #expect(virtual.image.memory.used(.activations) == sample.virtual.image.memory.used(.activations))
    #expect(virtual.image.memory.used(.weights) == 2 * sample.virtual.image.memory.used(.weights))
    let link = try virtual.link()
    #expect(try await link.models().map(\.name) == ["first", "second"])
    for name in ["second", "first", "second"] {
      var order = sample.order
      order.modelName = name
      #expect(try await link.run(order).outputs.map(\.bytes) == sample.expected.outputs)
    }
    await link.close()
  }
}

/// What firmware cannot be built for.
@Suite("Building firmware", .enabled(if: VirtualBoard.isAvailable, Comment(rawValue: VirtualBoard.whyAbsent)))
struct FirmwareBuildTests {
  private func failure(_ board: BoardSpecification, _ models: [FirmwareModel]) throws -> FirmwareError? {
    let folder = try TemporaryFolder()
    let builder = try FirmwareBuilder()
    let error = #expect(throws: FirmwareError.self) {
      try builder.build(board: board, models: models, workspace: folder.url.path)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("firmware.elf").path))
    return error
  }

  @Test(
    "what does not fit is told with the region and the missing bytes", arguments: BoardSpecification.MemoryKind.allCases
  )
  func doesNotFit(kind: BoardSpecification.MemoryKind) throws {
    var board = try BoardSpecification.named("qemu-mps3-an547")
    let position = try #require(board.memory.firstIndex { $0.kind == kind })
    board.memory[position].size = 1024
    guard case .doesNotFit(let region, let needed, _)? = try failure(board, [SampleFirmware.model()]) else {
      Issue.record("another error")
      return
    }
    #expect(region.kind == kind)
    #expect(needed > 1024)
  }

  @Test("no networks and networks of one name are refused")
  func names() throws {
    let board = try BoardSpecification.named("qemu-mps3-an547")
    #expect(try failure(board, [])?.description.contains("at least one") == true)
    let twice = [SampleFirmware.model(), SampleFirmware.model(name: "Sample")]
    #expect(try failure(board, twice)?.description.contains("two networks") == true)
  }

  @Test("firmware for boards that cannot be emulated is built, with its memory accounted for")
  func builds() throws {
    let folder = try TemporaryFolder()
    let board = try BoardSpecification.named("stm32n6570-dk")
    let image = try FirmwareBuilder().build(board: board, models: [SampleFirmware.model()], workspace: folder.url.path)
    let elf = try FirmwareBuilder.read(image.elfPath)
    #expect(elf.loadedBytes(at: board.vectorTableAddress + 4, count: 4)?.load(UInt8.self, at: 0).map { $0 & 1 } == 1)
    for region in image.memory.regions { #expect(region.used > 0 && region.used <= region.size) }
    let allocated = elf.sections.filter { $0.flags.contains(.allocate) && $0.size > 0 }
    #expect(image.memory.regions.flatMap(\.sections).count { $0.name != "initial values" } == allocated.count)
  }

  @Test(
    "names of networks are made of file names",
    arguments: [
      ("a/yolov8n-192 (int8).tflite", "yolov8n_192_int8"), ("2nd.tflite", "network_2nd"), ("__x__y.tflite", "x_y"),
      ("é.tflite", "network"), (".tflite", "tflite"),
    ])
  func modelNames(file: String, name: String) {
    #expect(FirmwareModel.name(forFile: file) == name)
    #expect(FirmwareModel.name(forFile: file, avoiding: [name.uppercased()]) == name + "_2")
  }
}

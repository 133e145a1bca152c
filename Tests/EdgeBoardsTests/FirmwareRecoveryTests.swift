import EdgeBoards
import EdgeFormats
import EdgeLink
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import EdgeWire
import Foundation
import Synchronization
import Testing

/// What becomes of firmware when nodes fault, weights rot, lines bring noise and hosts vanish.
@Suite("Firmware in trouble", .enabled(if: VirtualBoard.isAvailable, Comment(rawValue: VirtualBoard.whyAbsent)))
struct FirmwareRecoveryTests {
  private static let board = Result { try SampleFirmware(board: "qemu-mps3-an547") }

  /// Instructions that a node's function is overwritten with.
  enum Sabotage: String, Sendable, CaseIterable {
    case undefined, endless, overflow, wildAccess

    var code: [UInt16] {
      switch self {
      case .undefined: [0xDE00]
      // Branches to itself.
      case .endless: [0xE7FE]
      // Pushes eight registers again and again.
      case .overflow: [0xB4FF, 0xE7FD]
      // Loads from an address where nothing is: movs r0, #0x1F; lsls r0, r0, #24; ldr r0, [r0]; branch to itself.
      case .wildAccess: [0x201F, 0x0600, 0x6800, 0xE7FE]
      }
    }

    var report: String {
      switch self {
      case .undefined: "usage fault at 0x"
      case .endless: "watchdog: node took too long"
      case .overflow: " fault at 0x"
      case .wildAccess: "bus fault at 0x"
      }
    }

    var bytes: [UInt8] { code.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] } }
  }

  @Test("a node that faults is named, and the board serves on", arguments: Sabotage.allCases)
  func faults(sabotage: Sabotage) async throws {
    let sample = try Self.board.get()
    let link = try sample.virtual.link()
    _ = try await link.run(sample.order)
    let symbol = try #require(sample.virtual.elf.symbol("node_0"))
    let address = UInt32(symbol.value) & ~1
    let original = try #require(sample.virtual.elf.loadedBytes(at: address, count: sabotage.bytes.count)).array()
    try await link.writeMemory(sabotage.bytes, address: address)
    let error = await #expect(throws: LinkError.self) { try await link.run(sample.order) }
    #expect(error?.reason == .refused(.generic, BoardErrorCode.generic.rawValue))
    #expect(error?.boardErrors.first?.contains(sabotage.report) == true, "\(error?.boardErrors ?? [])")
    #expect(error?.boardErrors.last?.hasPrefix("node 0 ") == true)
    #expect(error?.boardErrors.last?.hasSuffix(" of sample") == true)
    try await link.writeMemory(original, address: address)
    for _ in 0..<3 { #expect(try await link.run(sample.order).outputs.map(\.bytes) == sample.expected.outputs) }
    await link.close()
  }

  @Test("a fault outside of the networks restarts the firmware, which tells it to the next host")
  func restarts() async throws {
    let sample = try Self.board.get()
    let link = try sample.virtual.link()
    _ = try await link.run(sample.order)
    let symbol = try #require(sample.virtual.elf.symbol("board_start_counter"))
    let address = UInt32(symbol.value) & ~1
    let original = try #require(sample.virtual.elf.loadedBytes(at: address, count: 2)).array()
    try await link.writeMemory(Sabotage.undefined.bytes, address: address)
    let error = await #expect(throws: LinkError.self) { try await link.run(sample.order) }
    #expect(error?.reason == .restarted)
    #expect(error?.description.contains("usage fault at 0x") == true, "\(String(describing: error))")
    try await link.writeMemory(original, address: address)
    #expect(try await link.run(sample.order).outputs.map(\.bytes) == sample.expected.outputs)
    await link.close()
  }

  @Test("weights that change in memory are found before they are used")
  func corruptedWeights() async throws {
    let sample = try Self.board.get()
    let link = try sample.virtual.link()
    _ = try await link.run(sample.order)
    let weights = UInt32(try #require(sample.virtual.elf.symbol("sample_weights_image")).value) + 4
    let original = try await link.readMemory(address: weights, byteCount: 1)
    try await link.writeMemory([original[0] ^ 0x10], address: weights)
    for _ in 0..<2 {
      let error = await #expect(throws: LinkError.self) { try await link.run(sample.order) }
      #expect(error?.description.contains("the weights of sample in the board's memory are not those") == true)
    }
    try await link.writeMemory(original, address: weights)
    #expect(try await link.run(sample.order).outputs.map(\.bytes) == sample.expected.outputs)
    await link.close()
  }

  @Test("weights are checked for each network, however many there are")
  func manyNetworks() async throws {
    let tiny = SampleFirmware.tiny
    let names = (0..<34).map { "net\($0)" }
    let virtual = try VirtualBoard("qemu-mps3-an547", names.map { SampleFirmware.model(name: $0, of: tiny) })
    let link = try virtual.link()
    #expect(try await link.models().map(\.name) == names)
    let inputs = tiny.inputs.map { tensor in tensor.withUnsafeBytes { [UInt8]($0) } }
    let expected = try EngineResults(tiny.graph, inputs: tiny.inputs)
    func run(_ name: String) async throws(LinkError) -> [[UInt8]] {
      try await link.run(BoardRunOrder(modelName: name, inputs: inputs)).outputs.map(\.bytes)
    }
    #expect(try await run("net32") == expected.outputs)
    let weights = UInt32(try #require(virtual.elf.symbol("net32_weights_image")).value)
    let original = try await link.readMemory(address: weights, byteCount: 1)
    try await link.writeMemory([original[0] ^ 0x10], address: weights)
    for name in ["net0", "net1", "net33"] { #expect(try await run(name) == expected.outputs) }
    let error = await #expect(throws: LinkError.self) { try await run("net32") }
    #expect(error?.description.contains("the weights of net32 in the board's memory are not those") == true)
    #expect(try await run("net0") == expected.outputs)
    await link.close()
  }

  @Test("memory outside of the board's is refused")
  func foreignMemory() async throws {
    let sample = try Self.board.get()
    let link = try sample.virtual.link()
    for address in [UInt32(0x4000_0000), 0xE000_ED00, 0xFFFF_FFF0] {
      let error = await #expect(throws: LinkError.self) { try await link.readMemory(address: address, byteCount: 32) }
      #expect(error?.reason == .refused(.invalidParameter, BoardErrorCode.invalidParameter.rawValue))
    }
    #expect(try await link.selfTest(0) == 0)
    await link.close()
  }

  @Test("after noise on the line the next request is answered")
  func noise() async throws {
    let sample = try Self.board.get()
    let transport = try sample.virtual.start()
    var random = RandomSource(seed: 5)
    let end = ContinuousClock.now + Duration.seconds(10)
    while ContinuousClock.now < end {
      let bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      try? transport.write(bytes, timeout: .milliseconds(200))
      _ = try? transport.read(atMost: 65_536, timeout: .zero)
    }
    var options = LinkOptions()
    options.timeouts.control = .seconds(5)
    options.verifiesPayloads = false
    let link = BoardLink(transport: transport, options: options)
    #expect(try await link.run(sample.order).outputs.map(\.bytes) == sample.expected.outputs)
    await link.close()
  }
}

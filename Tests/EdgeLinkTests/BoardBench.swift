import EdgeDrivers
import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeWire
import Foundation
import Testing

/// A software board at one end of a simulated line and, when asked, a link at the other.
struct BoardBench {
  let board: SoftwareBoard
  let line: SimulatedLine
  private let serving: Task<TransportError?, Never>

  /// Powers up a board.
  init(
    _ runner: any Runner = ArithmeticRunner(), generation: Generation = .second,
    line: SimulatedLine = SimulatedLine(), configure: (inout SoftwareBoard.Configuration) -> Void = { _ in }
  ) async throws {
    var configuration = SoftwareBoard.Configuration(generation: generation)
    configure(&configuration)
    board = try await SoftwareBoard(runners: [runner], configuration: configuration)
    self.line = line
    let (board, end) = (board, line.board())
    serving = Task { await board.serve(on: end) }
  }

  /// Switches the board off.
  func stop() async {
    serving.cancel()
    line.detachBoard()
    _ = await serving.value
  }

  func link(
    events: DeviceEvents = DeviceEvents(), _ configure: (inout LinkOptions) -> Void = { _ in }
  ) -> BoardLink {
    var options = LinkOptions()
    configure(&options)
    return BoardLink(transport: line.host(), options: options, events: events)
  }
}

/// Generation and packet size of a link.
struct LinkKind: Sendable, CustomTestStringConvertible {
  var generation: Generation
  var largePacketByteCount: Int

  static let all = [
    LinkKind(generation: .first, largePacketByteCount: 0), LinkKind(generation: .second, largePacketByteCount: 0),
    LinkKind(generation: .second, largePacketByteCount: 382),
    LinkKind(generation: .third, largePacketByteCount: 0), LinkKind(generation: .third, largePacketByteCount: 4094),
  ]

  var testDescription: String {
    "generation \(generation.rawValue), \(largePacketByteCount > 0 ? "\(largePacketByteCount)-byte" : "small") packets"
  }
}

import EdgeDrivers
import EdgeLink
import EdgeRunner
import EdgeWire
import Foundation
import Testing

/// Peers that speak the protocol and say what no board should say.
@Suite struct LyingBoardTests {
  /// A board with one model of 16 bytes in and out, whose every answer can be bent.
  private struct Liar: BoardDevice {
    struct Tensors: TensorDescriptorSource {
      var input: TensorDescriptorMessage
      var output: TensorDescriptorMessage

      func count(of role: TensorRole) -> Int { role == .input || role == .output ? 1 : 0 }
      func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage { role == .input ? input : output }
    }

    var capabilities: BoardCapabilities = [.observer]
    var runtime = RuntimeIdentifier(runtime: .stAI, toolchain: .gcc)
    var systemInformation = SystemInformationMessage(deviceIdentifier: 1, systemClock: 1, busClock: 1)
    var modelCount = 1
    var described = Tensors(input: Liar.tensor(16), output: Liar.tensor(16))
    var sent = Liar.tensor(16)
    var sentByteCount = 16
    var nodeCount = 0
    var logLines = 0
    var name = "net"
    nonisolated(unsafe) let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 16)

    static func tensor(_ elements: UInt32) -> TensorDescriptorMessage {
      var dimensions = WordList(1)
      _ = dimensions.append(elements)
      return TensorDescriptorMessage(
        format: .integer(bitCount: 8, isSigned: true), elementCount: elements,
        shapeFormat: ShapeFormat(order: .undefined, rank: 2), dimensions: dimensions)
    }

    func model(at index: Int) -> ModelMessage<Tensors> {
      ModelMessage(
        name: Array(name.utf8).withUnsafeBytes { WireText(truncating: $0) }, runtime: runtime, tensors: described)
    }

    func modelIndex(named name: WireText) -> Int? { 0 }
    func inputBuffer(_ input: Int, ofModel index: Int) -> UnsafeMutableRawBufferPointer { arena }

    func willDescribe<C: ByteChannel>(model index: Int, on port: inout BoardPort<C>) throws(C.Failure) {
      for _ in 0..<logLines { try port.log(WireText("storm")) }
    }

    func run<C: ByteChannel>(
      model index: Int, _ order: RunOrder, reporter: inout RunReporter<C>
    ) throws(C.Failure) -> Bool {
      for _ in 0..<nodeCount {
        try reporter.node(OperatorMessage(flags: .internal, duration: 1), tensorCount: 0, isLast: false)
      }
      try reporter.model(OperatorMessage(flags: [], duration: 1))
      try reporter.output(sent, bytes: Zeros(byteCount: sentByteCount), isLast: true)
      return true
    }
  }

  private struct Zeros: ByteSource {
    var byteCount: Int
    func write<S: ByteSink>(to sink: inout S) throws(S.Failure) {
      for _ in 0..<byteCount { try sink.write(0) }
    }
  }

  private struct Channel: ByteChannel {
    var line: any Transport
    var buffer: [UInt8] = []

    mutating func readByte() throws(TransportError) -> UInt8 {
      while buffer.isEmpty { buffer = try line.read(atMost: 1000, timeout: .seconds(1)).reversed() }
      return buffer.removeLast()
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer) throws(TransportError) {
      try line.write(Array(bytes), timeout: .seconds(1))
    }
  }

  /// Connects to a bent board and returns the failure of `body`.
  private func failure(
    _ bend: (inout Liar) -> Void, options: (inout LinkOptions) -> Void = { _ in },
    _ body: (BoardLink) async throws(LinkError) -> Void
  ) async throws -> LinkError {
    var liar = Liar()
    bend(&liar)
    let line = SimulatedLine()
    let end = line.board()
    let device = liar
    let thread = Thread {
      let workspace = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 16)
      defer { workspace.deallocate() }
      let port = BoardPort(
        channel: Channel(line: end), generation: .second, workspace: workspace, maximumMessageByteCount: 1000)
      var server = BoardServer(port: port, device: device)
      do { try server.serve() } catch {}
    }
    thread.start()
    var linkOptions = LinkOptions()
    options(&linkOptions)
    let link = BoardLink(transport: line.host(), options: linkOptions)
    let error = try #require(await #expect(throws: LinkError.self) { try await body(link) })
    await link.close()
    line.detachBoard()
    return error
  }

  private let order = BoardRunOrder(
    modelName: "net", parameters: .perLayer, inputs: [[UInt8](repeating: 0, count: 16)])

  @Test func anOutputOfAnotherSizeIsRefused() async throws {
    for (elements, bytes) in [(17, 17), (16, 15), (16, 17), (15, 16), (0, 0), (4_000_000_000, 3)] {
      let error = try await failure {
        $0.sent = Liar.tensor(UInt32(elements))
        $0.sentByteCount = bytes
      } _: { link throws(LinkError) in
        _ = try await link.run(order)
      }
      #expect(error.step == "download of output #1")
    }
  }

  @Test func anInputOfAnotherSizeThanTheBoardTakesIsNoticed() async throws {
    let error = try await failure {
      $0.described.input = Liar.tensor(32)
    } _: { link throws(LinkError) in
      _ = try await link.run(BoardRunOrder(modelName: "net", inputs: [[UInt8](repeating: 0, count: 32)]))
    }
    #expect(error.step == "run request for net")
  }

  @Test func packetsBeyondTheProtocolsLimitAreRefused() async throws {
    // The server would not announce them, so this peer is written out.
    let line = SimulatedLine()
    let end = line.board()
    let thread = Thread {
      let workspace = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 16)
      defer { workspace.deallocate() }
      var port = BoardPort(
        channel: Channel(line: end), generation: .second, workspace: workspace, maximumMessageByteCount: 1000)
      do {
        while true {
          guard let request = try port.receiveRequest() else { continue }
          port.requestIdentifier = request.identifier
          if request.command == .synchronize {
            try port.send(
              SynchronizationMessage(version: 0x301, capabilities: [], runtime: RuntimeIdentifier(rawValue: 1)),
              state: .idle)
          } else {
            let system = SystemInformationMessage(
              deviceIdentifier: 1, systemClock: 1, busClock: 1, largePacketByteCount: 60_000)
            try port.send(system.layout(for: .second), state: .idle)
          }
        }
      } catch {}
    }
    thread.start()
    let link = BoardLink(transport: line.host())
    let error = await #expect(throws: LinkError.self) { try await link.connect() }
    #expect(error?.step == "system information")
    await link.close()
    line.detachBoard()
  }

  @Test func aLogStormEnds() async throws {
    let error = try await failure {
      $0.logLines = 1000
    } options: {
      $0.maximumLogLines = 100
    } _: { link throws(LinkError) in
      _ = try await link.models()
    }
    #expect(error.reason == .excess("more than 100 log lines or stale answers"))
  }

  @Test func endlessListsEnd() async throws {
    let models = try await failure {
      $0.modelCount = 1_000_000
    } options: {
      $0.maximumModels = 20
    } _: { link throws(LinkError) in
      _ = try await link.models()
    }
    #expect(models.reason == .excess("more than 20 models"))
    let nodes = try await failure {
      $0.nodeCount = 100
    } options: {
      $0.maximumNodes = 50
    } _: { link throws(LinkError) in
      _ = try await link.run(order)
    }
    #expect(nodes.reason == .excess("more than 50 nodes"))
  }

  @Test func aModelWithoutANameIsRefused() async throws {
    let error = try await failure {
      $0.name = ""
    } _: { link throws(LinkError) in
      _ = try await link.models()
    }
    #expect(error.step == "description of model #1")
  }

  @Test func anotherProtocolVersionIsNamed() async throws {
    let line = SimulatedLine()
    let end = line.board()
    let thread = Thread {
      let workspace = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 16)
      defer { workspace.deallocate() }
      var port = BoardPort(
        channel: Channel(line: end), generation: .second, workspace: workspace, maximumMessageByteCount: 1000)
      do {
        while true {
          guard let request = try port.receiveRequest() else { continue }
          port.requestIdentifier = request.identifier
          try port.send(
            SynchronizationMessage(version: 0x400, capabilities: [], runtime: RuntimeIdentifier(rawValue: 1)),
            state: .idle)
        }
      } catch {}
    }
    thread.start()
    let link = BoardLink(transport: line.host())
    let error = await #expect(throws: LinkError.self) { try await link.connect() }
    #expect(error?.reason == .version(0x400))
    await link.close()
    line.detachBoard()
  }

  @Test(arguments: [true, false]) func anEndlessMessageEnds(dripping: Bool) async throws {
    let line = SimulatedLine()
    let bench = try await BoardBench(ArithmeticRunner(byteCount: 16), line: line)
    let link = bench.link()
    _ = try await link.models()
    // From here on, packets that are never the last: a flood, or one byte at a time that keeps coming.
    let wrapped = Flood(line.host(), dripping: dripping)
    let second = BoardLink(transport: wrapped)
    _ = try await second.models()
    wrapped.start()
    let error = await #expect(throws: LinkError.self) {
      try await second.run(BoardRunOrder(modelName: "net", inputs: [[UInt8](repeating: 0, count: 16)]))
    }
    switch error?.reason {
    case .excess where !dripping, .timeout where dripping: break
    default: Issue.record("\(String(describing: error))")
    }
    await second.close()
    await link.close()
    await bench.stop()
  }

  /// A line on which, once started, a message never ends.
  private final class Flood: Transport, @unchecked Sendable {
    private let base: any Transport
    private let lock = NSLock()
    private var isFlooding = false
    private var position = 0
    private let dripping: Bool
    private var time = Duration.zero

    init(_ base: any Transport, dripping: Bool) {
      self.base = base
      self.dripping = dripping
    }

    var description: String { base.description }
    var now: ContinuousClock.Instant { base.now + lock.withLock { time } }
    func close() { base.close() }
    func discardInput() throws(TransportError) {}
    func start() { lock.withLock { isFlooding = true } }
    func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
      try base.write(bytes, timeout: timeout)
    }

    func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
      guard lock.withLock({ isFlooding }), timeout > .zero else {
        return try base.read(atMost: limit, timeout: timeout)
      }
      return lock.withLock {
        let count = dripping ? 1 : limit
        time += dripping ? .milliseconds(18) : .milliseconds(1)
        defer { position += count }
        return (position..<position + count).map { $0 % 34 == 0 ? 0 : $0 % 34 == 1 ? 32 : 8 }
      }
    }
  }
}

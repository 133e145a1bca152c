import EdgeModel
package import EdgeRunner
package import EdgeWire
import Foundation

/// A board made of software: serves the models of other runners over a line, as a microcontroller would.
///
/// It answers from the board's side of the protocol: it reads byte by byte, asks for each packet only when it needs
/// it, never times out and stays wherever a lost host left it.
package final class SoftwareBoard: Sendable {
  /// Number of the device, outside the ranges in use.
  package static let deviceIdentifier: UInt32 = 0xED6E

  /// What the board claims to be.
  package struct Configuration: Sendable {
    package var generation: Generation
    /// Payload of large packets as a USB board announces it, 0 for a UART.
    package var largePacketByteCount: Int
    /// Bits per second to imitate; nil for as fast as the line goes.
    package var baudRate: Int?
    /// Time added to each answer when pacing.
    package var turnaround: Duration
    /// Sent as text when the board starts, like the messages of a real board's start-up.
    package var banner: String
    package var deviceIdentifier: UInt32
    /// Hz; cycle counts are computed with it.
    package var systemClock: UInt32
    /// Hz.
    package var busClock: UInt32
    /// Offer memory commands, over the input and output buffers and `scratchByteCount` bytes.
    package var hasMemoryAccess: Bool
    package var scratchByteCount: Int
    /// Lines logged before each model description, such as `s:config:mcu_freq:800000000`.
    package var configurationLines: [String]
    /// Lines logged before each node report.
    package var nodeLines: Int

    package init(generation: Generation = .third) {
      self.generation = generation
      largePacketByteCount = 0
      baudRate = nil
      turnaround = .zero
      banner = "\r\nEdgeRunner software board\r\n"
      deviceIdentifier = SoftwareBoard.deviceIdentifier
      systemClock = 1_000_000_000
      busClock = 500_000_000
      hasMemoryAccess = true
      scratchByteCount = 65_536
      configurationLines = []
      nodeLines = 0
    }
  }

  package let configuration: Configuration
  /// Names of the models served, as hosts see them.
  package let modelNames: [String]
  private let models: [ServedModel]

  /// Makes a session of each model of `runners`, which must stay open as long as the board.
  /// - Throws: what the runners throw, and `RunnerError.Code.unsupportedModel` for tensors the protocol cannot carry.
  package init(runners: [any Runner], configuration: Configuration = Configuration()) async throws(RunnerError) {
    self.configuration = configuration
    var models: [ServedModel] = []
    for runner in runners {
      for information in runner.models {
        let session = try await runner.makeSession(modelName: information.name)
        let taken = Set(models.map(\.name))
        models.append(
          try ServedModel(session: session, capabilities: runner.capabilities, avoiding: taken))
      }
    }
    self.models = models
    modelNames = models.map(\.name)
  }

  /// Serves one line from power-up until it breaks or the task is cancelled. The line is closed in the end.
  /// - Returns: why serving ended; nil when the task was cancelled.
  @discardableResult
  package func serve(on transport: any Transport) async -> TransportError? {
    let stop = StopFlag()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<TransportError?, Never>) in
        let thread = Thread {
          let failure = self.serve(on: transport, until: stop)
          transport.close()
          continuation.resume(returning: stop.isRaised ? nil : failure)
        }
        thread.name = "software board"
        thread.stackSize = 1 << 20
        thread.start()
      }
    } onCancel: {
      stop.raise()
    }
  }

  private func serve(on transport: any Transport, until stop: StopFlag) -> TransportError {
    var line = transport
    if let baudRate = configuration.baudRate {
      line = PacedTransport(transport, baudRate: baudRate, turnaround: configuration.turnaround)
    }
    var channel = TransportChannel(transport: line, stop: stop)
    let workspace = UnsafeMutableRawBufferPointer.allocate(
      byteCount: BoardPort<TransportChannel>.workspaceByteCount(
        payloadByteCount: max(configuration.largePacketByteCount, PacketFormat.smallPayloadByteCount)),
      alignment: 16)
    workspace.initializeMemory(as: UInt8.self, repeating: 0)
    defer { workspace.deallocate() }
    let device = SessionDevice(models: models, configuration: configuration, stop: stop)
    defer { withExtendedLifetime(device) {} }
    do throws(TransportError) {
      try Array(configuration.banner.utf8).withUnsafeBytesTyped { bytes throws(TransportError) in
        try channel.write(bytes)
      }
      var server = BoardServer(
        port: BoardPort(
          channel: channel, generation: configuration.generation, workspace: workspace,
          maximumMessageByteCount: device.largestInputByteCount + 2048),
        device: device)
      try server.serve()
    } catch {
      return error
    }
  }
}

extension [UInt8] {
  /// `withUnsafeBytes` for bodies with typed errors.
  fileprivate func withUnsafeBytesTyped<E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
    let result: Result<Void, E> = withUnsafeBytes { bytes in
      do throws(E) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    try result.get()
  }
}

/// A transport as a board's UART.
struct TransportChannel: ByteChannel {
  let transport: any Transport
  let stop: StopFlag
  private var buffer: [UInt8] = []
  private var offset = 0

  init(transport: any Transport, stop: StopFlag) {
    self.transport = transport
    self.stop = stop
  }

  mutating func readByte() throws(TransportError) -> UInt8 {
    while offset == buffer.count {
      guard !stop.isRaised else { throw .closed }
      buffer = try transport.read(atMost: 8192, timeout: .milliseconds(50))
      offset = 0
    }
    offset += 1
    return buffer[offset - 1]
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(TransportError) {
    guard !stop.isRaised else { throw .closed }
    do throws(TransportError) {
      try transport.write(Array(bytes), timeout: .seconds(2))
    } catch {
      // What nobody reads is lost, as on a UART.
      guard error == .blocked else { throw error }
    }
  }
}

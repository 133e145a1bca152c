import EdgeDrivers
import EdgeLink
import EdgeRunner
import EdgeWire
import Foundation
import Synchronization

/// Transfers over a line of 921600 baud to a software board, for each generation and packet size, next to what the
/// protocol allows.
let linkThroughputTables = TableSource(name: "board link") {
  var rows: [[String]] = []
  for turnaround in [Duration.zero, .milliseconds(1)] {
    for kind in LinkKind.all {
      for measurement in try await LinkMeasurement.measure(kind, turnaround: turnaround) {
        rows.append(measurement.row)
      }
    }
  }
  return [
    BenchTable(
      title: "Transfers at \(LinkMeasurement.baudRate) baud: 192x192x3 uint8 up, (1, 84, 756) down",
      columns: [
        "packets", "turnaround", "transfer", "bytes", "seconds", "computed", "share of line rate", "computed",
        "host CPU ms/MB",
      ],
      rows: rows,
      notes: [
        "Line rate: data bytes at ten bits each. Computed: packets, headers, padding and the board's go-ahead bytes at "
          + "line rate, plus one turnaround for each go-ahead.",
        "One transfer each, over a pseudo-terminal. The board's side waits in a loop, as firmware does; CPU is that of "
          + "the host's link thread alone.",
      ])
  ]
}

/// Generation and packet size.
struct LinkKind: Sendable {
  var generation: Generation
  /// 0 for the small packets of UARTs.
  var largePacketByteCount = 0

  static let all = [
    LinkKind(generation: .first), LinkKind(generation: .second),
    LinkKind(generation: .second, largePacketByteCount: 382), LinkKind(generation: .second, largePacketByteCount: 4094),
    LinkKind(generation: .third), LinkKind(generation: .third, largePacketByteCount: 4094),
  ]

  var payloadByteCount: Int {
    largePacketByteCount > 0 ? largePacketByteCount : PacketFormat.smallPayloadByteCount
  }
  var packetByteCount: Int { generation.headerByteCount + payloadByteCount }
  var name: String { "generation \(generation.rawValue), \(packetByteCount) bytes" }
}

/// One transfer, measured and computed.
struct LinkMeasurement {
  static let baudRate = 921_600

  var kind: LinkKind
  var turnaround: Duration
  var transfer: String
  var byteCount: Int
  var measured: Duration
  var computed: Duration
  var processorTime: Duration

  var row: [String] {
    let raw = Self.lineTime(byteCount)
    func seconds(_ time: Duration) -> String { String(format: "%.3f", time / .seconds(1)) }
    func share(_ time: Duration) -> String { String(format: "%.1f%%", raw / time * 100) }
    return [
      kind.name, "\(Int(turnaround / .milliseconds(1))) ms", transfer, "\(byteCount)", seconds(measured),
      seconds(computed), share(measured), share(computed),
      String(format: "%.0f", processorTime / .milliseconds(1) / (Double(byteCount) / 1e6)),
    ]
  }

  /// Time of `byteCount` bytes at eight data bits, start and stop bit.
  static func lineTime(_ byteCount: Int) -> Duration { .seconds(10) * byteCount / baudRate }

  /// Serves a board of `kind` and moves each of the three tensors once.
  static func measure(_ kind: LinkKind, turnaround: Duration) async throws -> [LinkMeasurement] {
    let terminal = try PseudoTerminal()
    var configuration = SoftwareBoard.Configuration(generation: kind.generation)
    configuration.largePacketByteCount = kind.largePacketByteCount
    configuration.hasMemoryAccess = false
    let board = try await SoftwareBoard(runners: [TransferRunner()], configuration: configuration)
    let line = PacedTransport(terminal.transport, baudRate: baudRate, turnaround: turnaround, isExact: true)
    let serving = Task { await board.serve(on: line) }
    defer { serving.cancel() }
    let clock = ThreadClock()
    let host = TimedTransport(try SerialPort.open(terminal.path, baudRate: baudRate))
    let link = BoardLink(transport: host, events: DeviceEvents(runDidEnd: { _ in clock.note() }))
    let small = [UInt8](repeating: 1, count: 4)
    // Connects, and is where the clocks of the runs begin.
    _ = try await link.run(BoardRunOrder(modelName: TransferRunner.int8, parameters: .performance, inputs: [small]))

    func run(_ model: String, _ input: [UInt8]) async throws -> (BoardRun, processorTime: Duration) {
      host.restart()
      let before = clock.last
      let run = try await link.run(BoardRunOrder(modelName: model, inputs: [input]))
      return (run, clock.last - before)
    }

    var results: [LinkMeasurement] = []
    let image = (0..<192 * 192 * 3).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
    let (_, uploadTime) = try await run(TransferRunner.upload, image)
    // The prefix and fields of the message that carries the image.
    let up = Transfer(messageByteCount: image.count + 15, kind: kind)
    // From the first packet after the request to the answer's last byte, which came a turnaround and its line time
    // after the image's.
    let answer = lineTime(kind.packetByteCount) + turnaround
    guard let span = host.spanFromSecondToLastWrite else { throw Unavailable(reason: "the upload was not seen") }
    results.append(
      LinkMeasurement(
        kind: kind, turnaround: turnaround, transfer: "image up", byteCount: image.count, measured: span - answer,
        computed: up.uploadTime(turnaround: turnaround), processorTime: uploadTime))
    for (name, model, overhead) in [
      ("float32 down", TransferRunner.float32, 75), ("int8 down", TransferRunner.int8, 84),
    ] {
      let (result, processorTime) = try await run(model, small)
      let byteCount = result.outputs[0].bytes.count
      results.append(
        LinkMeasurement(
          kind: kind, turnaround: turnaround, transfer: name, byteCount: byteCount, measured: result.download,
          computed: Transfer(messageByteCount: byteCount + overhead, kind: kind).downloadTime,
          processorTime: processorTime))
    }
    await link.close()
    serving.cancel()
    _ = await serving.value
    return results
  }

  /// What the protocol makes of one message.
  private struct Transfer {
    var messageByteCount: Int
    var kind: LinkKind

    private var fullPacketCount: Int { messageByteCount / kind.payloadByteCount }
    private var isFilled: Bool { messageByteCount % kind.payloadByteCount == 0 }

    /// Each packet but the first waits for the board's byte.
    func uploadTime(turnaround: Duration) -> Duration {
      let packets = fullPacketCount + (isFilled ? 0 : 1)
      return lineTime(packets * kind.packetByteCount) + (lineTime(1) + turnaround) * (packets - 1)
    }

    /// A board ends a message that fills its last packet by an empty one.
    var downloadTime: Duration { lineTime((fullPacketCount + 1) * kind.packetByteCount) }
  }
}

/// Processor time of one thread, noted by that thread.
private final class ThreadClock: Sendable {
  private let time = Mutex(Duration.zero)

  var last: Duration { time.withLock { $0 } }

  func note() {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    time.withLock { $0 = .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec) }
  }
}

/// A host's end that notes when it writes.
private final class TimedTransport: Transport {
  private let base: any Transport
  private let writes = Mutex<[ContinuousClock.Instant]>([])

  init(_ base: any Transport) { self.base = base }

  var description: String { base.description }
  func close() { base.close() }
  func discardInput() throws(TransportError) { try base.discardInput() }

  func restart() { writes.withLock { $0 = [] } }

  /// From the second write, the first of a run's input, to the last, which acknowledges that the input was taken.
  var spanFromSecondToLastWrite: Duration? {
    writes.withLock { $0.count > 2 ? $0[$0.count - 1] - $0[1] : nil }
  }

  func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    try base.read(atMost: limit, timeout: timeout)
  }

  func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    writes.withLock { $0.append(.now) }
    try base.write(bytes, timeout: timeout)
  }
}

import EdgeBoards
import EdgeLink
import EdgeTestSupport
import EdgeWire
import Foundation
import Testing

/// A board that is used for long by hosts that are killed, over cables that are pulled, with its power cut now and then.
@Suite("Firmware over a long time", .enabled(if: VirtualBoard.isAvailable, Comment(rawValue: VirtualBoard.whyAbsent)))
struct FirmwareSoakTests {
  private static let runCount = 1000
  /// One of so many runs breaks off.
  private static let interruptionRate = 20

  /// What must stay the same.
  private struct Footprint: Hashable {
    var heapUsed: Int32
    var stackUsed: Int32
  }

  @Test("a thousand runs among killed hosts and boards: every result exact, no leak, no drift, no stuck link")
  func thousandRuns() async throws {
    let sample = try SampleFirmware(board: "qemu-mps3-an547", of: SampleFirmware.tiny)
    let bench = Bench(virtual: sample.virtual, port: try FreePort.find())
    defer { bench.cutPower() }
    try bench.power()
    var random = RandomSource(seed: 31)
    var order = sample.order

    var footprints: Set<Footprint> = []
    var instructions: ClosedRange<UInt64>?
    var interruptions: [Interruption: Int] = [:]
    // What a run takes is measured again with each: other tests may have kept the machine busy during the first.
    var whole = try await bench.measure(order)
    var link = try await bench.connect()
    for run in 0..<Self.runCount {
      if random.next() % UInt64(Self.interruptionRate) == 0 {
        let kind = Interruption.allCases[Int(random.next() % UInt64(Interruption.allCases.count))]
        await link.close()
        try await bench.breakOff(kind, order, at: Double.random(in: 0...1, using: &random), of: whole)
        interruptions[kind, default: 0] += 1
        link = try await bench.connect()
      }
      // Reports of nodes take most of the time, so they are asked for now and then.
      order.parameters = run.isMultiple(of: 10) ? .perLayer : []
      let start = ContinuousClock.now
      let result = try await link.run(order)
      whole.duration = min(whole.duration, start.duration(to: .now))
      guard result.outputs.map(\.bytes) == sample.expected.outputs else {
        Issue.record("run \(run) after \(interruptions) gave another result")
        break
      }
      footprints.insert(Footprint(heapUsed: result.model.heapUsed, stackUsed: result.model.stackUsed))
      if !result.nodes.isEmpty {
        // The network alone: what the board does between nodes depends on when bytes arrive.
        let count = result.nodes.reduce(UInt64(0)) { sum, node in
          let counters = node.report.counters
          return sum + UInt64(counters.count > 0 ? counters[0] : 0)
        }
        instructions = instructions.map { min($0.lowerBound, count)...max($0.upperBound, count) } ?? count...count
      }
    }
    await link.close()
    #expect(interruptions.values.reduce(0, +) > Self.runCount / Self.interruptionRate / 2, "\(interruptions)")
    #expect(interruptions.count == Interruption.allCases.count)
    #expect(Set(footprints.map(\.heapUsed)).count == 1, "memory that the firmware took: \(footprints)")
    #expect(footprints.allSatisfy { $0.stackUsed < Int32(sample.virtual.image.board.stackByteCount) })
    let range = try #require(instructions)
    #expect(range.lowerBound > 0)
    #expect(range.upperBound - range.lowerBound <= UInt64(order.inputs.count + sample.expected.nodes.count), "\(range)")
    bench.cutPower()
    #expect(bench.leaks.isEmpty, "descriptors that are left open")
  }
}

/// A virtual board at a TCP port, its power, and the cables to it.
private final class Bench {
  private let virtual: VirtualBoard
  private let port: Int
  private var emulator: EmulatorProcess?
  /// What emulators printed to, as `/proc` names it.
  private var pipes: Set<String> = []

  init(virtual: VirtualBoard, port: Int) {
    self.virtual = virtual
    self.port = port
  }

  func power() throws {
    let emulator = try virtual.startServer(port: port)
    self.emulator = emulator
    // Beyond its output a program may hold pipes that other tests had open when it started.
    pipes.formUnion(
      OpenDescriptors.names(of: "\(emulator.identifier)", numbers: ["1", "2"]).filter { $0.hasPrefix("pipe:") })
  }

  /// Descriptors of this process that belong to emulators and cables, by the names of `/proc`. Other tests have their
  /// own, so that mere numbers would tell nothing.
  var leaks: Set<String> {
    OpenDescriptors.names(of: "self").intersection(pipes.union(OpenDescriptors.sockets(toPort: port)))
  }

  func cutPower() {
    emulator?.stop()
    _ = emulator?.waitForEnd(within: .seconds(60))
    emulator = nil
  }

  /// Plugs in a cable; an emulator that was just started needs a moment.
  private func cable() async throws -> any Transport {
    let deadline = ContinuousClock.now + ChildProcess.patience
    while true {
      do {
        return try TCPTransport.connect(host: "127.0.0.1", port: port)
      } catch {
        guard ContinuousClock.now < deadline else { throw error }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  private let options = LinkOptions().forEmulatedBoards

  func connect() async throws -> BoardLink {
    let link = BoardLink(transport: try await cable(), options: options)
    _ = try await link.connect()
    return link
  }

  /// What connecting and a run take when nothing happens.
  struct Whole {
    var byteCount: Int
    var duration: Duration
  }

  func measure(_ order: BoardRunOrder) async throws -> Whole {
    let transport = VanishingTransport(try await cable(), afterByteCount: 1 << 30)
    let link = BoardLink(transport: transport, options: options)
    let duration = try await ContinuousClock().measure { _ = try await link.run(order) }
    let byteCount = (1 << 30) - transport.byteCountLeft
    await link.close()
    return Whole(byteCount: byteCount, duration: duration)
  }

  /// Begins a run that breaks off after a share (0...1) of it, or is whole before it can.
  func breakOff(
    _ interruption: Interruption, _ order: BoardRunOrder, at share: Double, of whole: Whole
  ) async throws {
    switch interruption {
    case .host:
      let transport = VanishingTransport(
        try await cable(), afterByteCount: 1 + Int(Double(whole.byteCount) * share))
      let link = BoardLink(transport: transport, options: options)
      _ = try? await link.run(order)
      await link.close()
    case .cancellation, .power:
      let link = try await connect()
      let run = Task { _ = try? await link.run(order) }
      try await Task.sleep(for: whole.duration * share)
      if interruption == .power { cutPower() } else { run.cancel() }
      await run.value
      await link.close()
      if interruption == .power { try power() }
    }
  }
}

/// How a connection ends in the middle of a run.
private enum Interruption: Hashable, CaseIterable {
  /// The host is gone from one byte to the next; the board goes on.
  case host
  /// The host gives the run up and takes its leave.
  case cancellation
  /// The board loses its power.
  case power
}

/// What `/proc` tells of open files; nothing where there is none.
private enum OpenDescriptors {
  /// Names of the descriptors of a process, such as `pipe:[123]`.
  static func names(of process: String, numbers: [String]? = nil) -> Set<String> {
    let folder = "/proc/\(process)/fd"
    let numbers = numbers ?? (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Set(numbers.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") })
  }

  /// Names of the sockets that are connected to a port of this machine.
  static func sockets(toPort port: Int) -> Set<String> {
    let table = (try? String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8)) ?? ""
    return Set(
      table.split(separator: "\n").dropFirst().compactMap { line in
        // Number, local address, remote address with the port in hexadecimal, ..., inode.
        let fields = line.split(separator: " ")
        guard fields.count > 9, let remote = fields[2].split(separator: ":").last, Int(remote, radix: 16) == port else {
          return nil
        }
        return "socket:[\(fields[9])]"
      })
  }
}

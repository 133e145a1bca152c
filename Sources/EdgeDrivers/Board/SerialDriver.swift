public import EdgeLink
public import EdgeRunner
import EdgeWire

/// Runs models on boards at serial ports: `serial:/dev/ttyACM0:921600`, or `serial` to look for one.
public struct SerialDriver: Driver {
  /// Waits and limits of the links it opens.
  public var options: LinkOptions
  /// Where to look for ports.
  var discovery = PortDiscovery()

  /// A driver for boards at this machine's ports.
  public init(options: LinkOptions = LinkOptions()) { self.options = options }

  /// `serial`, before the port and the baud rate.
  public var name: String { "serial" }
  /// What can be at a port.
  public var summary: String { "boards at serial ports, flashed by ST's tools or EdgeRunner's" }
  /// The form with everything that may be left out.
  public var descriptorForms: [String] { ["serial[:PORT][:BAUD]\(BoardSettings.form)"] }
  /// The most that firmware can do; each board says what it does.
  public var capabilities: Capabilities {
    [.perLayer, .intermediateData, .cycleCounters, .memoryAccess, .memoryChecksum, .selfTest, .performanceOnly]
  }
  /// Boards are at the end of a line.
  public var isRemote: Bool { true }

  /// The bare word, ST's form `:PORT:BAUD`, and paths of terminals.
  public func claims(target: String) -> Bool {
    target.lowercased() == name || target.hasPrefix(":")
      || ["/dev/tty", "/dev/cu.", "/dev/pts/", "/dev/serial/"].contains(where: target.hasPrefix)
  }

  /// Usable everywhere; the reason names the ports that may be boards.
  public func availability() -> Availability {
    let ports = discovery.ports()
    let candidates = ports.filter(\.isCandidate)
    if let first = candidates.first {
      return .usable(version: nil, reason: "\(candidates.count) port(s) to try, \(first.path) first")
    }
    let reason = ports.isEmpty ? "no serial port found" : "\(ports.count) port(s), none that looks like a board"
    return .usable(version: nil, reason: reason + "; name one: serial:PORT:BAUD")
  }

  /// Opens the port, or looks for one with a board, and asks the board for its models.
  /// - Throws: `RunnerError.Code.inputOutput` for a port that cannot be used, `timeout` for a silent one,
  ///   `protocolViolation` for answers that make no sense.
  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    let options = try BoardSettings.options(descriptor, base: options)
    let target = try Target(descriptor)
    if let port = target.port {
      let transport = try await openPort(port, target.baudRate)
      return try await BoardRunner(transport: transport, driver: name, options: options, events: environment.events)
    }
    return try await search(target.baudRate, options, environment.events)
  }

  /// Port and rate: every number is the rate, anything else the port.
  struct Target {
    var port: String?
    var baudRate = SerialPort.defaultBaudRate

    init(_ descriptor: Descriptor) throws(RunnerError) {
      let target = descriptor.driverName == nil && descriptor.target.lowercased() == "serial" ? "" : descriptor.target
      for part in target.split(separator: ":") {
        if let rate = Int(part) {
          guard (50...20_000_000).contains(rate) else {
            throw RunnerError(.invalidDescriptor, "descriptor \"\(descriptor)\": \(rate) is no baud rate")
          }
          baudRate = rate
        } else if port == nil {
          port = String(part)
        } else {
          throw RunnerError(
            .invalidDescriptor, "descriptor \"\(descriptor)\" names two ports", hint: "write serial:PORT:BAUD")
        }
      }
    }
  }

  private func openPort(_ path: String, _ baudRate: Int) async throws(RunnerError) -> FileDescriptorTransport {
    do throws(TransportError) {
      return try await SerialPort.open(path, baudRate: baudRate, attempts: 4, pause: .milliseconds(200))
    } catch {
      throw RunnerError(
        .inputOutput, "serial port: \(error)", hint: "`edgerunner ports` lists the ports there are")
    }
  }

  /// Tries the candidates in their order and keeps the first that answers.
  private func search(
    _ baudRate: Int, _ options: LinkOptions, _ events: DeviceEvents
  ) async throws(RunnerError) -> any Runner {
    let candidates = discovery.ports().filter(\.isCandidate)
    var failures: [String] = []
    for (index, port) in candidates.enumerated() {
      var options = options
      // A strange device should not be sent more than it takes to see that it is no board.
      options.wakesSilentBoards = port.isLikelyBoard || candidates.count == 1
      let isLast = index == candidates.count - 1
      do throws(RunnerError) {
        let transport = try await openPort(port.path, baudRate)
        return try await BoardRunner(transport: transport, driver: name, options: options, events: events)
      } catch {
        guard error.code != .cancelled, candidates.count > 1 else { throw error }
        failures.append(error.message)
        if isLast {
          throw RunnerError(
            .notConnected, "no board answers at \(baudRate) baud: \(failures.joined(separator: "; "))",
            hint: "name port and rate: serial:PORT:BAUD; boards are usually built for 115200 or 921600")
        }
      }
    }
    throw RunnerError(
      .notConnected, "no serial port with a board found",
      hint: "connect the board, or name the port: serial:PORT:BAUD; `edgerunner ports` tells why ports are passed over")
  }
}

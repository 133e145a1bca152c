public import EdgeLink
public import EdgeRunner
import EdgeWire

/// Runs models on boards behind TCP ports: relays, emulators, software boards.
public struct SocketDriver: Driver {
  /// Waits and limits of the links it opens.
  public var options: LinkOptions

  /// A driver for boards behind TCP ports.
  public init(options: LinkOptions = LinkOptions()) { self.options = options }

  /// `socket`, before the host and the port.
  public var name: String { "socket" }
  /// What can be behind a port.
  public var summary: String { "boards behind a TCP port: a serial relay, an emulator, `edgerunner board`" }
  /// The form with everything that may be left out.
  public var descriptorForms: [String] { ["socket[:HOST][:PORT]\(BoardSettings.form)"] }
  /// The most that firmware can do; each board says what it does.
  public var capabilities: Capabilities { SerialDriver().capabilities }
  /// Boards are at the end of a line.
  public var isRemote: Bool { true }

  /// The bare word.
  public func claims(target: String) -> Bool { target.lowercased() == name }

  /// Always usable.
  public func availability() -> Availability { .usable(version: nil, reason: "built in") }

  /// Connects to the port, and asks the board for its models.
  /// - Throws: `RunnerError.Code.inputOutput` where nobody listens, `timeout` for a silent board, `protocolViolation`
  ///   for answers that make no sense.
  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    let options = try BoardSettings.options(descriptor, base: options)
    let (host, port) = try Self.place(descriptor)
    let transport: FileDescriptorTransport
    do throws(TransportError) {
      // Resolving and connecting block, so they get a thread.
      transport = try await onOwnThread { () throws(TransportError) in
        try TCPTransport.connect(host: host, port: port)
      }
    } catch {
      throw RunnerError(.inputOutput, "socket: \(error)", hint: "is the relay or the board running there?")
    }
    return try await BoardRunner(transport: transport, driver: name, options: options, events: environment.events)
  }

  /// Host and port: a number is the port, anything else the host; IPv6 addresses stand in brackets.
  static func place(_ descriptor: Descriptor) throws(RunnerError) -> (host: String, port: Int) {
    var rest = descriptor.target[...]
    if descriptor.driverName == nil { rest = "" }
    var host: String?
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
    }
    var port = TCPTransport.defaultPort
    for part in rest.split(separator: ":") {
      if let number = Int(part) {
        port = number
      } else if host == nil {
        host = String(part)
      } else {
        throw RunnerError(
          .invalidDescriptor, "descriptor \"\(descriptor)\" names two hosts", hint: "write socket:HOST:PORT")
      }
    }
    guard (1...65_535).contains(port) else {
      throw RunnerError(.invalidDescriptor, "descriptor \"\(descriptor)\": \(port) is no TCP port")
    }
    return (host ?? TCPTransport.defaultHost, port)
  }
}

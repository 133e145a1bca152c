import EdgeLink
import EdgeRunner
import EdgeWire

/// Runs models on boards behind TCP ports: relays, emulators, software boards.
public struct SocketDriver: Driver {
  /// Waits, limits, log and progress receivers of the links it opens.
  public var options: LinkOptions

  public init(options: LinkOptions = LinkOptions()) { self.options = options }

  public var name: String { "socket" }
  public var summary: String { "boards behind a TCP port: a serial relay, an emulator, `edgerunner board`" }
  public var descriptorForms: [String] { ["socket[:HOST][:PORT]\(BoardSettings.form)"] }
  public var capabilities: Capabilities { SerialDriver().capabilities }

  /// The bare word.
  public func claims(target: String) -> Bool { target.lowercased() == name }

  public func availability() -> Availability { .usable(version: nil, reason: "built in") }

  public func open(_ descriptor: Descriptor) async throws(RunnerError) -> any Runner {
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
    return try await BoardRunner(transport: transport, driver: name, options: options)
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

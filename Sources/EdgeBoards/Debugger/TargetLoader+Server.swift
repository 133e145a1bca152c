import EdgeLink
package import EdgeRunner

/// Where a debug server listens.
package struct GDBServerAddress: Sendable, Hashable, CustomStringConvertible {
  package var host: String
  package var port: Int

  /// Reads `HOST:PORT`, `:PORT` or `PORT`; IPv6 addresses stand in brackets. Nil for anything else.
  package init?(_ text: String) {
    let colon = text.lastIndex(of: ":")
    let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
    guard let port = Int(digits), (1...65_535).contains(port) else { return nil }
    var host = colon.map { text[..<$0] } ?? ""
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.contains(" ") else { return nil }
    self.host = host.isEmpty ? TCPTransport.defaultHost : String(host)
    self.port = port
  }

  package var description: String { "\(host):\(port)" }
}

extension TargetLoader {
  /// Connects to the debug server at `address`, loads `program`, verifies and starts it.
  /// - Parameter progress: called on a thread of its own. A cancelled task ends the work between two commands.
  package static func load(
    _ program: Program, through address: GDBServerAddress, resets: Bool,
    progress: @escaping @Sendable (Progress) -> Void
  ) async throws(RunnerError) -> Summary {
    let stop = StopFlag()
    let result: Result<Summary, RunnerError> = await withTaskCancellationHandler {
      await onOwnThread { Result { () throws(RunnerError) in try load(program, address, resets, stop, progress) } }
    } onCancel: {
      stop.raise()
    }
    return try result.get()
  }

  private static func load(
    _ program: Program, _ address: GDBServerAddress, _ resets: Bool, _ stop: StopFlag,
    _ progress: (Progress) -> Void
  ) throws(RunnerError) -> Summary {
    let transport: FileDescriptorTransport
    do throws(TransportError) {
      transport = try TCPTransport.connect(host: address.host, port: address.port)
    } catch {
      throw RunnerError(
        .inputOutput, "debug server: \(error)",
        hint: "start one first: ST-LINK_gdbserver, openocd, pyocd gdbserver, or qemu-system-arm -gdb tcp::PORT")
    }
    defer { transport.close() }
    do throws(GDBError) {
      let connection = GDBConnection(transport: transport, isStopping: { stop.isRaised })
      return try TargetLoader(GDBTarget(connection)).load(program, resets: resets, progress: progress)
    } catch { throw error.runnerError(line: "debug server \(address)") }
  }
}

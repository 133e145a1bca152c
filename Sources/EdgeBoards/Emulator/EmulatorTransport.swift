import CEdgeHost
package import EdgeLink
package import EdgeRunner
import Foundation

/// The serial line of an emulated board; closing it ends the emulator.
///
/// The line is a pair of sockets of which the emulator inherits one: there is no path to clean up, nothing is lost
/// before somebody connects, and nobody else can connect.
package final class EmulatorTransport: Transport {
  package let description: String
  package let process: EmulatorProcess
  private let line: FileDescriptorTransport

  /// Where an emulator's command line gets the number of the inherited descriptor.
  package static let descriptorPlaceholder = "{descriptor}"

  /// Starts the emulator.
  /// - Parameters:
  ///   - path: its executable.
  ///   - arguments: `{descriptor}` stands for the number of the descriptor that is the board's line.
  ///   - description: name of the line, for messages.
  package init(path: String, arguments: [String], description: String) throws(RunnerError) {
    var ends: [Int32] = [-1, -1]
    let status = edge_socket_pair(&ends)
    guard status == 0 else {
      throw RunnerError(.unavailable, "cannot make a line to the emulator: \(String(cString: strerror(status)))")
    }
    defer { Foundation.close(ends[1]) }
    line = FileDescriptorTransport(ends[0], description: description, isSocket: true)
    self.description = description
    process = try EmulatorProcess(
      path: path,
      arguments: arguments.map { $0.replacingOccurrences(of: Self.descriptorPlaceholder, with: "\(ends[1])") },
      inherited: [ends[1]])
  }

  deinit { close() }

  package func close() {
    line.close()
    process.stop()
  }

  package func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    do throws(TransportError) {
      return try line.read(atMost: limit, timeout: timeout)
    } catch { throw explain(error) }
  }

  package func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    do throws(TransportError) {
      try line.write(bytes, timeout: timeout)
    } catch { throw explain(error) }
  }

  package func discardInput() throws(TransportError) {
    do throws(TransportError) {
      try line.discardInput()
    } catch { throw explain(error) }
  }

  /// A line hangs up because its emulator ended, which has usually said why.
  private func explain(_ error: TransportError) -> TransportError {
    guard error == .disconnected else { return error }
    // The line closes a little before the process has ended.
    guard let end = process.waitForEnd(within: .seconds(1)) else { return error }
    let words = end.output.isEmpty ? "" : ": " + end.output.split(separator: "\n").suffix(3).joined(separator: "; ")
    let manner = end.status > 128 ? "signal \(end.status - 128)" : "status \(end.status)"
    return .failed(operation: process.name, reason: "the emulator ended with \(manner)\(words)")
  }
}

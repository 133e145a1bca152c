import CEdgeHost
import Foundation

/// Opens serial ports and pseudo-terminals: raw, 8N1, no flow control, at any baud rate, for one process at a time.
package enum SerialPort {
  /// What boards are built for unless told otherwise.
  package static let defaultBaudRate = 115_200

  /// Opens `path`, for example `/dev/ttyACM0` or `/dev/pts/3`.
  /// - Throws: `TransportError.failed` naming what is wrong: no such port, no permission, in use, rate refused.
  package static func open(_ path: String, baudRate: Int = defaultBaudRate) throws(TransportError)
    -> FileDescriptorTransport
  {
    guard let baud = UInt32(exactly: baudRate), baud > 0 else {
      throw .failed(operation: "open \(path)", reason: "\(baudRate) is no baud rate")
    }
    let descriptor = openPath(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed(operation: "open \(path)", reason: openFailure(errno)) }
    // Owns the descriptor from here on, also when a step below fails.
    let transport = FileDescriptorTransport(descriptor, description: "\(path):\(baudRate)")
    let reserved = edge_serial_reserve(descriptor)
    guard reserved == 0 else {
      throw .failed(
        operation: "open \(path)",
        reason: reserved == EWOULDBLOCK ? "another program uses the port" : String(cString: strerror(reserved)))
    }
    let configured = edge_serial_configure(descriptor, baud)
    guard configured == 0 else {
      let reason = configured == ENOTTY ? "not a serial port" : String(cString: strerror(configured))
      throw .failed(operation: "set \(path) to \(baudRate) baud", reason: reason)
    }
    let asserted = edge_serial_assert_lines(descriptor)
    guard asserted == 0 else {
      throw .failed(operation: "set the control lines of \(path)", reason: String(cString: strerror(asserted)))
    }
    return transport
  }

  /// Opens `path`, trying again for a while: a board that was just plugged in is not ready at once.
  package static func open(
    _ path: String, baudRate: Int, attempts: Int, pause: Duration
  ) async throws(TransportError) -> FileDescriptorTransport {
    for _ in 1..<max(attempts, 1) {
      if let transport = try? open(path, baudRate: baudRate) { return transport }
      guard (try? await Task.sleep(for: pause)) != nil else { break }
    }
    return try open(path, baudRate: baudRate)
  }

  private static func openFailure(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    return code == EACCES ? "\(text) (is the user in the group that owns the port, e.g. dialout?)" : text
  }
}

/// A pseudo-terminal of which this process is the board.
package final class PseudoTerminal: Sendable {
  /// What a host opens: `/dev/pts/3`.
  package let path: String
  /// The board's end. Hosts may come and go; it hangs up when this end is closed.
  package let transport: FileDescriptorTransport

  package init() throws(TransportError) {
    var name = [CChar](repeating: 0, count: 128)
    let master = edge_serial_open_terminal(&name, UInt32(name.count))
    guard master >= 0 else {
      throw .failed(operation: "open a pseudo-terminal", reason: String(cString: strerror(-master)))
    }
    path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    // Held open so that the line does not hang up between two hosts; raw, so that nothing is echoed before the first.
    let slave: FileDescriptorTransport
    do throws(TransportError) {
      slave = try SerialPort.openUnreserved(path)
    } catch {
      _ = FileDescriptorTransport(master, description: path)
      throw error
    }
    transport = FileDescriptorTransport(master, description: path, owner: slave)
  }
}

extension SerialPort {
  /// Opens a terminal raw without taking it away from others.
  fileprivate static func openUnreserved(_ path: String) throws(TransportError) -> FileDescriptorTransport {
    let descriptor = openPath(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed(operation: "open \(path)", reason: systemErrorText()) }
    let transport = FileDescriptorTransport(descriptor, description: path)
    let configured = edge_serial_configure(descriptor, UInt32(defaultBaudRate))
    guard configured == 0 else {
      throw .failed(operation: "configure \(path)", reason: String(cString: strerror(configured)))
    }
    return transport
  }
}

// The system's call, which the methods of the same name hide inside the type.
private func openPath(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }

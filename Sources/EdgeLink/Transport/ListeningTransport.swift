import Foundation
import Synchronization

/// The board's end of a TCP port: serves one client after another, like a relay in front of a board.
///
/// The board behind it does not notice clients coming and going, as a board does not notice them at a serial port:
/// what it says while nobody listens is lost.
package final class ListeningTransport: Transport {
  /// The port, chosen by the system when asked for 0.
  package let port: Int
  package let description: String
  private let state: Mutex<State>

  private struct State {
    var listener: Int32
    var client: FileDescriptorTransport?
  }

  /// Listens on `host` (this machine only by default).
  package init(host: String = "127.0.0.1", port: Int) throws(TransportError) {
    guard let address = try SocketAddress.resolve(host: host, port: port, isPassive: true).first else {
      throw .failed(operation: "listen on \(host)", reason: "no address")
    }
    let listener = socket(address.family, TCPTransport.streamType, 0)
    guard listener >= 0 else { throw .failed(operation: "socket", reason: systemErrorText()) }
    var on: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard address.withPointer({ bind(listener, $0, $1) }) == 0, listen(listener, 1) == 0 else {
      let reason = systemErrorText()
      closeDescriptor(listener)
      throw .failed(operation: "listen on port \(port)", reason: reason)
    }
    _ = fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK)
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    self.port = Self.boundPort(listener) ?? port
    description = "\(host):\(self.port)"
    state = Mutex(State(listener: listener))
  }

  deinit { close() }

  package func close() {
    state.withLock { state in
      if state.listener >= 0 { closeDescriptor(state.listener) }
      state.listener = -1
      state.client?.close()
      state.client = nil
    }
  }

  package func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    let deadline = ContinuousClock.now + timeout
    while true {
      let left = max(.zero, deadline - ContinuousClock.now)
      if let client = try client(within: left) {
        do throws(TransportError) {
          return try client.read(atMost: limit, timeout: max(.zero, deadline - ContinuousClock.now))
        } catch {
          drop(client)
        }
      }
      if ContinuousClock.now >= deadline { return [] }
    }
  }

  package func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    guard let client = try client(within: .zero) else { return }
    do throws(TransportError) {
      try client.write(bytes, timeout: timeout)
    } catch {
      drop(client)
    }
  }

  package func discardInput() throws(TransportError) { try client(within: .zero)?.discardInput() }

  private func drop(_ client: FileDescriptorTransport) {
    client.close()
    state.withLock { if $0.client === client { $0.client = nil } }
  }

  /// The client, or the next one that connects within `timeout`.
  private func client(within timeout: Duration) throws(TransportError) -> FileDescriptorTransport? {
    let (listener, current) = state.withLock { ($0.listener, $0.client) }
    guard listener >= 0 else { throw .closed }
    if let current { return current }
    var entry = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(clamping: timeout.milliseconds + (timeout > .zero ? 1 : 0))) > 0 else { return nil }
    let descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let client = FileDescriptorTransport(descriptor, description: description, isSocket: true)
    state.withLock { $0.client = client }
    return client
  }

  private static func boundPort(_ listener: Int32) -> Int? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes -> Int? in
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        getsockname(listener, address, &length) == 0
      else { return nil }
      // Both families keep the port, in network order, at the same place.
      return Int(bytes[2]) << 8 | Int(bytes[3])
    }
  }
}

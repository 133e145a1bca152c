import Foundation
import Synchronization

/// A line behind a file descriptor: serial port, pseudo-terminal, socket.
package final class FileDescriptorTransport: Transport {
  package let description: String
  private let descriptor: Mutex<Int32>
  private let isSocket: Bool
  /// Kept as long as the line, such as the far end of a pseudo-terminal that must not hang up.
  private let owner: (any AnyObject & Sendable)?

  /// Takes over `descriptor`, makes it non-blocking and closes it in the end.
  /// - Parameter isSocket: writes then use `send`, which does not raise SIGPIPE.
  package init(
    _ descriptor: Int32, description: String, isSocket: Bool = false, owner: (any AnyObject & Sendable)? = nil
  ) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    #if canImport(Darwin)
      if isSocket {
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
      }
    #endif
    self.description = description
    self.descriptor = Mutex(descriptor)
    self.isSocket = isSocket
    self.owner = owner
  }

  deinit { close() }

  package func close() {
    let open = descriptor.withLock { descriptor in
      defer { descriptor = -1 }
      return descriptor
    }
    if open >= 0 { closeDescriptor(open) }
  }

  private func openDescriptor() throws(TransportError) -> Int32 {
    let current = descriptor.withLock { $0 }
    guard current >= 0 else { throw .closed }
    return current
  }

  package func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    let descriptor = try openDescriptor()
    let deadline = ContinuousClock.now + timeout
    while true {
      var status = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        status = readDescriptor(descriptor, UnsafeMutableRawBufferPointer(buffer))
        count = max(status, 0)
      }
      if status > 0 { return bytes }
      if status == 0 { throw .disconnected }
      switch errno {
      case EAGAIN, EWOULDBLOCK: break
      case EINTR: continue
      // A terminal whose other side is gone, a connection that was reset.
      case EIO, ENXIO, ENODEV, ECONNRESET, ECONNABORTED, EPIPE: throw .disconnected
      default: throw .failed(operation: "read", reason: systemErrorText())
      }
      guard try wait(descriptor, for: Int32(POLLIN), until: deadline) else { return [] }
    }
  }

  package func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    let descriptor = try openDescriptor()
    let deadline = ContinuousClock.now + timeout
    var position = 0
    while position < bytes.count {
      let count = bytes.withUnsafeBytes {
        let rest = UnsafeRawBufferPointer(rebasing: $0[position...])
        return isSocket ? sendDescriptor(descriptor, rest) : writeDescriptor(descriptor, rest)
      }
      if count > 0 {
        position += count
        continue
      }
      switch errno {
      case EAGAIN, EWOULDBLOCK: break
      case EINTR: continue
      case EIO, ENXIO, ENODEV, ECONNRESET, ECONNABORTED, EPIPE, ENOTCONN: throw .disconnected
      default: throw .failed(operation: "write", reason: systemErrorText())
      }
      guard try wait(descriptor, for: Int32(POLLOUT), until: deadline) else { throw .blocked }
    }
  }

  package func discardInput() throws(TransportError) {
    if !isSocket { tcflush(try openDescriptor(), TCIFLUSH) }
    // A bound, so that a peer that never stops talking cannot hold the caller.
    for _ in 0..<256 {
      if try read(atMost: 4096, timeout: .zero).isEmpty { return }
    }
  }

  /// True when `descriptor` is ready (or broken, which the next call will tell), false at the deadline.
  private func wait(
    _ descriptor: Int32, for event: Int32, until deadline: ContinuousClock.Instant
  ) throws(TransportError) -> Bool {
    while true {
      let left = deadline - ContinuousClock.now
      guard left > .zero else { return false }
      var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      // Rounded up: a wait of less than a millisecond must not become a busy loop.
      let milliseconds = min(left / .milliseconds(1) + 1, 60_000)
      let ready = poll(&entry, 1, Int32(milliseconds))
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { throw .failed(operation: "poll", reason: systemErrorText()) }
    }
  }
}

// The system's calls, which methods of the same names hide inside types.

private func readDescriptor(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}

private func writeDescriptor(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

/// Writes to a socket without SIGPIPE when the other side is gone; Darwin has an option of the socket for that.
private func sendDescriptor(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  #if canImport(Darwin)
    send(descriptor, bytes.baseAddress, bytes.count, 0)
  #else
    send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
  #endif
}

func closeDescriptor(_ descriptor: Int32) { close(descriptor) }

/// Text of the last system error.
func systemErrorText() -> String { String(cString: strerror(errno)) }

import Foundation

/// Connects to TCP ports.
package enum TCPTransport {
  /// Where relays and emulators listen unless told otherwise.
  package static let defaultHost = "localhost"
  package static let defaultPort = 10_000

  /// Connects to `host`, trying each of its addresses. Blocks up to `timeout` for each.
  package static func connect(
    host: String = defaultHost, port: Int = defaultPort, timeout: Duration = .seconds(5)
  ) throws(TransportError) -> FileDescriptorTransport {
    let place = "\(host):\(port)"
    var failure = TransportError.failed(operation: "connect to \(place)", reason: "no address")
    for address in try SocketAddress.resolve(host: host, port: port, isPassive: false) {
      let descriptor = socket(address.family, streamType, 0)
      guard descriptor >= 0 else {
        failure = .failed(operation: "socket", reason: systemErrorText())
        continue
      }
      let transport = FileDescriptorTransport(descriptor, description: place, isSocket: true)
      if let reason = connect(descriptor, to: address, timeout: timeout) {
        failure = .failed(operation: "connect to \(place)", reason: reason)
        continue
      }
      // Each packet waits for an answer: it must not wait for company.
      var on: Int32 = 1
      setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
      return transport
    }
    throw failure
  }

  /// Nil on success, otherwise the reason. The descriptor is non-blocking.
  private static func connect(_ descriptor: Int32, to address: SocketAddress, timeout: Duration) -> String? {
    let status = address.withPointer { connectSocket(descriptor, $0, $1) }
    if status == 0 { return nil }
    guard errno == EINPROGRESS else { return systemErrorText() }
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&entry, 1, Int32(clamping: timeout.milliseconds)) > 0 else { return "no answer" }
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    return code == 0 ? nil : String(cString: strerror(code))
  }

  /// `SOCK_STREAM`, which is an enumeration in some C libraries.
  static var streamType: Int32 {
    #if canImport(Glibc)
      Int32(SOCK_STREAM.rawValue)
    #else
      SOCK_STREAM
    #endif
  }
}

// The system's call, which the method of the same name hides inside the type.
private func connectSocket(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
  connect(descriptor, address, length)
}

/// One resolved address.
struct SocketAddress {
  var family: Int32
  var bytes: [UInt8]

  func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    bytes.withUnsafeBytes { buffer in
      // An address is never empty, so the buffer has a base.
      body(buffer.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(buffer.count))
    }
  }

  static func resolve(host: String, port: Int, isPassive: Bool) throws(TransportError) -> [SocketAddress] {
    guard (0...65_535).contains(port) else { throw .failed(operation: "resolve", reason: "\(port) is no port") }
    var hints = addrinfo()
    hints.ai_socktype = TCPTransport.streamType
    hints.ai_flags = isPassive ? AI_PASSIVE : 0
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &list)
    guard status == 0 else {
      throw .failed(operation: "resolve \(host)", reason: String(cString: gai_strerror(status)))
    }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next = list
    while let entry = next?.pointee {
      if let address = entry.ai_addr {
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
        addresses.append(SocketAddress(family: entry.ai_family, bytes: Array(bytes)))
      }
      next = entry.ai_next
    }
    return addresses
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two ends of a line within this process.
public struct TransportPair: Sendable {
  public let host: FileDescriptorTransport
  public let board: FileDescriptorTransport

  /// Opens a connected pair of local sockets.
  public init() throws(TransportError) {
    var descriptors: (Int32, Int32) = (-1, -1)
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let status = withUnsafeMutableBytes(of: &descriptors) {
      socketpair(AF_UNIX, kind, 0, $0.bindMemory(to: Int32.self).baseAddress)
    }
    guard status == 0 else { throw .failed(operation: "socketpair", reason: systemErrorText()) }
    host = FileDescriptorTransport(descriptors.0, description: "pair", isSocket: true)
    board = FileDescriptorTransport(descriptors.1, description: "pair", isSocket: true)
  }
}

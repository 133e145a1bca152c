import Foundation

/// Two ends of a line within this process.
package struct TransportPair: Sendable {
  package let host: FileDescriptorTransport
  package let board: FileDescriptorTransport

  /// Opens a connected pair of local sockets.
  package init() throws(TransportError) {
    var descriptors: (Int32, Int32) = (-1, -1)
    let status = withUnsafeMutableBytes(of: &descriptors) {
      socketpair(AF_UNIX, TCPTransport.streamType, 0, $0.bindMemory(to: Int32.self).baseAddress)
    }
    guard status == 0 else { throw .failed(operation: "socketpair", reason: systemErrorText()) }
    host = FileDescriptorTransport(descriptors.0, description: "pair", isSocket: true)
    board = FileDescriptorTransport(descriptors.1, description: "pair", isSocket: true)
  }
}

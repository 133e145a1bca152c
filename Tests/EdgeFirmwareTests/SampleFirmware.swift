import EdgeDrivers
import EdgeFirmware
import EdgeModel
import EdgeTestSupport
import Foundation
import Synchronization

/// Firmware with a small network of many operators, its inputs and what the engine makes of them.
struct SampleFirmware: Sendable {
  let virtual: VirtualBoard
  let order: BoardRunOrder
  let expected: EngineResults

  static let sample = OperatorCase.joined(Array(OperatorCases.int8(seed: 1).prefix(6)), name: "sample")

  static func model(name: String = "sample") -> FirmwareModel {
    FirmwareModel(
      name: name, file: "\(name).tflite",
      model: Model(
        graph: sample.graph, metadata: nil, sha256: String(repeating: "0", count: 64), fileByteCount: 0,
        description: ""))
  }

  init(board: String) throws {
    virtual = try VirtualBoard(board, [Self.model()])
    order = BoardRunOrder(
      modelName: "sample", inputs: Self.sample.inputs.map { tensor in tensor.withUnsafeBytes { [UInt8]($0) } })
    expected = try EngineResults(Self.sample.graph, inputs: Self.sample.inputs)
  }
}

/// A line that breaks after a number of bytes in either direction.
final class VanishingTransport: Transport {
  private let transport: any Transport
  private let left: Mutex<Int>

  init(_ transport: any Transport, afterByteCount count: Int) {
    self.transport = transport
    left = Mutex(count)
  }

  var description: String { transport.description }

  private func spend(_ count: Int) throws(TransportError) {
    let isOver = left.withLock { left in
      left -= min(count, left)
      return left == 0
    }
    guard isOver else { return }
    transport.close()
    throw .disconnected
  }

  func read(atMost limit: Int, timeout: Duration) throws(TransportError) -> [UInt8] {
    let bytes = try transport.read(atMost: limit, timeout: timeout)
    try spend(bytes.count)
    return bytes
  }

  func write(_ bytes: [UInt8], timeout: Duration) throws(TransportError) {
    try spend(bytes.count)
    try transport.write(bytes, timeout: timeout)
  }

  func discardInput() throws(TransportError) { try transport.discardInput() }
  func close() { transport.close() }
}

/// A TCP port that nobody uses.
enum FreePort {
  static func find() throws -> Int {
    let listener = try ListeningTransport(port: 0)
    defer { listener.close() }
    return listener.port
  }
}

import EdgeBoards
import EdgeLink
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

  static func model(name: String = "sample", of network: OperatorCase = sample) -> FirmwareModel {
    FirmwareModel(
      name: name, file: "\(name).tflite",
      model: Model(
        graph: network.graph, metadata: nil, sha256: ModelHash(String(repeating: "0", count: 64)), fileByteCount: 0,
        description: ""))
  }

  /// A network whose few bytes cross an emulated line in milliseconds.
  static let tiny: OperatorCase = {
    let b = CaseBuilder(seed: 3)
    let x = b.int8Input([1, 8, 8, 4])
    let w = b.weights([8, 3, 3, 4], axis: 0, perChannel: true)
    let y = b.op(
      .conv2D(.init(padding: .same, strideHeight: 2, strideWidth: 2)), [x, w, b.bias(8, x: x, w: w)], [1, 4, 4, 8],
      .int8, Quantization(scale: 1.0 / 256, zeroPoint: -128))
    let z = b.op(.logistic, [y], [1, 4, 4, 8], .int8, Quantization(scale: 1.0 / 256, zeroPoint: -128))
    return b.finish("tiny", outputs: [z])
  }()

  init(board: String, of network: OperatorCase = sample) throws {
    virtual = try VirtualBoard(board, [Self.model(of: network)])
    order = BoardRunOrder(
      modelName: "sample", inputs: network.inputs.map { tensor in tensor.withUnsafeBytes { [UInt8]($0) } })
    expected = try EngineResults(network.graph, inputs: network.inputs)
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
  /// Bytes until it breaks.
  var byteCountLeft: Int { left.withLock { $0 } }

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

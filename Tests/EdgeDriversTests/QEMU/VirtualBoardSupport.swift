import EdgeBoards
import EdgeDrivers
import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeRunner
import EdgeTestSupport
import Foundation

/// What virtual boards need.
enum VirtualBoards {
  private static let hasEmulator = (try? EmulatorProgram.find("qemu-system-arm")) != nil
  static let areAvailable = hasEmulator && (try? FirmwareTools.find()) != nil
  static let whyMissing: String =
    hasEmulator ? "no Swift toolchain with Embedded Swift for Arm is on the PATH" : "qemu-system-arm is not installed"
}

/// A small model in a file, what the engine computes of it, and its firmware.
struct SmallModel: Sendable {
  let folder: TemporaryFolder
  let path: String
  let inputs: [Tensor]
  let outputs: [Tensor]
  /// Results of each node of the plan.
  let nodes: [[Tensor]]
  let plan: ExecutionPlan

  static let board = "qemu-mps3-an547"
  static let shared = Result { try SmallModel() }

  init() throws {
    let b = CaseBuilder(seed: 23)
    let x = b.int8Input([1, 12, 12, 4])
    let w = b.weights([16, 3, 3, 4], axis: 0, perChannel: true)
    let c = b.op(
      .conv2D(.init(padding: .same, strideHeight: 2, strideWidth: 2)), [x, w, b.bias(16, x: x, w: w)], [1, 6, 6, 16],
      .int8, b.quantization())
    let y = b.int8Input([1, 6, 6, 16])
    let sum = b.op(.add(.none), [c, y], [1, 6, 6, 16], .int8, b.quantization())
    let real = b.op(.dequantize, [sum], [1, 6, 6, 16], .float32)
    let network = b.finish("small", outputs: [real])
    folder = try TemporaryFolder()
    path = folder.url.appendingPathComponent("small.tflite").path
    try Data(try TFLiteWriter.write(network.graph)).write(to: URL(fileURLWithPath: path))
    inputs = network.inputs
    plan = try ExecutionPlan(lowering: TFLiteReader.read(contentsOf: path).graph)
    let session = EngineSession(engine: try Engine(plan: plan))
    try session.setInputs(inputs)
    nodes = plan.nodes.map { node in
      session.run(node: node)
      return node.outputs.map { session.copy(of: $0) }
    }
    outputs = session.outputs()
  }

  var cache: FirmwareCache { FirmwareCache(folder: folder.url.appendingPathComponent("cache")) }

  /// Connects as users do; firmware is built once.
  func connect(_ parameters: String = "") async throws -> any Runner {
    var driver = QEMUDriver()
    driver.cache = cache
    return try await Drivers.connect(
      Descriptor("qemu:\(Self.board)?model=\(path)\(parameters)"), among: [driver])
  }

  /// The board with this model.
  func emulated() throws -> EmulatedBoard {
    let board = try BoardSpecification.named(Self.board)
    let image = try cache.image(board: board, models: FirmwareModel.read([path]), options: FirmwareOptions())
    return EmulatedBoard(board: board, firmware: image)
  }
}

func contents(_ tensors: [Tensor]) -> [[UInt8]] { tensors.map { tensor in tensor.withUnsafeBytes { Array($0) } } }

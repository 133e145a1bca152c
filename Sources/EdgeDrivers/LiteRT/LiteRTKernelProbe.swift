import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem
import Synchronization

/// Finds out which kernel family a library really runs, because some versions run another than they are told to.
///
/// The probe is one 1x1 convolution whose exact results lie halfway between two codes. The three families round such
/// results differently (`y = acc / 4`, accumulators 2 and -2): XNNPACK to even, so 0 and 0; the optimised kernels
/// up, so 1 and 0; the reference kernels away from zero, so 1 and -1.
enum LiteRTKernelProbe {
  private static let accumulators: [Int8] = [2, -2]
  private static let signatures: [LiteRTKernels: [Int8]] = [.xnnpack: [0, 0], .builtin: [1, 0], .reference: [1, -1]]

  private struct Key: Hashable {
    var path: String
    var kernels: LiteRTKernels
  }

  /// Verdicts on libraries already probed; a library stays loaded, so its verdict stays true.
  private static let verdicts = Mutex<[Key: [Int8]]>([:])

  /// Throws `RunnerError.Code.unavailable` unless `library` runs the kernels that `settings` ask for.
  static func verify(_ library: LiteRTLibrary, runs settings: LiteRTSettings) throws(RunnerError) {
    let result = try results(library, settings)
    guard result != signatures[settings.kernels] else { return }
    let actual = signatures.first { $0.value == result }.map { "the \($0.key.rawValue) kernels" } ?? "unknown kernels"
    let version = library.location.version.map { "LiteRT \($0)" } ?? "this LiteRT library"
    throw RunnerError(
      .unavailable, "\(version) runs \(actual) when asked for kernels=\(settings.kernels.rawValue)",
      hint: settings.kernels == .reference
        ? "versions 2.2.0 and 2.3.0 lack the reference kernels; give a 2.1.6 library by ?library=PATH"
        : "use the tested version: \(WheelLibrary.liteRT.installHint)")
  }

  private static func results(
    _ library: LiteRTLibrary, _ settings: LiteRTSettings
  ) throws(RunnerError) -> [Int8] {
    let key = Key(path: library.location.path, kernels: settings.kernels)
    if let known = verdicts.withLock({ $0[key] }) { return known }
    let bytes: [UInt8]
    do throws(TFLiteError) {
      bytes = try TFLiteWriter.write(graph, description: "kernel probe")
    } catch {
      throw RunnerError(.unavailable, "the kernel probe cannot be written", cause: error)
    }
    let program = try LiteRTProgram(
      library: library, ports: LiteRTPorts(ByteRegion(copying: bytes)),
      settings: LiteRTSettings(threads: 1, kernels: settings.kernels))
    accumulators.withUnsafeBytes { program.setInput(0, to: $0) }
    try program.run()
    var result: [Int8] = []
    program.withOutput(0) { result = Array($0.bindMemory(to: Int8.self)) }
    verdicts.withLock { $0[key] = result }
    return result
  }

  /// A convolution of two pixels with one channel: weight 1, bias 0, scales that multiply by a quarter.
  private static var graph: Graph {
    func constant(_ name: String, _ tensor: Tensor) -> GraphTensor {
      let storage = TensorStorage(byteCount: tensor.byteCount)
      tensor.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(start: storage.baseAddress, count: $0.count).copyMemory(from: $0)
      }
      return GraphTensor(
        name: name, shape: tensor.shape, elementType: tensor.elementType, quantization: tensor.quantization,
        constant: storage)
    }
    let unit = Quantization(scale: 1, zeroPoint: 0)
    let quarter = Quantization(scale: 0.25, zeroPoint: 0)
    let shape = [1, 1, accumulators.count, 1]
    return Graph(
      name: "probe",
      tensors: [
        GraphTensor(name: "input", shape: shape, elementType: .int8, quantization: unit),
        constant("weights", Tensor(shape: [1, 1, 1, 1], elementType: .int8, quantization: quarter, values: [Int8(1)])),
        constant("bias", Tensor(shape: [1], elementType: .int32, quantization: quarter, values: [Int32(0)])),
        GraphTensor(name: "output", shape: shape, elementType: .int8, quantization: unit),
      ],
      operators: [
        Operator(
          kind: .conv2D(ConvolutionAttributes(padding: .valid)), inputs: [0, 1, 2], outputs: [3], sourceIndex: 0)
      ], inputs: [0], outputs: [3])
  }
}

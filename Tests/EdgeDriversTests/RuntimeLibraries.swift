import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem
import EdgeTestSupport
import Testing

/// Which of the runtimes the tests can use here.
enum RuntimeLibraries {
  static let liteRT = LiteRTDriver().availability()
  static let onnxRuntime = ONNXRuntimeDriver().availability()

  /// Needs LiteRT and the shared models.
  static let liteRTModels: ConditionTrait = .enabled(
    if: liteRT.isUsable && SharedFiles.arePresent, Comment(rawValue: whyNot(liteRT.reason)))
  /// Needs ONNX Runtime and the shared models.
  static let onnxRuntimeModels: ConditionTrait = .enabled(
    if: onnxRuntime.isUsable && SharedFiles.arePresent, Comment(rawValue: whyNot(onnxRuntime.reason)))

  private static func whyNot(_ reason: String) -> String {
    SharedFiles.arePresent ? reason : SharedFiles.whyAbsent
  }
}

extension Tensor {
  /// SHA-256 of the stored bytes.
  var sha256: String { withUnsafeBytes { SHA256.hexDigest(of: $0) } }

  /// One of the recorded inputs for a model with this input, NHWC with three channels.
  static func golden(_ input: GoldenInput, shape: [Int], elementType: ElementType) -> Tensor {
    let bytes = input.bytes(height: shape[1], width: shape[2])
    let values = elementType == .int8 ? bytes.map { $0 &- 128 } : bytes
    return Tensor(shape: shape, elementType: elementType, values: values)
  }
}

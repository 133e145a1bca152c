import CEdgeHost
import EdgeRunner

/// LiteRT's C functions, found in a loaded library.
///
/// Functions are immutable and may be called from any thread; the objects they make may not be shared.
final class LiteRTLibrary: @unchecked Sendable {
  let location: WheelLibrary.Location

  let createEnvironment: EdgeLiteRtCreateEnvironmentFunction
  let destroyEnvironment: EdgeLiteRtDestroyEnvironmentFunction
  let createModelFromBuffer: EdgeLiteRtCreateModelFromBufferFunction
  let destroyModel: EdgeLiteRtDestroyModelFunction
  let modelSignature: EdgeLiteRtGetModelSignatureFunction
  let signatureInputCount: EdgeLiteRtGetSignatureTensorCountFunction
  let signatureOutputCount: EdgeLiteRtGetSignatureTensorCountFunction
  let signatureInput: EdgeLiteRtGetSignatureTensorFunction
  let signatureOutput: EdgeLiteRtGetSignatureTensorFunction
  let tensorName: EdgeLiteRtGetTensorNameFunction
  let tensorIndex: EdgeLiteRtGetTensorIndexFunction
  let rankedTensorType: EdgeLiteRtGetRankedTensorTypeFunction
  let quantizationType: EdgeLiteRtGetQuantizationTypeFunction
  let perTensorQuantization: EdgeLiteRtGetPerTensorQuantizationFunction
  let createOptions: EdgeLiteRtCreateOptionsFunction
  let destroyOptions: EdgeLiteRtDestroyOptionsFunction
  let setAccelerators: EdgeLiteRtSetOptionsHardwareAcceleratorsFunction
  let createOpaqueOptions: EdgeLiteRtCreateOpaqueOptionsFunction
  let addOpaqueOptions: EdgeLiteRtAddOpaqueOptionsFunction
  let createCompiledModel: EdgeLiteRtCreateCompiledModelFunction
  let destroyCompiledModel: EdgeLiteRtDestroyCompiledModelFunction
  let runCompiledModel: EdgeLiteRtRunCompiledModelFunction
  let createHostBuffer: EdgeLiteRtCreateTensorBufferFromHostMemoryFunction
  let destroyBuffer: EdgeLiteRtDestroyTensorBufferFunction
  let inputLayout: EdgeLiteRtGetInputLayoutFunction
  let outputLayouts: EdgeLiteRtGetOutputLayoutsFunction
  let bufferType: EdgeLiteRtGetTensorBufferTypeFunction
  let bufferSize: EdgeLiteRtGetTensorBufferSizeFunction
  let lockBuffer: EdgeLiteRtLockTensorBufferFunction
  let unlockBuffer: EdgeLiteRtUnlockTensorBufferFunction
  let addCustomOperator: EdgeLiteRtAddCustomOperatorFunction
  let profiler: EdgeLiteRtGetProfilerFunction
  let startProfiler: EdgeLiteRtProfilerActionFunction
  let stopProfiler: EdgeLiteRtProfilerActionFunction
  let resetProfiler: EdgeLiteRtProfilerActionFunction
  let profilerEventCount: EdgeLiteRtGetProfilerEventCountFunction
  let profilerEvents: EdgeLiteRtGetProfilerEventsFunction

  /// Loads the library at `location`.
  /// - Throws: `RunnerError.Code.unavailable` when it cannot be opened or is not a LiteRT of the 2.x kind.
  init(_ location: WheelLibrary.Location) throws(RunnerError) {
    self.location = location
    do throws(DynamicLibrary.Failure) {
      let library = try DynamicLibrary(path: location.path)
      createEnvironment = try library.function("LiteRtCreateEnvironment")
      destroyEnvironment = try library.function("LiteRtDestroyEnvironment")
      createModelFromBuffer = try library.function("LiteRtCreateModelFromBuffer")
      destroyModel = try library.function("LiteRtDestroyModel")
      modelSignature = try library.function("LiteRtGetModelSignature")
      signatureInputCount = try library.function("LiteRtGetNumSignatureInputs")
      signatureOutputCount = try library.function("LiteRtGetNumSignatureOutputs")
      signatureInput = try library.function("LiteRtGetSignatureInputTensorByIndex")
      signatureOutput = try library.function("LiteRtGetSignatureOutputTensorByIndex")
      tensorName = try library.function("LiteRtGetTensorName")
      tensorIndex = try library.function("LiteRtGetTensorIndex")
      rankedTensorType = try library.function("LiteRtGetRankedTensorType")
      quantizationType = try library.function("LiteRtGetQuantizationTypeId")
      perTensorQuantization = try library.function("LiteRtGetPerTensorQuantization")
      createOptions = try library.function("LiteRtCreateOptions")
      destroyOptions = try library.function("LiteRtDestroyOptions")
      setAccelerators = try library.function("LiteRtSetOptionsHardwareAccelerators")
      createOpaqueOptions = try library.function("LiteRtCreateOpaqueOptions")
      addOpaqueOptions = try library.function("LiteRtAddOpaqueOptions")
      createCompiledModel = try library.function("LiteRtCreateCompiledModel")
      destroyCompiledModel = try library.function("LiteRtDestroyCompiledModel")
      runCompiledModel = try library.function("LiteRtRunCompiledModel")
      createHostBuffer = try library.function("LiteRtCreateTensorBufferFromHostMemory")
      destroyBuffer = try library.function("LiteRtDestroyTensorBuffer")
      inputLayout = try library.function("LiteRtGetCompiledModelInputTensorLayout")
      outputLayouts = try library.function("LiteRtGetCompiledModelOutputTensorLayouts")
      bufferType = try library.function("LiteRtGetTensorBufferTensorType")
      bufferSize = try library.function("LiteRtGetTensorBufferSize")
      lockBuffer = try library.function("LiteRtLockTensorBuffer")
      unlockBuffer = try library.function("LiteRtUnlockTensorBuffer")
      addCustomOperator = try library.function("LiteRtAddCustomOpKernelOption")
      profiler = try library.function("LiteRtCompiledModelGetProfiler")
      startProfiler = try library.function("LiteRtStartProfiler")
      stopProfiler = try library.function("LiteRtStopProfiler")
      resetProfiler = try library.function("LiteRtResetProfiler")
      profilerEventCount = try library.function("LiteRtGetNumProfilerEvents")
      profilerEvents = try library.function("LiteRtGetProfilerEvents")
    } catch {
      throw RunnerError(
        .unavailable, "the LiteRT library cannot be used", cause: error, hint: WheelLibrary.liteRT.installHint)
    }
  }

  /// Throws when `status` is not success.
  /// - Parameter step: what was being done, for the message.
  func check(_ status: Int32, _ step: @autoclosure () -> String) throws(RunnerError) {
    guard status != 0 else { return }
    let code: RunnerError.Code =
      switch status {
      case 1, 4, 1000: .invalidArgument
      case 2: .outOfMemory
      case 5: .unsupportedModel
      case 500, 501, 503: .invalidModel
      case 504: .unsupportedModel
      default: .unavailable
      }
    throw RunnerError(code, "LiteRT failed to \(step()): \(Self.name(ofStatus: status))")
  }

  private static func name(ofStatus status: Int32) -> String {
    let name =
      switch status {
      case 1: "invalid argument"
      case 2: "memory allocation failure"
      case 3: "runtime failure"
      case 4: "missing input tensor"
      case 5: "unsupported"
      case 6: "not found"
      case 8: "wrong version"
      case 100: "cancelled"
      case 500: "file error"
      case 501: "invalid flatbuffer"
      case 502: "dynamic loading failure"
      case 503: "serialization failure"
      case 504: "compilation failure"
      case 1000: "index out of bounds"
      default: "failure"
      }
    return "\(name) (status \(status))"
  }
}

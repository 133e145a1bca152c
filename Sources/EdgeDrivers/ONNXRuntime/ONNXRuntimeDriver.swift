import EdgeFormats
import EdgeModel
import EdgeRunner

/// Runs ONNX files with Microsoft's ONNX Runtime, loaded at run time.
public struct ONNXRuntimeDriver: Driver {
  public init() {}

  public var name: String { "onnxruntime" }
  public var summary: String { "ONNX Runtime from its PyPI wheel, on the CPU" }
  public var descriptorForms: [String] {
    ["onnxruntime:PATH.onnx[?threads=N&batch=N&imgsz=SIDE|HEIGHTxWIDTH&library=PATH]", "PATH.onnx"]
  }
  public var capabilities: Capabilities { [.perLayer, .intermediateData, .performanceOnly] }

  public func claims(target: String) -> Bool { ModelFormat(path: target) == .onnx }

  public func availability() -> Availability {
    do throws(RunnerError) {
      let library = try ONNXRuntimeLibrary(WheelLibrary.onnxRuntime.locate())
      return .usable(version: library.version, reason: library.location.path)
    } catch {
      return .unusable(error)
    }
  }

  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    let settings = try ONNXRuntimeSettings(descriptor)
    let library = try ONNXRuntimeLibrary(WheelLibrary.onnxRuntime.locate(path: settings.library))
    return try ONNXRuntimeRunner(
      library: library, settings: settings,
      model: ONNXRuntimeModel(environment.openModel(descriptor, .onnx, for: self)))
  }
}

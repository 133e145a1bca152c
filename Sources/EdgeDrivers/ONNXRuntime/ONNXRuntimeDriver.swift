import EdgeFormats
import EdgeModel
public import EdgeRunner

/// Runs ONNX files with Microsoft's ONNX Runtime, loaded at run time.
public struct ONNXRuntimeDriver: Driver {
  /// The driver has no settings; descriptors have.
  public init() {}

  /// `onnxruntime`, which ONNX files need not name.
  public var name: String { "onnxruntime" }
  /// Where the library comes from.
  public var summary: String { "ONNX Runtime from its PyPI wheel, on the CPU" }
  /// The forms with all parameters.
  public var descriptorForms: [String] {
    ["onnxruntime:PATH.onnx[?threads=N&batch=N&imgsz=SIDE|HEIGHTxWIDTH&library=PATH]", "PATH.onnx"]
  }
  /// Times and results of nodes, on the host.
  public var capabilities: Capabilities { [.perLayer, .intermediateData, .performanceOnly] }

  /// True for ONNX files.
  public func claims(target: String) -> Bool { ModelFormat(path: target) == .onnx }

  /// Usable where the library is found and can be loaded; the version is the library's own.
  public func availability() -> Availability {
    do throws(RunnerError) {
      let library = try ONNXRuntimeLibrary(WheelLibrary.onnxRuntime.locate())
      return .usable(version: library.version, reason: library.location.path)
    } catch {
      return .unusable(error)
    }
  }

  /// Loads the library and prepares the model.
  /// - Throws: `RunnerError.Code.unavailable` without the library, `invalidModel` or `unsupportedModel` where ONNX
  ///   Runtime refuses the file.
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

import EdgeFormats
import EdgeModel
import EdgeRunner

/// Runs TFLite files with Google's LiteRT, loaded at run time.
public struct LiteRTDriver: Driver {
  public init() {}

  public var name: String { "litert" }
  public var summary: String { "LiteRT (TensorFlow Lite) from its PyPI wheel, on the CPU" }
  public var descriptorForms: [String] {
    ["litert:PATH.tflite[?threads=N&kernels=xnnpack|builtin|reference&library=PATH]"]
  }
  public var capabilities: Capabilities { [.perLayer, .intermediateData, .performanceOnly] }

  /// Never: a bare `.tflite` belongs to the native engine.
  public func claims(target: String) -> Bool { false }

  public func availability() -> Availability {
    do throws(RunnerError) {
      let location = try WheelLibrary.liteRT.locate()
      _ = try LiteRTLibrary(location)
      return .usable(version: location.version, reason: location.path)
    } catch {
      return .unusable(error)
    }
  }

  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    let settings = try LiteRTSettings(descriptor)
    let library = try LiteRTLibrary(WheelLibrary.liteRT.locate(path: settings.library))
    try LiteRTKernelProbe.verify(library, runs: settings)
    return try LiteRTRunner(
      library: library, settings: settings, model: LiteRTModel(environment.openModel(descriptor, .tflite, for: self)))
  }
}

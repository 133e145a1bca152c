import EdgeFormats
import EdgeModel
public import EdgeRunner

/// Runs TFLite files with Google's LiteRT, loaded at run time.
public struct LiteRTDriver: Driver {
  /// The driver has no settings; descriptors have.
  public init() {}

  /// `litert`, before the path of the model.
  public var name: String { "litert" }
  /// Where the library comes from.
  public var summary: String { "LiteRT (TensorFlow Lite) from its PyPI wheel, on the CPU" }
  /// The form with all parameters.
  public var descriptorForms: [String] {
    ["litert:PATH.tflite[?threads=N&kernels=xnnpack|builtin|reference&library=PATH]"]
  }
  /// Times and results of operators, on the host.
  public var capabilities: Capabilities { [.perLayer, .intermediateData, .performanceOnly] }

  /// Never: a bare `.tflite` belongs to the native engine.
  public func claims(target: String) -> Bool { false }

  /// Usable where the library is found and can be loaded; the version is the library's own.
  public func availability() -> Availability {
    do throws(RunnerError) {
      let location = try WheelLibrary.liteRT.locate()
      _ = try LiteRTLibrary(location)
      return .usable(version: location.version, reason: location.path)
    } catch {
      return .unusable(error)
    }
  }

  /// Loads the library and compiles the model.
  /// - Throws: `RunnerError.Code.unavailable` without the library, `invalidModel` or `unsupportedModel` where LiteRT
  ///   refuses the file.
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

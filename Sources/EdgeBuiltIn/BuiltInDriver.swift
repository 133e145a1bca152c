import EdgeDrivers
import EdgeFormats
public import EdgeRunner

/// Runs the built-in model on the native engine: the descriptor `builtin:`.
///
/// It is none of `Drivers.all`, so that only programs that name it carry the model:
///
///     let runner = try await Drivers.connect("builtin:", among: Drivers.all + [BuiltInDriver()])
public struct BuiltInDriver: Driver {
  /// The driver has no settings.
  public init() {}

  /// `builtin`, which takes no target.
  public var name: String { "builtin" }
  /// The model, and what runs it.
  public var summary: String { "the built-in PicoDet-S 416 detector of 80 COCO classes, on EdgeRunner's own engine" }
  /// The one descriptor.
  public var descriptorForms: [String] { [BuiltInModel.descriptor] }
  /// Those of the engine.
  public var capabilities: Capabilities { NativeDriver().capabilities }

  /// Never: the built-in model is asked for by name.
  public func claims(target: String) -> Bool { false }

  /// Always usable, as the engine is.
  public func availability() -> Availability { NativeDriver().availability() }

  /// Opens the model inside the program; a target or a parameter that the engine does not know is an error.
  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    guard descriptor.target.isEmpty, descriptor.parameters.isEmpty else {
      throw RunnerError(
        .invalidDescriptor, "descriptor \"\(descriptor)\": the built-in model takes no path and no parameters",
        hint: "write \(BuiltInModel.descriptor)")
    }
    let source: ModelSource
    do throws(ModelError) { source = try environment.models.open(BuiltInModel.file) } catch { throw RunnerError(error) }
    return try NativeDriver().open(source)
  }
}

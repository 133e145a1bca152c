import EdgeDrivers
import EdgeFormats
import EdgeRunner

/// Runs the built-in model on the native engine: the descriptor `builtin:`.
///
/// It is none of `Drivers.all`, so that only programs that name it carry the model:
///
///     let runner = try await Drivers.connect("builtin:", among: Drivers.all + [BuiltInDriver()])
public struct BuiltInDriver: Driver {
  public init() {}

  public var name: String { "builtin" }
  public var summary: String { "the built-in PicoDet-S 416 detector of 80 COCO classes, on EdgeRunner's own engine" }
  public var descriptorForms: [String] { [BuiltInModel.descriptor] }
  public var capabilities: Capabilities { NativeDriver().capabilities }

  /// Never: the built-in model is asked for by name.
  public func claims(target: String) -> Bool { false }

  public func availability() -> Availability { NativeDriver().availability() }

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

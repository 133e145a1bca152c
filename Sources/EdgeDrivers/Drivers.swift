public import EdgeRunner
import EdgeSystem

/// Every way of running a model, and the choice among them.
public enum Drivers {
  /// All drivers, in the order listings show them. A new driver adds its line here.
  public static let all: [any Driver] = [
    NativeDriver(),
    LiteRTDriver(),
    ONNXRuntimeDriver(),
    SharedLibraryDriver(),
    SerialDriver(),
    SocketDriver(),
    QEMUDriver(),
  ]

  /// Other names that descriptors may use for a driver.
  static let aliases = ["file": "lib", "ort": "onnxruntime"]

  /// Opens `descriptor`, e.g. `model.tflite`, `litert:model.tflite?threads=2`, `model.onnx`.
  ///
  ///     let runner = try await Drivers.connect("model.tflite")
  ///
  /// - Parameters:
  ///   - drivers: those to choose from. The model of the product EdgeBuiltIn, which a program need not carry, takes
  ///     `Drivers.all + [BuiltInDriver()]`; the descriptor is then `builtin:`.
  ///   - environment: reads model files and is told what happens.
  /// - Throws: `RunnerError` of the driver chosen; `RunnerError.Code.invalidDescriptor` when no driver opens this kind
  ///   of descriptor, naming those there are.
  public static func connect(
    _ descriptor: String, among drivers: [any Driver] = all, in environment: DriverEnvironment = DriverEnvironment()
  ) async throws(RunnerError) -> any Runner {
    try await connect(Descriptor(descriptor), among: drivers, in: environment)
  }

  /// Opens `descriptor` with the one of `drivers` that it names or that claims its target.
  public static func connect(
    _ descriptor: Descriptor, among drivers: [any Driver] = all, in environment: DriverEnvironment = DriverEnvironment()
  ) async throws(RunnerError) -> any Runner {
    let driver = try driver(for: descriptor, among: drivers)
    do throws(RunnerError) {
      return try await driver.open(descriptor, in: environment)
    } catch {
      guard error.code == .unavailable else { throw error }
      var error = error
      let others = drivers.filter { $0.name != driver.name && $0.availability().isUsable }.map(\.name)
      let usable = others.isEmpty ? "no other driver is usable here" : "usable here: \(others.joined(separator: ", "))"
      error.hint = error.hint.map { "\($0); \(usable)" } ?? usable
      throw error
    }
  }

  /// The one of `drivers` that `descriptor` names or, when it names none, the first that claims its target.
  public static func driver(
    for descriptor: Descriptor, among drivers: [any Driver] = all
  ) throws(RunnerError) -> any Driver {
    if let name = descriptor.driverName {
      let canonical = aliases[name] ?? name
      if let driver = drivers.first(where: { $0.name == canonical }) { return driver }
      throw RunnerError(
        .invalidDescriptor, "descriptor \"\(descriptor)\": there is no driver \(name)",
        hint: hint(nearest: nearestName(to: name, among: drivers), drivers))
    }
    if let driver = drivers.first(where: { $0.claims(target: descriptor.target) }) { return driver }
    throw RunnerError(
      .invalidDescriptor, "descriptor \"\(descriptor)\": no driver opens this kind of file",
      hint: hint(nearest: nearestName(to: descriptor.target, among: drivers), drivers))
  }

  /// A sentence that lists the drivers with what keeps some of them from being used here.
  private static func hint(nearest: String?, _ drivers: [any Driver]) -> String {
    let list = drivers.map { driver in
      let availability = driver.availability()
      return availability.isUsable ? driver.name : "\(driver.name) (not usable here: \(availability.reason))"
    }
    let question = nearest.map { "did you mean \($0)? " } ?? ""
    return question + "Drivers: " + list.joined(separator: ", ")
  }

  /// The driver name or alias closest to `text`; nil when none is close enough to be a slip of the fingers.
  static func nearestName(to text: String, among drivers: [any Driver]) -> String? {
    let names =
      drivers.map(\.name) + aliases.filter { alias in drivers.contains { $0.name == alias.value } }.keys.sorted()
    return Suggestion.names(like: text, among: names, maximumDistance: { max(1, $0.count / 3) }).first
  }
}

import EdgeFormats
import EdgeRunner

extension DriverEnvironment {
  /// Opens the model file that `descriptor` names, for a driver that runs files of one format.
  /// - Throws: `RunnerError.Code.invalidDescriptor` when it names none, `.invalidModel` when it is missing, unreadable
  ///   or of another format.
  func openModel(
    _ descriptor: Descriptor, _ format: ModelFormat, for driver: some Driver
  ) throws(RunnerError) -> ModelSource {
    guard !descriptor.target.isEmpty else {
      throw RunnerError(
        .invalidDescriptor, "the descriptor names no model file", hint: "write \(driver.name):PATH\(format.suffix)")
    }
    let source: ModelSource
    do throws(ModelError) { source = try models.open(descriptor.target) } catch { throw RunnerError(error) }
    guard source.format == format else {
      let others: [any Driver] = [NativeDriver(), ONNXRuntimeDriver()]
      let other = others.first { $0.claims(target: descriptor.target) }
      throw RunnerError(
        .invalidModel,
        "\(descriptor.target) is a file of the format \(source.format.name), the driver \(driver.name) runs \(format.name)",
        hint: other.map { "write \($0.name):\(descriptor.target)" })
    }
    return source
  }
}

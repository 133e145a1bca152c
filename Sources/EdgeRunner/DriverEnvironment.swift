public import EdgeFormats

/// What drivers work with and whom they tell, given by whoever opens descriptors.
public struct DriverEnvironment: Sendable {
  /// Reads model files: a file that several runners open is read and hashed once.
  public var models: ModelReader
  /// Told what devices say and how far they are.
  public var events: DeviceEvents
  /// Told what begins, such as `compiling`, when something has to be built before a model can run.
  public var buildStep: @Sendable (String) -> Void

  /// Reads files anew and tells nobody, unless given.
  public init(
    models: ModelReader = .shared, events: DeviceEvents = DeviceEvents(),
    buildStep: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.models = models
    self.events = events
    self.buildStep = buildStep
  }
}

public import EdgeFormats
public import EdgeModel

/// Whether a driver can work on this machine, and if not, why.
public struct Availability: Sendable, Hashable {
  /// True when `open` can be expected to work.
  public var isUsable: Bool
  /// Version of the runtime behind the driver; nil when unusable or unversioned.
  public var version: String?
  /// Where it was found, or why it is unusable.
  public var reason: String
  /// The command or setting that makes it usable; nil when it is.
  public var hint: String?

  /// A driver that can be used, with what makes it so.
  public static func usable(version: String?, reason: String) -> Availability {
    Availability(isUsable: true, version: version, reason: reason, hint: nil)
  }

  /// A driver that cannot be used, with what is missing and, where there is one, a way to get it.
  public static func unusable(reason: String, hint: String?) -> Availability {
    Availability(isUsable: false, version: nil, reason: reason, hint: hint)
  }

  /// Unusable because of `error`.
  public static func unusable(_ error: RunnerError) -> Availability {
    .unusable(reason: error.cause.map { "\(error.message): \($0)" } ?? error.message, hint: error.hint)
  }
}

/// What opens one kind of descriptor.
public protocol Driver: Sendable {
  /// The name before the colon in descriptors.
  var name: String { get }
  /// One line: what this driver runs, for listings.
  var summary: String { get }
  /// Forms of its descriptors, for help texts, e.g. `litert:PATH.tflite[?threads=N]`.
  var descriptorForms: [String] { get }
  /// The most its runners can do.
  var capabilities: Capabilities { get }
  /// True when data cross a line to where its runners execute models, as with boards real or emulated.
  var isRemote: Bool { get }
  /// True when this driver opens a descriptor that names no driver, judged by the target's form, or by the content of
  /// a file of that name.
  func claims(target: String) -> Bool
  /// Can it work here? Must not throw, block for long or have side effects.
  func availability() -> Availability
  /// Opens the descriptor's target. Unknown parameters are an error.
  /// - Parameter environment: reads model files, and is told what happens meanwhile and as long as the runner works.
  func open(_ descriptor: Descriptor, in environment: DriverEnvironment) async throws(RunnerError) -> any Runner
}

extension Driver {
  /// False: most drivers execute models in this process.
  public var isRemote: Bool { false }
}

/// A connected driver: one or more models ready to run. Immutable and shared; sessions are not.
public protocol Runner: Sendable {
  var information: RunnerInformation { get }
  /// Models in discovery order; never empty.
  var models: [ModelInformation] { get }
  /// What this runner can do; a mode that needs more throws `RunnerError.Code.missingCapability`.
  var capabilities: Capabilities { get }
  /// Starts using a model.
  /// - Parameter modelName: name in `models`; nil means the first.
  func makeSession(modelName: String?) async throws(RunnerError) -> any Session
  /// Releases the connection; sessions made from it then throw `RunnerError.Code.notConnected`. May be called twice.
  func close() async
}

/// One named model in use. A session runs one invocation at a time; concurrent calls queue.
public protocol Session: Sendable {
  var model: ModelInformation { get }
  /// Runs the model on one sample or a batch.
  /// - Parameters:
  ///   - inputs: one tensor per model input, of its element type; the first dimension may be a multiple of the model's.
  ///   - mode: how much to report.
  ///   - observer: watches nodes; nil for none.
  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult
}

extension Session {
  /// What `invoke` takes, in order.
  public var inputs: [TensorDescription] { model.inputs }
  /// What `invoke` returns, in order.
  public var outputs: [TensorDescription] { model.outputs }

  /// Runs the model and returns its outputs and total duration.
  public func invoke(_ inputs: [Tensor]) async throws(RunnerError) -> InvocationResult {
    try await invoke(inputs, mode: .ioOnly, observer: nil)
  }
}

extension Driver {
  /// Opens the descriptor's target where nobody wants to be told anything.
  public func open(_ descriptor: Descriptor) async throws(RunnerError) -> any Runner {
    try await open(descriptor, in: DriverEnvironment())
  }
}

extension Runner {
  /// The file that the first model was made of; nil where that is not known or not at hand.
  public var source: ModelSource? { models.first?.source }

  /// Starts using the first model.
  public func makeSession() async throws(RunnerError) -> any Session { try await makeSession(modelName: nil) }
}

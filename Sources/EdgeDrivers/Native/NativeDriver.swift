package import EdgeEngine
public import EdgeFormats
import EdgeModel
import EdgePasses
package import EdgePlanner
public import EdgeRunner

/// Runs TFLite files with EdgeRunner's own engine, in the arithmetic of LiteRT's default path or of TFLite's
/// reference kernels.
public struct NativeDriver: Driver {
  /// The driver has no settings; descriptors have.
  public init() {}

  /// `native`, which TFLite files need not name.
  public var name: String { "native" }
  /// What the engine promises.
  public var summary: String { "EdgeRunner's own engine, bit-exact to LiteRT" }
  /// The forms with all parameters.
  public var descriptorForms: [String] {
    ["PATH.tflite", "native:PATH[?arithmetic=litert|reference&kernels=best|portable|...]"]
  }
  /// Everything that a host can do.
  public var capabilities: Capabilities { NativeRunner.capabilities }

  /// True for TFLite files.
  public func claims(target: String) -> Bool { ModelFormat(path: target) == .tflite }

  /// Always usable.
  public func availability() -> Availability {
    .usable(version: NativeRunner.version, reason: "built in")
  }

  /// Reads and lowers the model and chooses its kernels; weights are packed here, once for all sessions.
  /// - Throws: `RunnerError.Code.invalidModel` for a damaged file, `unsupportedModel` for operators or types that the
  ///   engine does not run, `outOfMemory` for a model that needs too much.
  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    let settings = try NativeSettings(descriptor)
    return try NativeRunner(environment.openModel(descriptor, .tflite, for: self), settings: settings)
  }

  /// Opens a model that a reader has opened, e.g. one in memory.
  /// - Throws: `RunnerError.Code.invalidModel` or `.unsupportedModel` when it is damaged or cannot be run.
  public func open(_ source: ModelSource) throws(RunnerError) -> any Runner {
    try NativeRunner(source, settings: NativeSettings())
  }
}

/// The query parameters of a `native:` descriptor.
package struct NativeSettings: Sendable, Hashable {
  package var arithmetic: Arithmetic
  package var kernels: KernelTable.Selection

  package init(arithmetic: Arithmetic = .litert, kernels: KernelTable.Selection = .best) {
    self.arithmetic = arithmetic
    self.kernels = kernels
  }

  /// Reads the parameters of `descriptor`.
  package init(_ descriptor: Descriptor) throws(RunnerError) {
    var parameters = DescriptorParameters(descriptor)
    self.init(arithmetic: try parameters.choice("arithmetic", of: Arithmetic.self) ?? .litert)
    // One thread computes; asking for that is no error, so that descriptors can be compared by changing the driver.
    _ = try parameters.integer("threads", in: 1...1)
    if let variant = parameters.text("kernels")?.lowercased(), variant != "best" {
      let usable = KernelTable.shared.machineVariants
      guard usable.contains(variant) else {
        let exist = KernelTable.shared.variants.contains(variant)
        throw RunnerError(
          .invalidDescriptor,
          "descriptor \"\(descriptor)\": "
            + (exist ? "this machine cannot run \(variant) kernels" : "there are no kernels called \(variant)"),
          hint: "it runs best, \(usable.joined(separator: ", "))")
      }
      kernels = .variant(variant)
    }
    try parameters.finish()
  }

  /// The selection as a descriptor would write it.
  var kernelsText: String {
    switch kernels {
    case .best: "best"
    case .variant(let name): name
    }
  }
}

extension RunnerError {
  /// A pass's error as the runner reports it.
  init(model name: String, _ error: PassError) {
    let code: Code =
      switch error.code {
      case .invalidArgument: .invalidArgument
      case .invalidGraph: .invalidModel
      case .unsupported: .unsupportedModel
      }
    self.init(code, "\(name): \(error)")
  }

  /// A planner's error as the runner reports it.
  init(model name: String, file: String? = nil, _ error: PlanError) {
    switch error {
    case .unsupported: self.init(model: name, file: file, refusing: error.refusedOperators)
    case .invalid: self.init(.invalidModel, "\(name): \(error)")
    }
  }

  /// A model that is refused for some of its operators.
  init(model name: String, file: String?, refusing operators: [RefusedOperator]) {
    self.init(
      .unsupportedModel, "\(name): \(operators.summary)",
      hint: file.map {
        "litert:\($0) runs models that LiteRT knows; the native engine takes them exported in full int8 quantization"
      })
    refusedOperators = operators
  }

  /// A file that cannot be read; where it holds unknown operators, those that would be refused too are told with them.
  package init(_ error: ModelError, of source: ModelSource) {
    self.init(error)
    guard !error.unsupportedOperators.isEmpty else { return }
    var refused = error.unsupportedOperators.map(\.refused)
    do {
      if let graph = try source.knownPart?.prepared() { _ = try ExecutionPlan(lowering: graph) }
    } catch let error as PlanError {
      refused += error.refusedOperators
    } catch {
      // What contradicts itself without its unknown operators says nothing of the file.
    }
    refusedOperators = refused.sorted { $0.index < $1.index }
    message = "\(error.file): \(refusedOperators.summary)"
  }

  /// An engine's error as the runner reports it.
  init(model name: String, _ error: EngineError) {
    switch error {
    case .tooLarge: self.init(.outOfMemory, "\(name): \(error)")
    case .invalidInput: self.init(.invalidArgument, "\(name): \(error)")
    case .missingKernel: self.init(.unsupportedModel, "\(name): \(error)")
    }
  }
}

import EdgeEngine
import EdgeFormats
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeRunner
import EdgeSystem
import Foundation

/// Runs `.tflite` files with EdgeRunner's own engine, in the arithmetic of LiteRT's default path or of TFLite's
/// reference kernels.
public struct NativeDriver: Driver {
  public init() {}

  public var name: String { "native" }
  public var summary: String { "EdgeRunner's own engine, bit-exact to LiteRT" }
  public var descriptorForms: [String] {
    ["PATH.tflite", "native:PATH[?arithmetic=litert|reference&kernels=best|portable|...]"]
  }
  public var capabilities: Capabilities { NativeRunner.capabilities }

  public func claims(target: String) -> Bool { target.lowercased().hasSuffix(".tflite") }

  public func availability() -> Availability {
    .usable(version: NativeRunner.version, reason: "built in")
  }

  public func open(_ descriptor: Descriptor) async throws(RunnerError) -> any Runner {
    let settings = try NativeSettings(descriptor)
    let path = descriptor.target
    guard !path.isEmpty else {
      throw RunnerError(.invalidDescriptor, "the descriptor names no model file", hint: "write native:PATH.tflite")
    }
    let model: Model
    do throws(TFLiteError) {
      model = try TFLiteReader.read(contentsOf: path)
    } catch { throw RunnerError(modelFile: path, error) }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return try NativeRunner(model: model, name: name, settings: settings)
  }

  /// Opens a model that is in memory already, e.g. one built into a program.
  public func open(_ bytes: ByteRegion, name: String) throws(RunnerError) -> NativeRunner {
    let model: Model
    do throws(TFLiteError) {
      model = try TFLiteReader.read(bytes)
    } catch { throw RunnerError(modelFile: name, error) }
    return try NativeRunner(model: model, name: name, settings: NativeSettings())
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
  /// A reader's error as the runner reports it.
  init(modelFile path: String, _ error: TFLiteError) {
    let unsupported = error.code == .unsupported || !error.unsupportedOperators.isEmpty
    var message = "\(path): \(error)"
    if !error.unsupportedOperators.isEmpty {
      message += ": " + error.unsupportedOperators.map(\.description).joined(separator: ", ")
    }
    self.init(unsupported ? .unsupportedModel : .invalidModel, message)
  }

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
  init(model name: String, _ error: PlanError) {
    switch error {
    case .unsupported: self.init(.unsupportedModel, "\(name): \(error)")
    case .invalid: self.init(.invalidModel, "\(name): \(error)")
    }
  }

  /// An engine's error as the runner reports it.
  init(model name: String, _ error: EngineError) {
    switch error {
    case .tooLarge: self.init(.outOfMemory, "\(name): \(error)")
    case .invalidInput: self.init(.invalidArgument, "\(name): \(error)")
    case .stopped: self.init(.cancelled, "\(name): \(error)")
    case .missingKernel: self.init(.unsupportedModel, "\(name): \(error)")
    }
  }
}

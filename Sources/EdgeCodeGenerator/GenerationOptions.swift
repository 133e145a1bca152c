import EdgeModel
import EdgePlanner

/// How a network is to be printed.
public struct GenerationOptions: Sendable {
  /// What to prefer when kernels, memory and compiler flags are chosen.
  public enum Optimization: String, Sendable, Hashable, CaseIterable {
    /// The fastest kernels, also where their weights take twice the memory; compiled with `-O3`.
    case time
    /// The smallest weights and code; compiled with `-Os`.
    case ram
    /// As `time` on the host, where memory is plenty; int8 weights on microcontrollers; compiled with `-O2`.
    case balanced
  }

  /// Prefix of all names in the code: a C identifier.
  public var name: String
  public var target: GenerationTarget
  public var optimization: Optimization
  /// Weights go to a file of their own instead of into C.
  public var binaryWeights: Bool
  public var arithmetic: Arithmetic
  /// Source operators whose results must exist in memory; more of them cost speed and memory.
  public var visibleOperators: PlanOptions.VisibleOperators
  /// Version of EdgeRunner, written into the files.
  public var toolVersion: String

  public init(
    name: String = "network", target: GenerationTarget = .host, optimization: Optimization = .balanced,
    binaryWeights: Bool = false, arithmetic: Arithmetic = .litert,
    visibleOperators: PlanOptions.VisibleOperators = .none, toolVersion: String = ProductVersion.current
  ) {
    self.name = name
    self.target = target
    self.optimization = optimization
    self.binaryWeights = binaryWeights
    self.arithmetic = arithmetic
    self.visibleOperators = visibleOperators
    self.toolVersion = toolVersion
  }

  /// The options as `generate` takes them.
  public var description: String {
    var words = ["--target", target.name, "--name", name, "--optimization", optimization.rawValue]
    if binaryWeights { words.append("--binary") }
    if arithmetic != .litert { words += ["--arithmetic", arithmetic.rawValue] }
    if visibleOperators != .none { words.append("--all-operators") }
    return words.joined(separator: " ")
  }

  /// Kernel variants that this optimization avoids.
  var avoidedVariants: Set<String> {
    switch optimization {
    case .time: []
    case .ram: ["portable_wide"]
    case .balanced: target.isHost ? [] : ["portable_wide"]
    }
  }
}

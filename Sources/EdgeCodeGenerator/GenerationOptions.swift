public import EdgeModel
public import EdgePasses
public import EdgePlanner

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

    /// What it does on `target`, in words for reports.
    public func meaning(on target: GenerationTarget) -> String {
      let flag = "compiled with \(compilerFlag)"
      switch self {
      case .time: return "the fastest kernels for the target, int16 weights where they are faster; \(flag)"
      case .ram: return "weights stay int8, which halves them where faster kernels want int16; \(flag)"
      case .balanced:
        return target.isHost
          ? "the fastest kernels for the target, int16 weights where they are faster; \(flag)"
          : "weights stay int8; \(flag)"
      }
    }
  }

  /// Prefix of all names in the code: a C identifier.
  public var name: String
  /// What the code is for.
  public var target: GenerationTarget
  /// What to prefer where there is a choice.
  public var optimization: Optimization
  /// Weights go to a file of their own instead of into C.
  public var binaryWeights: Bool
  /// Whose roundings the code reproduces.
  public var arithmetic: Arithmetic
  /// Source operators whose results must exist in memory; more of them cost speed and memory.
  public var visibleOperators: PlanOptions.VisibleOperators
  /// Element type of the inputs and of the outputs; nil for the file's own.
  public var inputType: PortType?
  /// Element type of the outputs; nil for the file's own.
  public var outputType: PortType?
  /// The target's memory; nil for one region that may lie anywhere.
  public var memoryPools: MemoryPoolFile?
  /// Name of the file that `memoryPools` was read from, for comments and reports.
  public var memoryPoolFile: String?
  /// Bytes of memory for activations, where there is no memory-pool file; nil for no limit.
  public var ramLimit: Int?
  /// Bytes of memory for weights; nil for no limit.
  public var flashLimit: Int?
  /// Version of EdgeRunner, written into the files.
  public var toolVersion: String

  /// Code for this machine, as fast as it can be, unless given.
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
    if let inputType { words += ["--input-data-type", inputType.rawValue] }
    if let outputType { words += ["--output-data-type", outputType.rawValue] }
    if let memoryPoolFile { words += ["--memory-pool", memoryPoolFile] }
    if let ramLimit { words += ["--ram", "\(ramLimit)"] }
    if let flashLimit { words += ["--flash", "\(flashLimit)"] }
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

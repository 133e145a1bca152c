import EdgePlanner

/// A network that needs more memory than the target has, with what sets the peak.
public struct MemoryShortage: Sendable, Hashable, CustomStringConvertible {
  /// What does not fit.
  public enum Kind: Sendable, Hashable {
    case activations
    case weights
  }

  /// Something that is in memory at the peak.
  public struct Occupant: Sendable, Hashable {
    /// Name of the tensor.
    public var name: String
    /// Bytes that it takes.
    public var byteCount: Int
  }

  /// What does not fit.
  public var kind: Kind
  /// Bytes that the network needs.
  public var needed: Int
  /// Bytes there are.
  public var available: Int
  /// What limits it, as the beginning of "... 1,024 bytes": a pool file's pools, or the option.
  public var limit: String
  /// False when a cleverer placement might still fit.
  public var isCertain: Bool
  /// The node at which most memory is in use; nil for weights.
  public var node: String?
  /// The largest things in memory then, or the largest constants.
  public var occupants: [Occupant]

  /// What is needed, what there is, and what sets the peak.
  public var description: String {
    let subject = kind == .activations ? "the activations need" : "the weights need"
    let amount = "\(isCertain ? "" : "as placed ")\(CText.grouped(needed)) bytes"
    var text = "\(subject) \(amount), \(limit) \(CText.grouped(available))"
    if let node { text += "; most is needed at \(node)" }
    let list = occupants.map { "\($0.name) \(CText.grouped($0.byteCount)) bytes" }.joined(separator: ", ")
    return list.isEmpty ? text : text + "\(kind == .activations ? ", for" : "; the largest:") \(list)"
  }

  /// What makes a network smaller.
  public var hint: String {
    switch kind {
    case .activations: "take the model with a smaller input, or a target with more memory (--ram, --memory-pool)"
    case .weights: "take a smaller model, --optimization ram, or a target with more flash (--flash, --memory-pool)"
    }
  }
}

/// Which operands and results an operator has.
public struct OperandRule: Sendable, Hashable {
  /// One operand of an operator.
  public struct Operand: Sendable, Hashable {
    /// How far an operand may be missing.
    public enum Presence: Sendable, Hashable {
      case required
      /// The operand list may end before it.
      case omissible
      /// As `omissible`, or marked as left out among others.
      case optional
    }

    /// What the operand is, in one word for people, e.g. `weights`.
    public var name: String
    /// Whether it may be missing.
    public var presence: Presence
    /// The operand says how to compute (axes, amounts, permutations) and must be a constant of the file.
    public var isConstant: Bool

    /// Data that must be given.
    public static func required(_ name: String) -> Operand {
      Operand(name: name, presence: .required, isConstant: false)
    }

    /// Data that may be left out.
    public static func optional(_ name: String) -> Operand {
      Operand(name: name, presence: .optional, isConstant: false)
    }

    /// Data with which the operand list need not go on.
    public static func omissible(_ name: String) -> Operand {
      Operand(name: name, presence: .omissible, isConstant: false)
    }

    /// A constant that must be given.
    public static func constant(_ name: String) -> Operand {
      Operand(name: name, presence: .required, isConstant: true)
    }
  }

  /// The operands in file order. Of a list, the one that is repeated.
  public let operands: [Operand]
  /// How many operands there may be.
  public let inputs: ClosedRange<Int>
  /// How many results there are.
  public let outputs: Int

  /// A rule of single operands, required ones first.
  public init(_ operands: Operand..., outputs: Int = 1) {
    self.operands = operands
    inputs = operands.prefix { $0.presence == .required }.count...operands.count
    self.outputs = outputs
  }

  /// A rule of a list of like operands.
  public init(list operand: Operand, count: ClosedRange<Int>) {
    operands = [operand]
    inputs = count
    outputs = 1
  }

  /// The operand at `position` of an operator's list.
  public func operand(at position: Int) -> Operand { operands[min(position, operands.count - 1)] }

  /// What is wrong with these operand lists; nil when nothing is.
  package func problem(inputs: [Int?], outputs: [Int?]) -> String? {
    guard self.inputs.contains(inputs.count) else {
      return "has \(inputs.count) operands, not \(Self.text(self.inputs))"
    }
    guard self.outputs == outputs.count else { return "has \(outputs.count) results, not \(self.outputs)" }
    for (position, input) in inputs.enumerated() where input == nil && operand(at: position).presence != .optional {
      return "operand \(position) must not be left out"
    }
    return outputs.contains(nil) ? "a result must not be left out" : nil
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    switch range.upperBound {
    case range.lowerBound: "\(range.lowerBound)"
    case Int.max: "at least \(range.lowerBound)"
    default: "\(range.lowerBound) to \(range.upperBound)"
    }
  }
}

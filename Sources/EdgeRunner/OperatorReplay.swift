public import EdgeModel

/// Runs single source operators of a model, or a few that a runner fused, in a known arithmetic.
public protocol OperatorReplay: AnyObject, Sendable {
  /// Tensor numbers of the model's inputs, in order.
  var modelInputs: [Int] { get }
  /// Tensor numbers of the model's outputs, in order.
  var modelOutputs: [Int] { get }
  /// Tensor numbers that `operators` together read and that are neither constants nor made by them; nil when there are
  /// no such operators.
  func inputs(of operators: [Int]) -> [Int]?
  /// Results of `operators`, by tensor number, for the given inputs, by tensor number.
  func run(_ operators: [Int], inputs: [Int: Tensor]) throws(RunnerError) -> [Int: Tensor]
  /// Largest magnitude that a float result of `operators` has before activations limit it, such as the sums before a
  /// RELU6: rounding errors are in proportion to it. Nil where no activation limits the result, and for integers.
  func magnitudeBeforeClamp(_ operators: [Int], inputs: [Int: Tensor], result: Int) -> Double?
}

extension OperatorReplay {
  /// Nil: nothing limits results.
  public func magnitudeBeforeClamp(_ operators: [Int], inputs: [Int: Tensor], result: Int) -> Double? { nil }
}

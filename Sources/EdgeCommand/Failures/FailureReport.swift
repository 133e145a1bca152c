import EdgeModel

/// A failure as `--json` prints it when a model is refused: what people read on standard error, and every operator.
struct FailureReport: Encodable {
  /// What went wrong.
  struct Failure: Encodable {
    /// The exit status.
    var status: Int32
    /// The exit status's name.
    var name: String
    var message: String
    var hint: String?
    /// All operators because of which the model is refused, in the order of the file.
    var refusedOperators: [RefusedOperator]
  }

  var error: Failure

  init(_ failure: CommandFailure) {
    error = Failure(
      status: failure.status.code, name: failure.status.name, message: failure.message, hint: failure.hint,
      refusedOperators: failure.refusedOperators)
  }
}

/// Something that is used for one step after the other, and whose failures tell the step.
package protocol Stepping: AnyObject {
  associatedtype Failure: Error

  /// What is being done, for messages.
  var step: String { get set }
}

extension Stepping {
  /// Does `body` as a step, such as `upload of input #1`.
  package func withStep<Result>(_ step: String, _ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let outer = self.step
    self.step = step
    defer { self.step = outer }
    return try body()
  }

  /// Does `body` as a part of the step in work: `upload of input #1, verification`.
  package func withPart<Result>(_ part: String, _ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    try withStep("\(step), \(part)", body)
  }
}

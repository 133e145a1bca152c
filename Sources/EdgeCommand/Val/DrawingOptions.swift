import ArgumentParser

/// What `val` draws.
struct DrawingOptions: ParsableArguments {
  @Flag(name: .customLong("no-plots"), help: "Write no curves, confusion matrices, pictures and pages.")
  var isOff = false

  @Option(name: .customLong("worst"), help: "How many of the worst and of the changed pictures are drawn.")
  var pictureCount = 12

  func validate() throws {
    guard (0...1000).contains(pictureCount) else {
      throw ValidationError("--worst \(pictureCount) is not between 0 and 1000")
    }
  }
}

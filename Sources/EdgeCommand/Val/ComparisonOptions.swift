import ArgumentParser
import EdgeEvaluation

/// How several descriptors of `val` are compared.
struct ComparisonOptions: ParsableArguments {
  @Option(name: .customLong("resamples"), help: "Resamples of the pictures behind each confidence interval.")
  var resampleCount = 1000

  @Flag(
    name: .customLong("until-decided"),
    help: "Take pictures in random order and stop as soon as they decide which descriptor is worse, if any.")
  var stopsWhenDecided = false

  @Option(help: "With --until-decided, a difference of mAP50-95 that does not matter.")
  var margin = 0.01

  func validate() throws {
    guard (20...1_000_000).contains(resampleCount) else {
      throw ValidationError("--resamples \(resampleCount) is not between 20 and 1000000")
    }
    guard margin > 0, margin < 1 else { throw ValidationError("--margin \(margin) is not between 0 and 1") }
  }
}

import EdgeTestSupport
import Testing

/// Something that runs operator cases, and whose answers must be the engine's.
protocol ConformanceDriver: Sendable, CustomTestStringConvertible {
  /// The numbers it runs cases with.
  var seeds: [UInt64] { get }
  /// What is wrong with its answer to `c` with the numbers of `seed`; empty when nothing is.
  /// - Throws: when there is no answer.
  func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String]
}

extension ConformanceDriver {
  var seeds: [UInt64] { ConformanceCase.seeds }
}

/// A case on a driver: what one parameterised test runs.
struct Conformance: Sendable, CustomTestStringConvertible {
  var testedCase: ConformanceCase
  var driver: any ConformanceDriver

  var testDescription: String { "\(testedCase.testDescription) on \(driver.testDescription)" }

  /// Every case on every driver, without what is never run.
  static func pairs(_ cases: [ConformanceCase], _ drivers: [any ConformanceDriver]) -> [Conformance] {
    drivers.flatMap { driver in cases.map { Conformance(testedCase: $0, driver: driver) } }
      .filter { KnownGap.of($0, among: KnownGap.all)?.kind != .neverRun }
  }

  /// Runs it. What is known to fail must fail: when it passes, that is an issue too.
  func check(gaps: [KnownGap] = KnownGap.all) async {
    if let gap = KnownGap.of(self, among: gaps) {
      await withKnownIssue(Comment(rawValue: gap.reason)) { await compare() }
    } else {
      await compare()
    }
  }

  private func compare() async {
    for seed in testedCase.hasSeeds ? driver.seeds : Array(driver.seeds.prefix(1)) {
      do {
        let complaints = try await driver.complaints(about: testedCase, seed: seed)
        #expect(complaints == [], "\(testedCase.name), seed \(seed), on \(driver.testDescription)")
      } catch {
        Issue.record(error, "\(testedCase.name), seed \(seed), on \(driver.testDescription)")
      }
    }
  }
}

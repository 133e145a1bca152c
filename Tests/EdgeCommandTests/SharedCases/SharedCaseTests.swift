import EdgeTestSupport
import Testing

@Suite("Inputs that once failed", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct SharedCaseTests {
  /// Cases that are not right yet, and why. A line that is no longer true fails its test, and goes.
  private static let knownGaps: [String: String] = [
    "27-number-types/k_var": "resource variables are not run"
  ]

  /// Cases whose floats LiteRT's own kernels leave some room.
  private static func tolerance(_ name: String) -> Double { name.hasPrefix("27-number-types/") ? 1e-6 : 0 }

  @Test("give the right value", arguments: SharedCase.all)
  func isRight(_ sharedCase: SharedCase) throws {
    guard let gap = Self.knownGaps[sharedCase.name] else { return try check(sharedCase) }
    withKnownIssue(Comment(rawValue: gap)) { try check(sharedCase) }
  }

  @Test("all have a right value, and all gaps are cases")
  func isComplete() {
    let names = Set(SharedCase.all.map(\.name))
    #expect(!names.isEmpty)
    for sharedCase in SharedCase.all where !sharedCase.hasArrays {
      #expect(SharedCaseExpectation.all[sharedCase.name] != nil, "\(sharedCase.name) says nothing that is checked")
    }
    #expect(names.isSuperset(of: Self.knownGaps.keys) && names.isSuperset(of: SharedCaseExpectation.all.keys))
  }

  private func check(_ sharedCase: SharedCase) throws {
    let outcome = try sharedCase.run()
    if sharedCase.hasArrays {
      #expect(outcome.status == 0, "\(outcome.text.suffix(2000))")
      try sharedCase.compareArrays(outcome, tolerance: Self.tolerance(sharedCase.name))
    }
    try SharedCaseExpectation.all[sharedCase.name]?(outcome)
  }
}

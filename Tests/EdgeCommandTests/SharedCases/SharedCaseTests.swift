import EdgeTestSupport
import Testing

@Suite("Inputs that once failed", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct SharedCaseTests {
  /// Cases that are not right yet, and why. A line that is no longer true fails its test, and goes.
  private static let knownGaps: [String: String] = [
    "09-keras-shape-operators/c1d": "SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND are not run",
    "09-keras-shape-operators/dil": "SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND are not run",
    "10-pixel-box-in-corner": "a small box in pixels is taken for fractions",
    "19-float16-input": "float16 inputs take no pictures",
    "20-one-channel-input": "inputs of one channel take no pictures",
    "26-operators/argmax": "ARG_MAX is not run",
    "26-operators/b2s": "BATCH_TO_SPACE_ND is not run",
    "26-operators/bi_PRELU": "int8 PRELU is not run",
    "26-operators/k_ln_fixed": "int8 RSQRT and SQUARED_DIFFERENCE are not run",
    "26-operators/mean_13": "MEAN over axes apart is not run",
    "26-operators/mirror_pad": "MIRROR_PAD is not run",
    "26-operators/rmax_i8": "int8 REDUCE_MAX is not run",
    "26-operators/rmin_i8": "REDUCE_MIN is not run",
    "26-operators/s2b": "SPACE_TO_BATCH_ND is not run",
    "26-operators/sum_i8": "int8 SUM is not run",
    "26-operators/un_ABS": "int8 ABS is not run",
    "26-operators/un_ELU": "int8 ELU is not run",
    "26-operators/un_GELU": "GELU is not run",
    "26-operators/un_L2_NORMALIZATION": "L2_NORMALIZATION is not run",
    "26-operators/un_LOG": "int8 LOG is not run",
    "26-operators/un_LOG_SOFTMAX": "LOG_SOFTMAX is not run",
    "26-operators/un_NEG": "int8 NEG is not run",
    "27-number-types/k_var": "resource variables are not run",
    "28-ssd-postprocess": "TFLite_Detection_PostProcess is not run",
    "29-infinite-score": "an infinite score is written as 0",
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

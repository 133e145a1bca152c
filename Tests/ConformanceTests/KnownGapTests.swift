import EdgeTestSupport
import Testing

@Suite("Known gaps of conformance")
struct KnownGapTests {
  private struct Driver: ConformanceDriver {
    var testDescription = "driver -O2"
    var seeds: [UInt64] { [1] }
    var isRight = true
    func complaints(about c: ConformanceCase, seed: UInt64) async throws -> [String] { isRight ? [] : ["wrong"] }
  }

  private func conformance(isRight: Bool) -> Conformance {
    Conformance(testedCase: ConformanceCase.int8[0], driver: Driver(isRight: isRight))
  }

  private func gap(_ cases: String, _ drivers: String, _ kind: KnownGap.Kind = .fails) -> KnownGap {
    KnownGap(cases: cases, drivers: drivers, kind: kind, reason: "because")
  }

  @Test(
    "a gap covers a name, or all that begin alike",
    arguments: [
      ("conv2d_0", "driver -O2", true), ("conv*", "*", true), ("conv2d_0", "driver*", true),
      ("conv2d_1", "*", false), ("conv2d_0", "driver -O3", false), ("conv2d", "*", false),
    ])
  func covers(cases: String, drivers: String, isCovered: Bool) {
    #expect(gap(cases, drivers).covers(conformance(isRight: true)) == isCovered)
  }

  @Test("what is known to fail and fails is no issue")
  func failsAsKnown() async { await conformance(isRight: false).check(gaps: [gap("conv2d_0", "*")]) }

  @Test("what is known to fail and passes is an issue")
  func passesUnexpectedly() async {
    await withKnownIssue("the gap is filled, which its test tells") {
      await conformance(isRight: true).check(gaps: [gap("conv2d_0", "*")])
    }
  }

  @Test("what is wrong and no known gap is an issue")
  func failsUnexpectedly() async {
    await withKnownIssue("the driver is wrong, which its test tells") {
      await conformance(isRight: false).check(gaps: [])
    }
  }

  @Test("every gap has a reason, and covers something", arguments: KnownGap.all.indices)
  func isNeeded(index: Int) {
    let gap = KnownGap.all[index]
    let drivers =
      NativeConformanceTests.variants + GeneratedCodeConformanceTests.builds
      + EmulatedKernelTests.drivers + VirtualBoardConformanceTests.boards
      + [LiteRTConformanceTests.DefaultKernels(), ReferenceConformanceTests.ReferenceKernels()]
    let isUsed = drivers.contains { driver in
      ConformanceCase.all.contains { gap.covers(Conformance(testedCase: $0, driver: driver)) }
    }
    #expect(isUsed && !gap.reason.isEmpty)
  }

  @Test("names of cases are their own")
  func uniqueNames() {
    #expect(Set(ConformanceCase.all.map(\.name)).count == ConformanceCase.all.count)
  }
}

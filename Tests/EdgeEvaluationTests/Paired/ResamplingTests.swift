import EdgeDetection
import EdgeEvaluation
import EdgeTestSupport
import Foundation
import Testing

@Suite("Resampled figures")
struct ResamplingTests {
  /// The figures of pictures repeated as often as `weights` says.
  private func repeated(_ outcomes: [PictureOutcome], _ weights: [Int32]) -> [PictureOutcome] {
    zip(outcomes, weights).flatMap { [PictureOutcome](repeating: $0, count: Int($1)) }
  }

  private func expectClose(_ a: [Double], _ b: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(a.count == b.count, sourceLocation: sourceLocation)
    for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-12, "\(a) \(b)", sourceLocation: sourceLocation) }
  }

  @Test(
    "equal the scorers' own of pictures that are really repeated",
    arguments: [UltralyticsVersion.v84190, .v8239], [UInt64](1...6))
  func equalTheScorers(version: UltralyticsVersion, seed: UInt64) {
    let outcomes = GeneratedOutcomes(seed: seed).outcomes()
    let native = UltralyticsResampling(outcomes.map { $0.ultralytics(.boxes) }, version: version)
    let parameters = COCOParameters(.boxes)
    let coco = COCOResampling(
      outcomes.compactMap { $0.coco[.boxes] }, order: Array(outcomes.indices), categoryCount: 5, parameters: parameters)
    let options = PairedComparison.Options(resampleCount: 4, seed: seed)
    let ones = [Int32](repeating: 1, count: outcomes.count)
    for weights in [ones] + ResampledWeights.bootstrap(pictureCount: outcomes.count, options: options) {
      #expect(weights.reduce(0, +) == Int32(outcomes.count))
      let pictures = repeated(outcomes, weights)
      let wanted = UltralyticsScores(pictures.map { $0.ultralytics(.boxes) }, version: version)
      expectClose(native.figures(weights), [wanted.precision, wanted.recall, wanted.map50, wanted.map])
      let summary = COCOSummary(
        COCOScores(pictures.compactMap { $0.coco[.boxes] }, categoryCount: 5, parameters: parameters))
      expectClose(coco.figures(weights), coco.names.map { summary[$0] ?? .nan })
    }
  }

  @Test(
    "equal the recorded run of Ultralytics, each picture counted once",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)),
    arguments: RecordedValidation.portable)
  func equalTheRecordedRun(_ run: RecordedValidation) throws {
    let wanted = try run.results()
    let figures = try UltralyticsResampling([run.outcome()], version: run.version).figures([1])
    expectClose(figures, [wanted.mp, wanted.mr, wanted.map50, wanted.map])
  }

  @Test func nothingToBeFoundGivesNoFigures() {
    func areMissing(_ figures: [Double]) -> Bool { !figures.contains { !$0.isNaN } }
    #expect(areMissing(UltralyticsResampling([], version: .v84190).figures([])))
    let empty = UltralyticsResampling([UltralyticsOutcome(truthClasses: [3])], version: .v84190)
    #expect(empty.figures([2]) == [0, 0, 0, 0])
    #expect(areMissing(empty.figures([0])))
    let parameters = COCOParameters(.keypoints)
    let nothing = COCOMatcher(parameters).match(COCODetections(), to: COCOTruths())
    let coco = COCOResampling([nothing], order: [0], categoryCount: 2, parameters: parameters)
    #expect(coco.names == ["AP", "AP50", "AP75", "APm", "APl", "AR"])
    #expect(areMissing(coco.figures([1])))
  }
}

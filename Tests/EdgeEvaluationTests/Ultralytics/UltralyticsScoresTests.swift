import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

@Suite("Ultralytics scores", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct UltralyticsScoresTests {
  @Test(arguments: RecordedValidation.portable)
  func equalTheRecordedRun(_ run: RecordedValidation) throws {
    try expect(UltralyticsScores([run.outcome()], version: run.version), try run.results())
  }

  @Test(arguments: RecordedValidation.vector)
  func equalTheRecordedRunInItsOwnOrderOfTies(_ run: RecordedValidation) throws {
    let orders = try NPZArchive.read(
      contentsOf: RecordedCOCO.folder.appendingPathComponent("vector_orders.npz").path)
    let order = try #require(orders[run.name]).array(of: UInt16.self).map { Int32($0) }
    try expect(UltralyticsScores([run.outcome()], order: order, version: run.version), try run.results())
  }

  private func expect(_ scores: UltralyticsScores, _ wanted: RecordedValidation.Results) throws {
    let tolerance = 1e-12
    #expect(scores.detectionCount == wanted.n_pred)
    #expect(scores.truthCount == wanted.n_gt)
    #expect(abs(scores.precision - wanted.mp) <= tolerance)
    #expect(abs(scores.recall - wanted.mr) <= tolerance)
    #expect(abs(scores.map50 - wanted.map50) <= tolerance)
    #expect(abs(scores.map75 - wanted.map75) <= tolerance)
    #expect(abs(scores.map - wanted.map) <= tolerance)
    #expect(scores.classes.map { "\($0.classIndex)" } == wanted.per_class.keys.sorted { Int($0)! < Int($1)! })
    for row in scores.classes {
      let recorded = try #require(wanted.per_class["\(row.classIndex)"])
      #expect(abs(row.precision - recorded.p) <= tolerance, "class \(row.classIndex)")
      #expect(abs(row.recall - recorded.r) <= tolerance, "class \(row.classIndex)")
      #expect(abs(row.ap50 - recorded.ap50) <= tolerance, "class \(row.classIndex)")
      #expect(abs(row.ap - recorded.ap) <= tolerance, "class \(row.classIndex)")
    }
  }
}

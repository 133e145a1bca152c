import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

/// Whole data sets through the whole chain on the native engine, against what Ultralytics' validator gave.
@Suite(
  "Recorded validations", .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.whyAbsent)))
struct RecordedValidationTests {
  /// One recorded run of Ultralytics' validator.
  struct Recording: Sendable, CustomTestStringConvertible {
    var name: String
    var data: String
    /// Where the order in which a processor's vector sort left equal confidences is recorded; nil for the portable sort.
    var orderName: String?
    var testDescription: String { name }
    var version: UltralyticsVersion { name.contains("v8239") ? .v8239 : .v84190 }

    // The names are those of the recording.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Results: Decodable {
      var model: String
      var n_pred: Int
      var n_gt: Int
      var results_dict: [String: Double]
    }

    func results() throws -> Results {
      try JSONDecoder().decode(
        Results.self, from: Data(contentsOf: SharedFiles.url("golden/ultralytics/val_\(name).json")))
    }

    func statistics() throws -> NPZArchive {
      try NPZArchive.read(contentsOf: SharedFiles.path("golden/ultralytics/val_\(name)_stats.npz"))
    }
  }

  static let recordings = [
    Recording(
      name: "person225nosimd_v84190u8_yolov8n_192_quant_pc_uf_od_coco-person-st", data: "person225/person.yaml"),
    Recording(
      name: "person225nosimd_v8239seed_yolov8n_192_quant_pc_uf_od_coco-person-st", data: "person225/person.yaml"),
    Recording(name: "coco225nosimd_v84190_E_yolov8n_full_integer_quant_224", data: "coco225/coco.yaml"),
    Recording(name: "coco225nosimd_v8239_E_yolov8n_full_integer_quant_224", data: "coco225/coco.yaml"),
    Recording(name: "coco225nosimd_v84190_D_yolov8n_full_integer_quant", data: "coco225/coco.yaml"),
    Recording(name: "coco225nosimd_v8239_D_yolov8n_full_integer_quant", data: "coco225/coco.yaml"),
    Recording(
      name: "pose128_v84190u8_yolov8n_256_quant_pc_uf_pose_coco-st", data: "pose128/data.yaml",
      orderName: "val_pose128_v84190u8_yolov8n_256_quant_pc_uf_pose_coco-st"),
    Recording(
      name: "seg128_v84190_yolov8n_256_quant_pc_ii_seg_coco-st", data: "segment128/data.yaml",
      orderName: "val_seg128_v84190_yolov8n_256_quant_pc_ii_seg_coco-st"),
  ]

  @Test(arguments: recordings)
  func areEqualled(_ recording: Recording) async throws {
    let wanted = try recording.results()
    let outcomes = try await validate(recording, model: wanted.model)
    let statistics = try recording.statistics()
    #expect(outcomes.flatMap(\.confidences) == (try #require(statistics["conf"]).doubles().map { Float($0) }))
    #expect(outcomes.flatMap(\.classes) == (try #require(statistics["pc"]).doubles().map { Int32($0) }))
    let correct = try #require(statistics["tp"]).doubles()
    let flags = stride(from: 0, to: correct.count, by: 10).map { start in
      (0..<10).reduce(UInt16(0)) { correct[start + $1] == 0 ? $0 : $0 | 1 << $1 }
    }
    #expect(outcomes.flatMap { $0.correct[.boxes] ?? [] } == flags)
    for (kind, letter) in [(ObjectKind.boxes, "B"), (.masks, "M"), (.poses, "P")] {
      guard let map = wanted.results_dict["metrics/mAP50-95(\(letter))"], outcomes[0].correct[kind] != nil else {
        continue
      }
      let scores = try scores(outcomes.map { $0.ultralytics(kind) }, recording)
      #expect(scores.detectionCount == wanted.n_pred && scores.truthCount == wanted.n_gt)
      let tolerance = 1e-12
      func value(_ n: String) -> Double { wanted.results_dict["metrics/\(n)(\(letter))"] ?? .nan }
      #expect(abs(scores.precision - value("precision")) <= tolerance, "\(kind)")
      #expect(abs(scores.recall - value("recall")) <= tolerance, "\(kind)")
      #expect(abs(scores.map50 - value("mAP50")) <= tolerance, "\(kind)")
      #expect(abs(scores.map - map) <= tolerance, "\(kind)")
    }
  }

  private func scores(_ outcomes: [UltralyticsOutcome], _ recording: Recording) throws -> UltralyticsScores {
    guard let name = recording.orderName else { return UltralyticsScores(outcomes, version: recording.version) }
    let orders = try NPZArchive.read(
      contentsOf: SharedFiles.repositoryRoot.appendingPathComponent(
        "Tests/EdgeEvaluationTests/Fixtures/vector_orders.npz"
      )
      .path)
    let order = try #require(orders[name]).array(of: UInt16.self).map { Int32($0) }
    return UltralyticsScores(outcomes, order: order, version: recording.version)
  }

  private func validate(_ recording: Recording, model: String) async throws -> [PictureOutcome] {
    let runner = try await Drivers.connect(SharedFiles.path("models/\(model)"))
    var options = PostprocessOptions.validation
    options.version = recording.version
    options.maskResolution = .input
    let detector = try Detector(
      session: await runner.makeSession(), options: options, resizeMode: .validationLetterbox)
    let dataset = try Dataset.open(
      SharedFiles.path("coco/\(recording.data)"), options: .init(task: detector.head.task, version: recording.version))
    let validator = DetectionValidator(detector: detector, dataset: dataset)
    var outcomes: [PictureOutcome] = []
    try await ValidationPipeline(validator).run(dataset.pictures.indices) { _, step in
      guard case .done(_, let outcome) = step else { return }
      outcomes.append(outcome)
    }
    return outcomes
  }
}

import EdgeDatasets
import EdgeDetection
import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeTestSupport
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
    /// Precision, recall, mAP50 and mAP50-95 by what is compared, where that sort also decided matches: those of
    /// Ultralytics' arithmetic with the portable sort, computed with `shared/tools/ultralytics` and NumPy 1.26.4.
    var portable: [ObjectKind: [Double]] = [:]
    var testDescription: String { name }
    var version: UltralyticsVersion { name.contains("v8239") ? .v8239 : .v84190 }

    // The names are those of the recording.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Results: Decodable {
      var model: String
      var n_pred: Int
      var n_gt: Int
      var results_dict: [String: Double]

      func figures(_ kind: ObjectKind) -> [Double]? {
        let letter = [ObjectKind.boxes: "B", .masks: "M", .poses: "P"][kind] ?? ""
        let figures = ["precision", "recall", "mAP50", "mAP50-95"].compactMap {
          results_dict["metrics/\($0)(\(letter))"]
        }
        return figures.count == 4 ? figures : nil
      }
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
    Recording(
      name: "pose128_v8239seed_yolov8n_256_quant_pc_uf_pose_coco-st", data: "pose128/data.yaml",
      portable: [.boxes: [0.6834606210617125, 0.6428571428571429, 0.6749473346630236, 0.470415319301432]]),
    Recording(
      name: "seg128_v8239_yolov8n_256_quant_pc_ii_seg_coco-st", data: "segment128/data.yaml",
      portable: [
        .boxes: [0.5049226409787602, 0.3419728622617602, 0.3942584711871491, 0.2514149271393261],
        .masks: [0.48484477375037044, 0.3208019937955495, 0.3838212681519124, 0.2105238430139522],
      ]),
  ]

  @Test(arguments: recordings)
  func areEqualled(_ recording: Recording) async throws {
    let wanted = try recording.results()
    let (validator, steps) = try await validate(recording, model: wanted.model)
    let outcomes = steps.map(\.outcome)
    let statistics = try recording.statistics()
    #expect(outcomes.flatMap(\.confidences) == (try #require(statistics["conf"]).doubles().map { Float($0) }))
    #expect(outcomes.flatMap(\.classes) == (try #require(statistics["pc"]).doubles().map { Int32($0) }))
    if recording.portable.isEmpty {
      let correct = try #require(statistics["tp"]).doubles()
      let flags = stride(from: 0, to: correct.count, by: 10).map { start in
        (0..<10).reduce(UInt16(0)) { correct[start + $1] == 0 ? $0 : $0 | 1 << $1 }
      }
      #expect(outcomes.flatMap { $0.correct[.boxes] ?? [] } == flags)
    }
    for kind in validator.kinds {
      let figures = try #require(recording.portable[kind] ?? wanted.figures(kind))
      let scores = try scores(outcomes.map { $0.ultralytics(kind) }, recording)
      #expect(scores.detectionCount == wanted.n_pred && scores.truthCount == wanted.n_gt)
      for (mine, theirs) in zip([scores.precision, scores.recall, scores.map50, scores.map], figures) {
        // Four decimals for masks, whose pixels at the threshold hang on the order of float sums; else all digits.
        #expect(abs(mine - theirs) <= (kind == .masks ? 5e-5 : 1e-12), "\(kind)")
      }
    }
    for record in steps.map(\.record) where record.path.hasSuffix("139.jpg") {
      let isReadAgain = PictureRecord(json: Array(record.json.utf8))?.json == record.json
      #expect(isReadAgain, "\(record.path)")
    }
  }

  /// What Ultralytics wrote to `predictions.json`, and what pycocotools made of it.
  @Test(arguments: ["v84190", "v8239"])
  func resultFilesAreEqualled(_ tag: String) async throws {
    // The names are those of the recording.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Entry: Decodable {
      var image_id: Int
      var bbox: [Double]
      var score: Double
    }
    struct Summary: Decodable {
      var pycocotools: [String: Double]
    }
    let name = "\(tag)_E_yolov8n_full_integer_quant_224"
    let folder = SharedFiles.url("golden/ultralytics")
    let entries = try JSONDecoder().decode(
      [Entry].self, from: Data(contentsOf: folder.appendingPathComponent("predictions_json_\(name).json")))
    let summary = try JSONDecoder().decode(
      Summary.self, from: Data(contentsOf: folder.appendingPathComponent("val_coco225_\(name).json")))
    let (validator, steps) = try await validate(
      Recording(name: "coco225_\(name)", data: "coco225/coco.yaml"), model: "E_yolov8n_full_integer_quant_224.tflite")
    let objects = steps.flatMap { step in step.record.objects.map { (step.record.id, $0) } }
    #expect(objects.count == entries.count)
    for (index, ((id, object), entry)) in zip(objects, entries).enumerated() {
      let box = object.resultBox
      guard id == .number(entry.image_id), [box.x, box.y, box.width, box.height] == entry.bbox,
        abs(Double(object.confidence) - entry.score) <= 5e-6
      else {
        Issue.record("detection \(index): \(box) \(object.confidence), recorded \(entry)")
        break
      }
    }
    let lines = try #require(validator.scores(steps.map(\.outcome))[.boxes]?.cocoSummary).lines
    #expect(lines.count == 12)
    for line in lines {
      let recorded = try #require(summary.pycocotools[line.name])
      #expect(abs((line.value ?? -1) - recorded) <= 1e-12, "\(line.name)")
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

  private func validate(
    _ recording: Recording, model: String
  ) async throws -> (DetectionValidator, [(record: PictureRecord, outcome: PictureOutcome)]) {
    let runner = try await Drivers.connect(SharedFiles.path("models/\(model)"))
    var options = PostprocessOptions.validation
    options.version = recording.version
    // Where Ultralytics compares masks when it also writes predictions.json, as it did for the recordings.
    options.maskResolution = .input
    let detector = try Detector(
      session: await runner.makeSession(), options: options, resizeMode: .validationLetterbox)
    let dataset = try Dataset.open(
      SharedFiles.path("coco/\(recording.data)"), options: .init(task: detector.head.task, version: recording.version))
    let validator = DetectionValidator(detector: detector, dataset: dataset)
    var steps: [(record: PictureRecord, outcome: PictureOutcome)] = []
    try await ValidationPipeline(validator).run(dataset.pictures.indices) { _, step in
      guard case .done(let record, let outcome) = step else { return }
      steps.append((record, outcome))
    }
    return (validator, steps)
  }
}

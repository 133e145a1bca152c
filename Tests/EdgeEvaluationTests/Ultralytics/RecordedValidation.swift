import EdgeDetection
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation
import Testing

/// One recorded run of Ultralytics' validator from `shared/golden/ultralytics`.
struct RecordedValidation: Sendable, CustomTestStringConvertible {
  /// Name of the file without extension.
  var name: String
  var testDescription: String { name }

  var version: UltralyticsVersion { name.contains("v8239") ? .v8239 : .v84190 }

  // The names are those of the recording.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  struct Results: Decodable {
    struct Pose: Decodable { var mp, mr, map50, map: Double }
    struct PerClass: Decodable { var p, r, ap50, ap: Double }
    var model: String
    var imgsz: Int
    var n_pred: Int
    var n_gt: Int
    var mp, mr, map50, map75, map: Double
    var per_class: [String: PerClass]
    var results_dict: [String: Double]
    var all_ap_mean_per_iou: [Double]?
  }

  func results() throws -> Results {
    let url = SharedFiles.url("golden/ultralytics/\(name).json")
    return try JSONDecoder().decode(Results.self, from: Data(contentsOf: url))
  }

  /// The validator's statistics of all pictures, as one outcome.
  func outcome() throws -> UltralyticsOutcome {
    let archive = try NPZArchive.read(contentsOf: SharedFiles.path("golden/ultralytics/\(name)_stats.npz"))
    let correct = try #require(archive["tp"]).doubles()
    return UltralyticsOutcome(
      confidences: try #require(archive["conf"]).doubles().map { Float($0) },
      classes: try #require(archive["pc"]).doubles().map { Int32($0) },
      correct: stride(from: 0, to: correct.count, by: 10).map { start in
        (0..<10).reduce(UInt16(0)) { correct[start + $1] == 0 ? $0 : $0 | 1 << $1 }
      },
      truthClasses: try #require(archive["gc"]).doubles().map { Int32($0) })
  }

  /// Runs with portable sorting, which are to be equalled.
  static let portable = [
    "val_coco225nosimd_v84190_E_yolov8n_full_integer_quant_224",
    "val_coco225nosimd_v8239_E_yolov8n_full_integer_quant_224",
    "val_coco225nosimd_v84190_D_yolov8n_full_integer_quant", "val_coco225nosimd_v8239_D_yolov8n_full_integer_quant",
    "val_person225nosimd_v84190u8_yolov8n_192_quant_pc_uf_od_coco-person-st",
    "val_person225nosimd_v8239seed_yolov8n_192_quant_pc_uf_od_coco-person-st",
  ].map { RecordedValidation(name: $0) }

  /// Runs with the sort of processors with AVX-512, whose order of ties is recorded in `Fixtures/vector_orders.npz`.
  static let vector = [
    "val_person225_v84190u8_yolov8n_192_quant_pc_uf_od_coco-person-st",
    "val_pose128_v84190u8_yolov8n_256_quant_pc_uf_pose_coco-st",
    "val_seg128_v84190_yolov8n_256_quant_pc_ii_seg_coco-st",
  ].map { RecordedValidation(name: $0) }
}

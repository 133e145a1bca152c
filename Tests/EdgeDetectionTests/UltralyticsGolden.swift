import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation

/// Results of Ultralytics itself, recorded in the shared folder.
enum UltralyticsGolden {
  /// Names of the recorded predictions that keep raw tensors, without suffix.
  static let predictions = names(prefix: "predict_", suffix: ".npz")

  static func archive(_ name: String) throws -> NPZArchive {
    try NPZArchive.read(contentsOf: SharedFiles.path("golden/ultralytics/\(name).npz"))
  }

  /// One recorded run: what was asked, and the answer for each picture.
  struct Prediction: Decodable {
    var ultralytics: String
    var model: String
    var task: String
    var imgsz: Int
    var conf: Double
    var iou: Double
    var images: [String: Image]

    struct Image: Decodable {
      var origShape: [Int]
      var boxes: [Box]
      var keypoints: [[[Float]]]?
      var masks: Masks?
    }

    struct Box: Decodable {
      var xyxy: [Float]
      var conf: Float
      var cls: Int
    }

    struct Masks: Decodable {
      var shape: [Int]
      var xyLen: [Int]
    }
  }

  /// A decoder for the recordings, whose keys are in snake case.
  static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }()

  static func prediction(_ name: String) throws -> Prediction {
    let data = try Data(contentsOf: SharedFiles.url("golden/ultralytics/\(name).json"))
    return try decoder.decode(Prediction.self, from: data)
  }

  private static func names(prefix: String, suffix: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: SharedFiles.path("golden/ultralytics"))) ?? []
    return all.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
      .sorted()
  }
}

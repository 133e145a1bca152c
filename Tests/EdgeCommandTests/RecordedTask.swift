import EdgeDrivers
import EdgeRunner
import EdgeTestSupport
import EdgeVision
import Foundation
import Testing

/// What Ultralytics found with the tiny networks of `Fixtures`, recorded by `scripts/record_tasks.py`.
struct RecordedTask: Decodable {
  struct Objects: Decodable {
    /// Middle, sides, angle, score and class of each object, best first, in pixels of the picture.
    var boxes: [[Float]]
    /// Lines of the label file, of the first picture only.
    var lines: [String]?
    var json: [Object]?
  }

  struct Object: Decodable {
    var name: String
    var confidence: Double
    var box: [String: Double]
  }

  struct Validation: Decodable {
    struct Row: Decodable {
      var index: Int
      var precision: Double
      var recall: Double
      var ap50: Double
      var ap: Double
    }
    struct Prediction: Decodable {
      var score: Double
      var rbox: [Double]
      var poly: [Double]
    }
    var labels: [String]
    var map50: Double
    var map75: Double
    var map: Double
    var precision: Double
    var recall: Double
    var classes: [Row]
    var confusion: [[Int]]
    var predictions: [Prediction]
  }

  struct Classification: Decodable {
    struct Score: Decodable, Equatable {
      var name: String
      var confidence: Double
    }
    struct Found: Decodable {
      var folder: String
      var picture: Int
      var scores: [Float]
      var lines: [String]
      var json: [Score]
      var text: String
    }
    var pictures: [Found]
    var top1: Double
    var top5: Double
  }

  /// What was found on a real picture with real exports.
  struct Exports: Decodable {
    /// Middle, sides, angle, score and class of each object.
    var boxes: [[Float]]
    /// Class and score of all scores above zero.
    var scores: [[Float]]
  }

  var sizes: [[Int]]
  var obb: [Objects]
  var end2end: [Objects]
  var val: Validation
  var classify: Classification
  var exports: Exports

  static let folder = SharedFiles.repositoryRoot.appendingPathComponent("Tests/EdgeCommandTests/Fixtures")

  /// The recorded answers.
  static func load() throws -> RecordedTask {
    try JSONDecoder().decode(Self.self, from: Data(contentsOf: folder.appendingPathComponent("tasks.json")))
  }

  /// Path of a network.
  static func network(_ name: String) -> String { folder.appendingPathComponent("\(name).onnx").path }

  /// One of the pictures, made of the formula that the script has too.
  func picture(_ index: Int) -> Picture {
    let (width, height) = (sizes[index][0], sizes[index][1])
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          let waves = x * (3 + index) + y * (7 - index % 5) + channel * 53 + index * 91
          let blocks = (x >> 4) * (y >> 4) * (index + channel)
          pixels.append(UInt8(truncatingIfNeeded: (waves + blocks) >> 1))
        }
      }
    }
    return Picture(width: width, height: height, pixels: pixels)
  }

  /// Writes a picture into a folder.
  func write(_ index: Int, to path: String, in folder: TemporaryFolder) throws {
    try folder.write(PictureEncoder().encode(picture(index), as: .png), to: path)
  }

  static let needsRuntime: ConditionTrait = .enabled(
    if: ONNXRuntimeDriver().availability().isUsable, "ONNX Runtime is not installed")
}

import EdgeDatasets
import EdgeEvaluation
import Foundation

/// Annotations and detections of the size of COCO's validation set, made by a generator that always gives the same.
struct ScoringData {
  var pictureCount: Int
  var shape: COCOShape
  static let categoryCount = 80
  private static let (width, height) = (640, 480)

  /// Writes `annotations.json` and `detections.json`.
  func write(to folder: URL) throws -> (objects: Int, detections: Int) {
    var random = SplitMix64(seed: 2017)
    var objects: [String] = []
    var detections: [String] = []
    for picture in 1...pictureCount {
      // 7.2 objects per picture, as in COCO's validation set.
      let objectCount = Int.random(in: 0..<15, using: &random) + (picture.isMultiple(of: 5) ? 1 : 0)
      var found: [String] = []
      for _ in 0..<objectCount {
        let object = Object(using: &random)
        objects.append(object.annotation(id: objects.count + 1, picture: picture, shape: shape))
        for _ in 0..<Int.random(in: 0..<5, using: &random) {
          found.append(object.moved(using: &random).detection(picture: picture, shape: shape, using: &random))
        }
      }
      // What a detector gives at a low confidence: mostly misses.
      for _ in found.count..<max(found.count, Int.random(in: 20..<140, using: &random)) {
        found.append(Object(using: &random).detection(picture: picture, shape: shape, using: &random))
      }
      detections += found.prefix(100)
    }
    let pictures = (1...pictureCount).map {
      #"{"id":\#($0),"file_name":"\#($0).jpg","width":\#(Self.width),"height":\#(Self.height)}"#
    }
    let categories = (1...Self.categoryCount).map { #"{"id":\#($0),"name":"c\#($0)"}"# }
    let annotations =
      #"{"images":[\#(pictures.joined(separator: ","))],"categories":[\#(categories.joined(separator: ","))],"#
      + #""annotations":[\#(objects.joined(separator: ",\n"))]}"#
    try annotations.write(to: folder.appendingPathComponent("annotations.json"), atomically: false, encoding: .utf8)
    try "[\(detections.joined(separator: ",\n"))]".write(
      to: folder.appendingPathComponent("detections.json"), atomically: false, encoding: .utf8)
    return (objects.count, detections.count)
  }

  /// A box, or the octagon in it.
  private struct Object {
    var category: Int
    /// Left, top, width, height in tenths of a pixel.
    var box: [Int]

    init(using random: inout SplitMix64) {
      // A third of all objects are persons, and sizes spread evenly over the powers of two.
      category = Int.random(in: 0..<3, using: &random) == 0 ? 1 : Int.random(in: 1...categoryCount, using: &random)
      let side = 80.0 * exp2(Double.random(in: 0..<5.5, using: &random))
      let aspect = exp2(Double.random(in: -1..<1, using: &random))
      let width = min(Int(side * aspect), 10 * ScoringData.width - 20)
      let height = min(Int(side / aspect), 10 * ScoringData.height - 20)
      box = [
        Int.random(in: 0..<10 * ScoringData.width - width, using: &random),
        Int.random(in: 0..<10 * ScoringData.height - height, using: &random), width, height,
      ]
    }

    func moved(using random: inout SplitMix64) -> Object {
      var result = self
      for index in 0..<4 {
        result.box[index] += Int(Double(box[2 + index % 2]) * Double.random(in: -0.15..<0.15, using: &random))
      }
      result.box[2] = max(result.box[2], 10)
      result.box[3] = max(result.box[3], 10)
      if Int.random(in: 0..<12, using: &random) == 0 {
        result.category = Int.random(in: 1...categoryCount, using: &random)
      }
      return result
    }

    private var boxText: String { "[" + box.map { "\(Double($0) / 10)" }.joined(separator: ",") + "]" }

    private var octagon: [Double] {
      let (x, y, w, h) = (Double(box[0]) / 10, Double(box[1]) / 10, Double(box[2]) / 10, Double(box[3]) / 10)
      return [
        x + w * 0.3, y, x + w * 0.7, y, x + w, y + h * 0.3, x + w, y + h * 0.7, x + w * 0.7, y + h, x + w * 0.3, y + h,
        x, y + h * 0.7, x, y + h * 0.3,
      ]
    }

    func annotation(id: Int, picture: Int, shape: COCOShape) -> String {
      let area = Double(box[2] * box[3]) / 100 * (shape == .masks ? 0.82 : 1)
      let outline = shape == .masks ? #","segmentation":[\#(octagon)]"# : ""
      return #"{"id":\#(id),"image_id":\#(picture),"category_id":\#(category),"iscrowd":\#(id % 100 == 0 ? 1 : 0),"#
        + #""area":\#(area),"bbox":\#(boxText)\#(outline)}"#
    }

    func detection(picture: Int, shape: COCOShape, using random: inout SplitMix64) -> String {
      let score = Double(Int.random(in: 1...10_000, using: &random)) / 10_000
      var place = #""bbox":\#(boxText)"#
      if shape == .masks {
        let mask = RunLengthMask(polygons: [octagon], height: ScoringData.height, width: ScoringData.width)
        let text = (mask?.text ?? "").replacingOccurrences(of: "\\", with: "\\\\")
        place =
          #""segmentation":{"size":[\#(ScoringData.height),\#(ScoringData.width)],"counts":"\#(text)"}"#
      }
      return #"{"image_id":\#(picture),"category_id":\#(category),"score":\#(score),\#(place)}"#
    }
  }
}

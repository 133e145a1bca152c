import EdgeDatasets
import EdgeDetection

extension PictureRecord {
  /// The detections as entries of a COCO result file, one line each, without separators.
  ///
  /// Boxes are left, top, width and height, rounded to thousandths of a pixel, scores to five digits, as Ultralytics
  /// writes them; masks are compressed run lengths at the picture's size. Turned boxes are middle, sides and angle
  /// (`rbox`) and corners (`poly`) instead.
  /// - Parameter categoryIDs: what the file calls each class; classes beyond it are counted on from one.
  public func resultEntries(categoryIDs: [Int]) -> [String] {
    let name = String(path[path.fileNameStart...])
    return objects.map { object in
      var json = JSONText()
      json.object { json in
        json.name("image_id")
        json.append(id)
        json.name("file_name")
        json.string(name)
        json.name("category_id")
        json.integer(
          categoryIDs.indices.contains(object.classIndex) ? categoryIDs[object.classIndex] : object.classIndex + 1)
        if object.orientedBox == nil {
          json.name("bbox")
          json.array { $0.literal(object.resultBoxText) }
        }
        json.name("score")
        json.literal(Thousandths.text(object.confidence, digits: 5))
        if let box = object.orientedBox {
          json.name("rbox")
          json.array { $0.literals([box.centerX, box.centerY, box.width, box.height, box.angle]) }
          json.name("poly")
          json.array { $0.literals(box.corners.flatMap { [$0.x, $0.y] }) }
        }
        if !object.keypoints.isEmpty {
          json.name("keypoints")
          json.array { json in
            for point in object.keypoints {
              json.literal(Thousandths.text(point.x, digits: 3))
              json.literal(Thousandths.text(point.y, digits: 3))
              json.literal(Thousandths.text(point.visibility ?? 1, digits: 5))
            }
          }
        }
        if let mask = object.mask {
          json.name("segmentation")
          json.object { json in
            json.name("size")
            json.array { json in
              json.integer(mask.height)
              json.integer(mask.width)
            }
            json.name("counts")
            json.string(mask.text)
          }
        }
      }
      return json.text
    }
  }
}

extension JSONText {
  /// Numbers of turned boxes, rounded to thousandths.
  fileprivate mutating func literals(_ numbers: [Float]) {
    for number in numbers { literal(Thousandths.text(number, digits: 3)) }
  }
}

extension String {
  /// Where the last component of a path starts.
  fileprivate var fileNameStart: Index { lastIndex(of: "/").map { index(after: $0) } ?? startIndex }
}

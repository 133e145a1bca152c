extension PictureRecord {
  /// The detections as entries of a COCO result file, one line each, without separators.
  ///
  /// Boxes are left, top, width and height, rounded to thousandths of a pixel, scores to five digits, as Ultralytics
  /// writes them; masks are compressed run lengths at the picture's size.
  /// - Parameter categoryIDs: what the file calls each class; classes beyond it are counted on from one.
  public func resultEntries(categoryIDs: [Int]) -> [String] {
    let name = JSONText.quoted(String(path[path.fileNameStart...]))
    return objects.map { object in
      let category =
        categoryIDs.indices.contains(object.classIndex) ? categoryIDs[object.classIndex] : object.classIndex + 1
      var text = "{\"image_id\":\(id.json),\"file_name\":\(name),\"category_id\":\(category)"
      text += ",\"bbox\":[\(object.resultBoxText)],\"score\":\(Thousandths.text(object.confidence, digits: 5))"
      if !object.keypoints.isEmpty {
        let numbers = object.keypoints.map { point in
          "\(Thousandths.text(point.x, digits: 3)),\(Thousandths.text(point.y, digits: 3)),"
            + Thousandths.text(point.visibility ?? 1, digits: 5)
        }
        text += ",\"keypoints\":[\(numbers.joined(separator: ","))]"
      }
      if let mask = object.mask {
        text += ",\"segmentation\":{\"size\":[\(mask.height),\(mask.width)],\"counts\":\(JSONText.quoted(mask.text))}"
      }
      return text + "}"
    }
  }
}

extension String {
  /// Where the last component of a path starts.
  fileprivate var fileNameStart: Index { lastIndex(of: "/").map { index(after: $0) } ?? startIndex }
}

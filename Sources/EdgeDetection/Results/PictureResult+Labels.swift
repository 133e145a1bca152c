extension PictureResult {
  /// One line per detection as YOLO datasets have them, all numbers normalized and with six digits.
  ///
  /// `class x y width height` with the box's centre; `class x1 y1 x2 y2 x3 y3 x4 y4` with the corners of a turned box; with masks `class x1 y1 x2 y2 ...` of the outline instead; with
  /// keypoints `x y visibility` of each after the box. The confidence comes last when asked for.
  public func labelLines(withConfidence: Bool = false) -> [String] {
    let width = Float(geometry.pictureWidth)
    let height = Float(geometry.pictureHeight)
    return detections.map { detection in
      var numbers: [Float] = []
      if let polygon = detection.orientedBox?.corners ?? polygon(of: detection) {
        for point in polygon { numbers += [point.x / width, point.y / height] }
      } else {
        let box = detection.box
        numbers += [box.centerX / width, box.centerY / height, box.width / width, box.height / height]
      }
      for point in detection.keypoints {
        numbers += [point.x / width, point.y / height]
        if let visibility = point.visibility { numbers.append(visibility) }
      }
      if withConfidence { numbers.append(detection.confidence) }
      return ([String(detection.classIndex)] + numbers.map { DecimalText.significant(Double($0)) })
        .joined(separator: " ")
    }
  }
}

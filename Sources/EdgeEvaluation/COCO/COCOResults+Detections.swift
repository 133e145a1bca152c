public import EdgeDatasets

extension COCOResults {
  /// The detections of each picture of `annotations`, as the scorer takes them; those of other pictures or categories
  /// are left out.
  public func detections(
    for annotations: COCOAnnotations, shape: COCOShape, keypointCount: Int = 17
  ) -> [COCODetections] {
    let pictures = Dictionary(uniqueKeysWithValues: annotations.pictures.enumerated().map { ($1.id, $0) })
    let categories = Dictionary(uniqueKeysWithValues: annotations.categories.enumerated().map { ($1.id, $0) })
    var result = [COCODetections](repeating: COCODetections(), count: annotations.pictures.count)
    for detection in detections {
      guard let picture = pictures[detection.picture], let category = categories[detection.categoryID] else { continue }
      let size = annotations.pictures[picture]
      result[picture].append(
        detection, category: category, shape: shape, height: size.height, width: size.width,
        keypointCount: keypointCount)
    }
    return result
  }
}

extension COCODetections {
  /// Adds one detection of a result file, with the area that the protocol's reference program gives it.
  mutating func append(
    _ detection: COCOResults.Detection, category: Int, shape: COCOShape, height: Int, width: Int, keypointCount: Int
  ) {
    let mask = shape == .masks ? detection.mask(height: height, width: width) : nil
    let extent = detection.keypointExtent
    guard let box = detection.box ?? mask?.box ?? extent else { return }
    if shape == .keypoints && detection.keypoints.isEmpty { return }
    categories.append(Int32(category))
    scores.append(detection.score)
    boxes.append(box)
    areas.append(detection.box?.area ?? mask.map { Double($0.area) } ?? box.area)
    if let mask { masks.append(mask) }
    if shape == .keypoints {
      let given = detection.keypoints.prefix(keypointCount * 3)
      keypoints += given
      keypoints += repeatElement(0, count: keypointCount * 3 - given.count)
    }
  }
}

extension COCOResults.Detection {
  /// The mask, which is the box where there is no segmentation and empty where neither is usable.
  func mask(height: Int, width: Int) -> RunLengthMask {
    if let mask = segmentation?.mask(height: height, width: width) { return mask }
    let boxMask = box.flatMap { box in
      RunLengthMask(polygons: [[box.x, box.y, box.width, box.height]], height: height, width: width)
    }
    return boxMask ?? .empty(height: height, width: width)
  }

  /// The smallest box around all keypoints; nil where there are none.
  var keypointExtent: COCOBox? {
    let columns = stride(from: 0, to: keypoints.count, by: 3).map { keypoints[$0] }
    let rows = stride(from: 1, to: keypoints.count, by: 3).map { keypoints[$0] }
    guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max() else {
      return nil
    }
    return COCOBox(x: left, y: top, width: right - left, height: bottom - top)
  }
}

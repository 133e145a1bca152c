import EdgeDatasets
import EdgeEvaluation

/// Detections made from annotations by the arithmetic of `scripts/record_coco.py`: near misses, doubles, confusions
/// and many equal scores.
struct GeneratedDetections {
  private var state: UInt32 = 12345

  private mutating func next() -> Double {
    state = state &* 1_664_525 &+ 1_013_904_223
    return Double(state) / 4_294_967_296
  }

  /// Detections per picture of `annotations`, whose objects are visited in the order given by `fileOrder`.
  mutating func make(
    for annotations: COCOAnnotations, shape: COCOShape, fileOrder: [Int]
  ) -> (detections: [COCODetections], count: Int) {
    var result = [COCODetections](repeating: COCODetections(), count: annotations.pictures.count)
    var count = 0
    for position in fileOrder {
      let object = annotations.objects[position]
      for _ in 0..<1 + Int(next() * 4) {
        let r = (0..<7).map { _ in next() }
        if shape == .masks && object.isCrowd { continue }
        let category = r[1] < 0.125 ? Int(r[2] * Double(annotations.categories.count)) : object.category
        result[object.picture].append(object, moved: r, category: category, shape: shape, in: annotations)
        count += 1
      }
    }
    return (result, count)
  }
}

extension COCODetections {
  fileprivate mutating func append(
    _ object: COCOAnnotations.Object, moved r: [Double], category: Int, shape: COCOShape,
    in annotations: COCOAnnotations
  ) {
    let box = object.box
    categories.append(Int32(category))
    scores.append(Double(Int(r[0] * 32)) / 32)
    switch shape {
    case .boxes:
      let moved = COCOBox(
        x: box.x + (r[3] - 0.5) * box.width * 0.5, y: box.y + (r[4] - 0.5) * box.height * 0.5,
        width: box.width * (0.75 + r[5] * 0.5), height: box.height * (0.75 + r[6] * 0.5))
      boxes.append(moved)
      areas.append(moved.area)
    case .masks:
      let dx = Double(Int(r[3] * 9) - 4)
      let dy = Double(Int(r[4] * 9) - 4)
      var mask = RunLengthMask.empty(height: 0, width: 0)
      let size = annotations.pictures[object.picture]
      if case .polygons(let rings) = object.segmentation {
        let moved = rings.map { ring in ring.enumerated().map { $1 + ($0.isMultiple(of: 2) ? dx : dy) } }
        mask = RunLengthMask(polygons: moved, height: size.height, width: size.width) ?? mask
      }
      masks.append(mask)
      boxes.append(mask.box)
      areas.append(Double(mask.area))
    case .keypoints:
      let moved = object.keypoints.enumerated().map { index, value in
        index % 3 == 2
          ? value : value + (r[3 + index % 3] - 0.5) * (index % 3 == 0 ? box.width : box.height) * 0.25
      }
      keypoints += moved
      let columns = stride(from: 0, to: moved.count, by: 3).map { moved[$0] }
      let rows = stride(from: 1, to: moved.count, by: 3).map { moved[$0] }
      boxes.append(box)
      areas.append((columns.max()! - columns.min()!) * (rows.max()! - rows.min()!))
    }
  }
}

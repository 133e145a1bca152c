public import EdgeDatasets

extension COCOAnnotations {
  /// The objects of the picture at a position, as the scorer takes them.
  ///
  /// Objects whose mask cannot be had keep an empty one when masks are asked for.
  public func truths(picture: Int, for shape: COCOShape, keypointCount: Int = 17) -> COCOTruths {
    var truths = COCOTruths()
    let size = pictures[picture]
    for object in objects[objectRanges[picture]] {
      truths.categories.append(Int32(object.category))
      truths.boxes.append(object.box)
      truths.areas.append(object.area)
      truths.isCrowd.append(object.isCrowd)
      switch shape {
      case .boxes: break
      case .masks:
        truths.masks.append(
          object.segmentation?.mask(height: size.height, width: size.width)
            ?? .empty(height: size.height, width: size.width))
      case .keypoints:
        let given = object.keypoints.prefix(keypointCount * 3)
        truths.keypoints += given
        truths.keypoints += repeatElement(0, count: keypointCount * 3 - given.count)
        truths.labelledKeypointCounts.append(Int32(object.labelledKeypointCount))
      }
    }
    return truths
  }
}

public import EdgeDatasets
import EdgeDetection

/// What the COCO protocol compares detections to: a data set's COCO annotations, or objects made of its labels.
///
/// Categories are the data set's classes; annotated objects of other categories are left out.
public struct COCOTruthSource: Sendable {
  private let dataset: Dataset
  /// Class of each category of the annotations.
  private let classOfCategory: [Int32?]
  /// Only these classes; nil for all.
  private let classes: Set<Int>?
  /// Keypoints of each object: the data set's, or the 17 of COCO's people.
  public let keypointCount: Int

  /// The objects of `dataset`, or of some of its classes.
  public init(_ dataset: Dataset, classes: Set<Int>? = nil) {
    self.dataset = dataset
    self.classes = classes
    keypointCount = dataset.keypointShape?.count ?? 17
    let positions = Dictionary(
      dataset.categoryIDs.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    classOfCategory = (dataset.annotations?.categories ?? []).map { positions[$0.id] }
  }

  /// True when COCO's own annotations are used, with crowds and exact areas.
  public var isAnnotated: Bool { dataset.annotations != nil }

  /// The protocol's constants for one kind; nil for kinds that it does not know.
  public func parameters(_ kind: ObjectKind) -> COCOParameters? {
    guard let shape = kind.cocoShape else { return nil }
    var parameters = COCOParameters(shape)
    if kind == .poses { parameters.keypointDeviations = dataset.deviations }
    return parameters
  }

  /// The objects on a picture of the given size.
  func truths(of picture: Dataset.Picture, width: Int, height: Int, kind: ObjectKind) -> COCOTruths {
    if let annotations = dataset.annotations, let position = picture.annotation, let shape = kind.cocoShape {
      return annotated(annotations.truths(picture: position, for: shape, keypointCount: keypointCount))
    }
    var truths = COCOTruths()
    for label in picture.labels where classes?.contains(label.classIndex) ?? true {
      truths.append(label, width: width, height: height, kind: kind)
    }
    return truths
  }

  /// Annotated objects with classes for categories.
  private func annotated(_ all: COCOTruths) -> COCOTruths {
    var kept = COCOTruths()
    for index in 0..<all.count {
      guard let number = classOfCategory[Int(all.categories[index])], classes?.contains(Int(number)) ?? true else {
        continue
      }
      kept.categories.append(number)
      kept.boxes.append(all.boxes[index])
      kept.areas.append(all.areas[index])
      kept.isCrowd.append(all.isCrowd[index])
      if !all.masks.isEmpty { kept.masks.append(all.masks[index]) }
      if !all.labelledKeypointCounts.isEmpty {
        kept.keypoints += all.keypoints[3 * keypointCount * index..<3 * keypointCount * (index + 1)]
        kept.labelledKeypointCounts.append(all.labelledKeypointCounts[index])
      }
    }
    return kept
  }
}

extension COCOTruths {
  /// Adds a label: its area is that of its mask or box, for poses 0.53 of the box's, as Ultralytics estimates it.
  fileprivate mutating func append(_ label: ObjectLabel, width: Int, height: Int, kind: ObjectKind) {
    let box = label.cocoBox(width: width, height: height)
    categories.append(Int32(label.classIndex))
    boxes.append(box)
    isCrowd.append(false)
    switch kind {
    case .boxes, .orientedBoxes: areas.append(box.area)
    case .masks:
      let polygons = label.polygons.map { polygon in
        polygon.enumerated().map { Double($1) * Double($0.isMultiple(of: 2) ? width : height) }
      }
      let mask =
        RunLengthMask(polygons: polygons, height: height, width: width) ?? .empty(height: height, width: width)
      masks.append(mask)
      areas.append(Double(mask.area))
    case .poses:
      areas.append(box.area * 0.53)
      for point in label.keypoints {
        keypoints += [
          Double(point.x) * Double(width), Double(point.y) * Double(height), Double(point.visibility ?? 0),
        ]
      }
      labelledKeypointCounts.append(Int32(label.keypoints.count { $0.visibility ?? 0 > 0 }))
    }
  }
}

extension Dataset {
  /// Standard deviations of the keypoints: those the data set states, COCO's for its 17 points, or all equal.
  public var deviations: [Double] {
    let count = keypointShape?.count ?? 17
    if let stated = keypointDeviations { return stated }
    return count == 17
      ? COCOParameters.personKeypointDeviations : [Double](repeating: 1 / Double(count), count: count)
  }
}

extension COCOAnnotationReader {
  /// What is wrong with some annotations, counted.
  private struct Flaws {
    var strayCount = 0
    var boxlessCount = 0
    var measuredBoxCount = 0
    var missingAreaCount = 0
    var repeatedIDCount = 0
    var unusableSegmentationCount = 0
    var hasZeroID = false

    /// In words, for the data set's notes.
    var problems: [String] {
      var problems: [String] = []
      func tell(_ count: Int, _ text: String) {
        if count > 0 { problems.append("\(count) annotation\(count == 1 ? "" : "s") \(text)") }
      }
      tell(strayCount, "left out: their image or category is not listed in the file")
      tell(boxlessCount, "left out: neither bbox nor a segmentation says where the object is")
      tell(measuredBoxCount, "without bbox: the box around the segmentation counts")
      tell(missingAreaCount, "without area: the area of the box counts")
      tell(unusableSegmentationCount, "with a segmentation that cannot be read: their masks are empty")
      tell(
        repeatedIDCount,
        "with an id that came before: each counts; pycocotools counts the last of an id, as often as the id occurs")
      if hasZeroID {
        problems.append("annotation 0 is scored as any other; pycocotools counts what matches it as false")
      }
      return problems
    }
  }

  /// Everything in the protocol's order, with what does not fit left out and named.
  func annotations() -> COCOAnnotations {
    var result = COCOAnnotations()
    result.pictures = unique(pictures.sorted { $0.id < $1.id }, "images", \.id, problems: &result.problems)
    result.categories = unique(categories.sorted { $0.id < $1.id }, "categories", \.id, problems: &result.problems)
    let picturePositions = Dictionary(uniqueKeysWithValues: result.pictures.enumerated().map { ($1.id, $0) })
    let categoryPositions = Dictionary(uniqueKeysWithValues: result.categories.enumerated().map { ($1.id, $0) })
    var perPicture = [[COCOAnnotations.Object]](repeating: [], count: result.pictures.count)
    var identifiers = Set<PictureID>(minimumCapacity: objects.count)
    var flaws = Flaws(unusableSegmentationCount: unreadableSegmentationCount)
    for raw in objects {
      guard let picture = raw.pictureID.flatMap({ picturePositions[$0] }),
        let category = raw.categoryID.flatMap({ categoryPositions[$0] })
      else {
        flaws.strayCount += 1
        continue
      }
      var object = raw.object
      object.picture = picture
      object.category = category
      if !raw.hasBox {
        guard let box = object.segmentation?.extent else {
          flaws.boxlessCount += 1
          continue
        }
        object.box = box
        flaws.measuredBoxCount += 1
      }
      if !raw.hasArea {
        object.area = object.box.area
        flaws.missingAreaCount += 1
      }
      if object.segmentation?.fits(result.pictures[picture]) == false { flaws.unusableSegmentationCount += 1 }
      if let identifier = raw.identifier, !identifiers.insert(identifier).inserted { flaws.repeatedIDCount += 1 }
      if !raw.hasSegmentation { result.missingSegmentationCount += 1 }
      if object.id == 0 { flaws.hasZeroID = true }
      perPicture[picture].append(object)
    }
    for objects in perPicture {
      result.objectRanges.append(result.objects.count..<result.objects.count + objects.count)
      result.objects += objects
    }
    result.problems += flaws.problems
    return result
  }

  private func unique<Element, ID: Equatable>(
    _ sorted: [Element], _ what: String, _ id: (Element) -> ID, problems: inout [String]
  ) -> [Element] {
    var result: [Element] = []
    for element in sorted where result.last.map(id) != id(element) { result.append(element) }
    if result.count < sorted.count {
      problems.append("\(sorted.count - result.count) \(what) have an id that occurs twice; the first counts")
    }
    return result
  }
}

extension COCOSegmentation {
  /// True when the segmentation gives a mask of the picture's size, or of any where the picture's is unknown.
  fileprivate func fits(_ picture: COCOAnnotations.Picture) -> Bool {
    switch self {
    case .polygons(let polygons): polygons.allSatisfy(RunLengthMask.isPolygon)
    case .runs(_, let height, let width), .text(_, let height, let width):
      (picture.width <= 0 || picture.height <= 0 || (height, width) == (picture.height, picture.width))
        && mask(height: height, width: width) != nil
    }
  }

  /// The box around the outlines' points or the mask; nil where there is none.
  fileprivate var extent: COCOBox? {
    switch self {
    case .polygons(let polygons):
      guard polygons.allSatisfy(RunLengthMask.isPolygon) else { return nil }
      let points = polygons.joined().enumerated()
      // Every polygon has as many columns as rows, so that they alternate across all of them.
      let columns = points.lazy.filter { $0.offset.isMultiple(of: 2) }.map(\.element)
      let rows = points.lazy.filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
      guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max() else {
        return nil
      }
      return COCOBox(x: left, y: top, width: right - left, height: bottom - top)
    case .runs(_, let height, let width), .text(_, let height, let width):
      return mask(height: height, width: width).flatMap { $0.area > 0 ? $0.box : nil }
    }
  }
}

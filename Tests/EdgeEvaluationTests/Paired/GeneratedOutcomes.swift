import EdgeDatasets
import EdgeDetection
import EdgeEvaluation

/// Pictures with objects and detections drawn at random, some of them good, whose confidences all differ.
struct GeneratedOutcomes {
  var pictureCount = 40
  var classCount = 5
  /// Share of objects that are found.
  var recall = 0.7
  var seed: UInt64 = 1

  func outcomes() -> [PictureOutcome] {
    var generator = SplitMix64(seed: seed)
    let matcher = COCOMatcher(COCOParameters(.boxes))
    var used = Set<Float>()
    return (0..<pictureCount).map { picture in
      var outcome = PictureOutcome(
        path: "images/\(100 + picture).jpg", id: .number(100 + picture), width: 640, height: 480)
      var truths = COCOTruths()
      var found: [(box: BoundingBox, confidence: Float, classIndex: Int32, correct: UInt16, truth: Int?)] = []
      func confidence() -> Float {
        while true {
          let value = Float.random(in: 0.01...0.99, using: &generator)
          if used.insert(value).inserted { return value }
        }
      }
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let side = Float.random(in: 10...200, using: &generator)
        let x = Float.random(in: 0...400, using: &generator)
        let y = Float.random(in: 0...250, using: &generator)
        let box = BoundingBox(x1: x, y1: y, x2: x + side, y2: y + side)
        let classIndex = Int32.random(in: 0..<Int32(classCount), using: &generator)
        outcome.truthBoxes.append(box)
        outcome.truthClasses.append(classIndex)
        truths.categories.append(classIndex)
        truths.boxes.append(COCOBox(x: Double(x), y: Double(y), width: Double(side), height: Double(side)))
        truths.areas.append(Double(side * side))
        truths.isCrowd.append(false)
        if Double.random(in: 0...1, using: &generator) < recall {
          let shift = Float.random(in: 0...side / 4, using: &generator)
          let overlap = (side - shift) / (side + shift)
          let level = max(0, min(10, Int((overlap - 0.5) / 0.05) + 1))
          found.append(
            (
              BoundingBox(x1: x + shift, y1: y, x2: x + shift + side, y2: y + side), confidence(), classIndex,
              overlap < 0.5 ? 0 : UInt16((1 << level) - 1), overlap < 0.5 ? nil : outcome.truthBoxes.count - 1
            ))
        }
        if Double.random(in: 0...1, using: &generator) < 0.4 {
          found.append(
            (
              BoundingBox(x1: 500, y1: 300, x2: 600, y2: 400), confidence() * 0.7,
              Int32.random(in: 0..<Int32(classCount), using: &generator), 0, nil
            ))
        }
      }
      found.sort { $0.confidence > $1.confidence }
      var detections = COCODetections()
      for item in found {
        outcome.boxes.append(item.box)
        outcome.confidences.append(item.confidence)
        outcome.classes.append(item.classIndex)
        detections.categories.append(item.classIndex)
        detections.scores.append(Double(item.confidence))
        detections.boxes.append(
          COCOBox(
            x: Double(item.box.x1), y: Double(item.box.y1), width: Double(item.box.width),
            height: Double(item.box.height)))
        detections.areas.append(Double(item.box.width * item.box.height))
      }
      outcome.correct[.boxes] = found.map(\.correct)
      outcome.found[.boxes] = outcome.truthBoxes.indices.map { truth in found.firstIndex { $0.truth == truth } }
      outcome.coco[.boxes] = matcher.match(detections, to: truths)
      return outcome
    }
  }
}

extension [PictureOutcome] {
  /// The same pictures with a share of the detections gone.
  func losing(_ share: Double, seed: UInt64 = 9) -> [PictureOutcome] {
    var generator = SplitMix64(seed: seed)
    return map { outcome in
      var outcome = outcome
      let kept = outcome.boxes.indices.filter { _ in Double.random(in: 0...1, using: &generator) >= share }
      let scores = Set(kept.map { Double(outcome.confidences[$0]) })
      outcome.correct[.boxes] = kept.map { (outcome.correct[.boxes] ?? [])[$0] }
      outcome.found[.boxes] = outcome.found[.boxes]?.map { $0.flatMap { kept.firstIndex(of: $0) } }
      outcome.boxes = kept.map { outcome.boxes[$0] }
      outcome.confidences = kept.map { outcome.confidences[$0] }
      outcome.classes = kept.map { outcome.classes[$0] }
      outcome.coco[.boxes]?.detections.removeAll { !scores.contains($0.score) }
      return outcome
    }
  }
}

extension PictureOutcome {
  /// The detections as records hold them.
  var objects: [PictureRecord.Object] {
    boxes.indices.map {
      PictureRecord.Object(box: boxes[$0], confidence: confidences[$0], classIndex: Int(classes[$0]))
    }
  }
}

extension [PictureOutcome] {
  /// What changed from these pictures to the same on another runtime.
  func changes(to others: [PictureOutcome]) -> [PictureChange] {
    PictureChange.ranked(
      zip(self, others).enumerated().compactMap { index, pair in
        PictureChange(path: pair.0.path, picture: index, pair.0.objects, pair.1.objects)
      })
  }
}

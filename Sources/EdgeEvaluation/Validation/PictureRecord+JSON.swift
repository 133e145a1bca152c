import EdgeDatasets
import EdgeDetection

extension PictureRecord {
  /// The record as one line of JSON from which `init(json:)` makes it again bit for bit, times left out.
  public var json: String {
    var json = JSONText()
    json.object { json in
      json.name("path")
      json.string(path)
      json.name("id")
      json.append(id)
      json.name("size")
      json.array { $0.integers([width, height]) }
      json.name("objects")
      json.array { json in
        for object in objects { json.append(object) }
      }
      let masks = objects.compactMap(\.mask)
      if !masks.isEmpty {
        json.name("shapes")
        json.array { json in
          for mask in masks { json.string(mask.text) }
        }
      }
      let turned = objects.compactMap(\.orientedBox)
      if !turned.isEmpty {
        json.name("turned")
        json.array { json in
          for box in turned { json.append(box) }
        }
      }
      json.name("truths")
      json.array { json in
        for index in truthClasses.indices {
          json.array { json in
            json.integer(truthClasses[index])
            json.append(truthBoxes[index])
            json.integer(truthLabels[index])
          }
        }
      }
      for kind in ObjectKind.allCases {
        guard let flags = correct[kind] else { continue }
        json.name(kind.rawValue)
        json.array { $0.integers(flags.map(Int.init)) }
        json.name(Self.foundPrefix + kind.rawValue)
        json.array { $0.integers((found[kind] ?? []).map { $0 ?? -1 }) }
      }
      if !notes.isEmpty {
        json.name("notes")
        json.array { json in
          for note in notes { json.string(note) }
        }
      }
      json.name("confusion")
      json.array { $0.integers(confusionMatches.map { $0 ?? -1 }) }
      json.name("above")
      json.exact(confusionConfidence)
    }
    return json.text
  }

  private static let foundPrefix = "found-"

  /// A record from a line that `json` made; nil when it is cut off or anything else.
  public init?(json: [UInt8]) {
    var scanner = JSONScanner(json)
    var reading = PictureRecord(
      path: "", id: .number(0), width: 0, height: 0, objects: [], truthClasses: [], truthBoxes: [], truthLabels: [],
      correct: [:], found: [:], confusionMatches: [], confusionConfidence: 0)
    var masks: [String] = []
    var turned: [OrientedBox] = []
    do throws(JSONError) {
      try scanner.readObject { (scanner, name) throws(JSONError) in
        try reading.read(name, &scanner, masks: &masks, turned: &turned)
      }
      try scanner.finish()
      try reading.attach(masks, turned, scanner)
    } catch {
      return nil
    }
    self = reading
  }

  private mutating func read(
    _ name: String, _ scanner: inout JSONScanner, masks: inout [String], turned: inout [OrientedBox]
  ) throws(JSONError) {
    switch name {
    case "path": path = try scanner.readString()
    case "id":
      id = try PictureID(&scanner)
    case "size":
      let sides = try scanner.readIntegers()
      guard sides.count == 2 else { throw scanner.error("a size has two numbers") }
      (width, height) = (sides[0], sides[1])
    case "objects":
      try scanner.readArray { (scanner) throws(JSONError) in objects.append(try Object(&scanner)) }
    case "shapes": try scanner.readArray { (scanner) throws(JSONError) in masks.append(try scanner.readString()) }
    case "turned":
      try scanner.readArray { (scanner) throws(JSONError) in
        let numbers = try scanner.readExactNumbers().compactMap { $0 }
        guard numbers.count == 5 else { throw scanner.error("a turned box has five numbers") }
        turned.append(
          OrientedBox(
            centerX: numbers[0], centerY: numbers[1], width: numbers[2], height: numbers[3], angle: numbers[4]))
      }
    case "truths":
      try scanner.readArray { (scanner) throws(JSONError) in
        let numbers = try scanner.readExactNumbers()
        guard numbers.count == 6, let classNumber = numbers[0].flatMap({ Int32(exactly: $0) }),
          let box = BoundingBox(numbers[1..<5]), let label = numbers[5].flatMap({ Int(exactly: $0) })
        else { throw scanner.error("an object has six numbers") }
        truthClasses.append(classNumber)
        truthBoxes.append(box)
        truthLabels.append(label)
      }
    case "notes": try scanner.readArray { (scanner) throws(JSONError) in notes.append(try scanner.readString()) }
    case "confusion": confusionMatches = try scanner.readPositions()
    case "above": confusionConfidence = try scanner.readExact() ?? 0
    default:
      if let kind = ObjectKind(rawValue: name) {
        correct[kind] = try scanner.readIntegers().map { UInt16(truncatingIfNeeded: $0) }
      } else if name.hasPrefix(Self.foundPrefix),
        let kind = ObjectKind(rawValue: String(name.dropFirst(Self.foundPrefix.count)))
      {
        found[kind] = try scanner.readPositions()
      } else {
        throw scanner.error("unknown member")
      }
    }
  }

  /// Gives the objects their masks and turned boxes and checks that all lists fit together.
  private mutating func attach(
    _ masks: [String], _ turned: [OrientedBox], _ scanner: JSONScanner
  ) throws(JSONError) {
    guard masks.isEmpty || masks.count == objects.count, turned.isEmpty || turned.count == objects.count,
      correct.values.allSatisfy({ $0.count == objects.count }),
      Set(found.keys) == Set(correct.keys)
    else { throw scanner.error("lists of different lengths") }
    for matches in found.values + [confusionMatches] {
      guard matches.count == truthClasses.count,
        matches.allSatisfy({ $0.map { objects.indices.contains($0) } ?? true })
      else { throw scanner.error("matches of other objects") }
    }
    for (index, box) in turned.enumerated() { objects[index].orientedBox = box }
    for (index, text) in masks.enumerated() {
      guard let mask = RunLengthMask(text: text.utf8, height: height, width: width) else {
        throw scanner.error("a mask that does not fill the picture")
      }
      objects[index].mask = mask
    }
  }
}

extension JSONText {
  fileprivate mutating func integers(_ values: [Int]) {
    for value in values { integer(value) }
  }

  fileprivate mutating func append(_ box: BoundingBox) {
    for edge in [box.x1, box.y1, box.x2, box.y2] { exact(edge) }
  }

  fileprivate mutating func append(_ box: OrientedBox) {
    array { json in
      for number in [box.centerX, box.centerY, box.width, box.height, box.angle] { json.exact(number) }
    }
  }

  /// Box, confidence, class, and three numbers per keypoint, the visibility null where there is none.
  fileprivate mutating func append(_ object: PictureRecord.Object) {
    array { json in
      json.append(object.box)
      json.exact(object.confidence)
      json.integer(object.classIndex)
      for point in object.keypoints {
        json.exact(point.x)
        json.exact(point.y)
        if let visibility = point.visibility { json.exact(visibility) } else { json.null() }
      }
    }
  }

  /// A picture's number or name.
  mutating func append(_ id: PictureID) {
    switch id {
    case .number(let number): integer(number)
    case .name(let name): string(name)
    }
  }
}

extension JSONScanner {
  fileprivate mutating func readIntegers() throws(JSONError) -> [Int] {
    var numbers: [Int] = []
    try readArray { (scanner) throws(JSONError) in numbers.append(try scanner.readInteger()) }
    return numbers
  }

  /// Positions in a list; nil for negative ones.
  fileprivate mutating func readPositions() throws(JSONError) -> [Int?] {
    try readIntegers().map { $0 < 0 ? nil : $0 }
  }

  fileprivate mutating func readExactNumbers() throws(JSONError) -> [Float?] {
    var numbers: [Float?] = []
    try readArray { (scanner) throws(JSONError) in numbers.append(try scanner.readExact()) }
    return numbers
  }
}

extension PictureRecord.Object {
  fileprivate init(_ scanner: inout JSONScanner) throws(JSONError) {
    let numbers = try scanner.readExactNumbers()
    guard numbers.count >= 6, numbers.count % 3 == 0, let box = BoundingBox(numbers[..<4]),
      let confidence = numbers[4], let classIndex = numbers[5].flatMap({ Int(exactly: $0) })
    else { throw scanner.error("an object has six numbers and three per keypoint") }
    var keypoints: [Keypoint] = []
    for first in stride(from: 6, to: numbers.count, by: 3) {
      guard let x = numbers[first], let y = numbers[first + 1] else { throw scanner.error("a point has two numbers") }
      keypoints.append(Keypoint(x: x, y: y, visibility: numbers[first + 2]))
    }
    self.init(box: box, confidence: confidence, classIndex: classIndex, keypoints: keypoints, mask: nil)
  }
}

extension BoundingBox {
  /// A box from its four edges, all of which must be there.
  fileprivate init?(_ edges: ArraySlice<Float?>) {
    let edges = edges.compactMap { $0 }
    guard edges.count == 4 else { return nil }
    self.init(x1: edges[0], y1: edges[1], x2: edges[2], y2: edges[3])
  }
}

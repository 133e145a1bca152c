import EdgeDatasets
import EdgeDetection

extension PictureRecord {
  /// The record as one line of JSON from which `init(json:)` makes it again, times left out.
  public var json: String {
    var text = "{\"path\":\(JSONText.quoted(path)),\"id\":\(id.json),\"size\":[\(width),\(height)],\"objects\":["
    for (index, object) in objects.enumerated() {
      text += index == 0 ? "[" : ",["
      text += "\(JSONText.exact(object.box)),\(JSONText.exact(object.confidence)),\(object.classIndex)"
      for point in object.keypoints {
        text += ",\(JSONText.exact(point.x)),\(JSONText.exact(point.y)),\(JSONText.exact(point.visibility ?? -1))"
      }
      text += "]"
    }
    let masks = objects.compactMap(\.mask)
    if !masks.isEmpty { text += "],\"shapes\":[" + masks.map { JSONText.quoted($0.text) }.joined(separator: ",") }
    text += "],\"truths\":["
    text += truthClasses.indices.map { index in
      "[\(truthClasses[index]),\(JSONText.exact(truthBoxes[index])),\(truthLabels[index])]"
    }.joined(separator: ",")
    for kind in ObjectKind.allCases {
      guard let flags = correct[kind] else { continue }
      text += "],\"\(kind.rawValue)\":[" + flags.map { "\($0)" }.joined(separator: ",")
      let found = (found[kind] ?? []).map { "\($0 ?? -1)" }
      text += "],\"\(Self.foundPrefix)\(kind.rawValue)\":[" + found.joined(separator: ",")
    }
    text += "],\"confusion\":[" + confusionMatches.map { "\($0 ?? -1)" }.joined(separator: ",")
    return text + "],\"above\":\(JSONText.exact(confusionConfidence))}"
  }

  private static let foundPrefix = "found-"

  /// A record from a line that `json` made; nil when it is cut off or anything else.
  public init?(json: [UInt8]) {
    var scanner = JSONScanner(json)
    var reading = PictureRecord(
      path: "", id: .number(0), width: 0, height: 0, objects: [], truthClasses: [], truthBoxes: [], truthLabels: [],
      correct: [:], found: [:], confusionMatches: [], confusionConfidence: 0)
    var masks: [String] = []
    do throws(JSONError) {
      try scanner.readObject { (scanner, name) throws(JSONError) in
        try reading.read(name, &scanner, masks: &masks)
      }
      try scanner.finish()
      try reading.attach(masks, scanner)
    } catch {
      return nil
    }
    self = reading
  }

  private mutating func read(
    _ name: String, _ scanner: inout JSONScanner, masks: inout [String]
  ) throws(JSONError) {
    switch name {
    case "path": path = try scanner.readString()
    case "id":
      id = try scanner.kind() == .string ? .name(try scanner.readString()) : .number(try scanner.readInteger())
    case "size":
      let sides = try scanner.readNumbers()
      guard sides.count == 2, let width = Int(exactly: sides[0]), let height = Int(exactly: sides[1]) else {
        throw scanner.error("a size has two numbers")
      }
      (self.width, self.height) = (width, height)
    case "objects":
      try scanner.readArray { (scanner) throws(JSONError) in
        objects.append(try Object(try scanner.readNumbers().map { Float($0) }, scanner))
      }
    case "shapes": try scanner.readArray { (scanner) throws(JSONError) in masks.append(try scanner.readString()) }
    case "truths":
      try scanner.readArray { (scanner) throws(JSONError) in
        let numbers = try scanner.readNumbers().map { Float($0) }
        guard numbers.count == 6, let label = Int(exactly: numbers[5]) else {
          throw scanner.error("an object has six numbers")
        }
        truthClasses.append(Int32(numbers[0]))
        truthBoxes.append(BoundingBox(numbers[1..<5]))
        truthLabels.append(label)
      }
    case "confusion": confusionMatches = try scanner.readPositions()
    case "above": confusionConfidence = Float(try scanner.readNumber())
    default:
      if let kind = ObjectKind(rawValue: name) {
        correct[kind] = try scanner.readNumbers().map { UInt16($0) }
      } else if name.hasPrefix(Self.foundPrefix), let kind = ObjectKind(rawValue: String(name.dropFirst(6))) {
        found[kind] = try scanner.readPositions()
      } else {
        throw scanner.error("unknown member")
      }
    }
  }

  /// Gives the objects their masks and checks that all lists fit together.
  private mutating func attach(_ masks: [String], _ scanner: JSONScanner) throws(JSONError) {
    guard masks.isEmpty || masks.count == objects.count, correct.values.allSatisfy({ $0.count == objects.count }),
      Set(found.keys) == Set(correct.keys)
    else { throw scanner.error("lists of different lengths") }
    for matches in found.values + [confusionMatches] {
      guard matches.count == truthClasses.count,
        matches.allSatisfy({ $0.map { objects.indices.contains($0) } ?? true })
      else { throw scanner.error("matches of other objects") }
    }
    for (index, text) in masks.enumerated() {
      guard let mask = RunLengthMask(text: text.utf8, height: height, width: width) else {
        throw scanner.error("a mask that does not fill the picture")
      }
      objects[index].mask = mask
    }
  }
}

extension JSONScanner {
  /// Positions in a list; nil for negative ones.
  fileprivate mutating func readPositions() throws(JSONError) -> [Int?] {
    try readNumbers().map { $0 < 0 ? nil : Int($0) }
  }
}

extension PictureRecord.Object {
  fileprivate init(_ numbers: [Float], _ scanner: JSONScanner) throws(JSONError) {
    guard numbers.count >= 6, numbers.count % 3 == 0, let classIndex = Int(exactly: numbers[5]) else {
      throw scanner.error("an object has six numbers and three per keypoint")
    }
    self.init(
      box: BoundingBox(numbers[..<4]), confidence: numbers[4], classIndex: classIndex,
      keypoints: stride(from: 6, to: numbers.count, by: 3).map { first in
        Keypoint(
          x: numbers[first], y: numbers[first + 1], visibility: numbers[first + 2] < 0 ? nil : numbers[first + 2])
      }, mask: nil)
  }
}

extension BoundingBox {
  fileprivate init(_ corners: ArraySlice<Float>) {
    let first = corners.startIndex
    self.init(x1: corners[first], y1: corners[first + 1], x2: corners[first + 2], y2: corners[first + 3])
  }
}

extension PictureID {
  /// The id as JSON.
  var json: String {
    switch self {
    case .number(let number): "\(number)"
    case .name(let name): JSONText.quoted(name)
    }
  }
}

/// Pieces of JSON.
enum JSONText {
  /// A string with quotes, escaped where JSON demands it.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A number that reads back as the same float; what JSON has no number for becomes a huge one.
  static func exact(_ value: Float) -> String {
    value.isFinite ? "\(value)" : value == .infinity ? "3e38" : "-3e38"
  }

  static func exact(_ box: BoundingBox) -> String {
    "\(exact(box.x1)),\(exact(box.y1)),\(exact(box.x2)),\(exact(box.y2))"
  }
}

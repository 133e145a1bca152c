import EdgeModel

extension ModelMetadata {
  /// The metadata that `entries` state in Ultralytics' terms, and what in them could not be used.
  ///
  /// Values of the wrong form are reported and left out; unknown keys are kept as text only.
  static func reading(
    of entries: some Sequence<(key: String, value: LiteralValue)>
  ) -> (metadata: ModelMetadata, warnings: [String]) {
    var metadata = ModelMetadata()
    var warnings: [String] = []
    for (key, value) in entries {
      metadata.entries[key] = value.description
      // Exporters write None for what does not apply, such as kpt_shape of a detector.
      if value != .null && !metadata.take(key, value) {
        warnings.append("metadata value \(key) has an unexpected form and is ignored: \(value.description.prefix(80))")
      }
    }
    return (metadata, warnings)
  }

  /// The metadata of a file that stores each value as text, such as `[320, 320]` for a list.
  static func reading(
    ofTexts entries: some Sequence<(key: String, value: String)>
  ) -> (metadata: ModelMetadata, warnings: [String]) {
    reading(of: entries.map { ($0.key, (try? LiteralValue(parsing: $0.value)) ?? .string($0.value)) })
  }

  /// Stores a known value; false when its form is not the expected one.
  private mutating func take(_ key: String, _ value: LiteralValue) -> Bool {
    switch key {
    case "names":
      guard let names = Self.names(value) else { return false }
      self.names = names
    case "task":
      guard let text = value.stringValue else { return false }
      task = text
    case "stride":
      guard let number = Self.positive(value) else { return false }
      stride = number
    case "imgsz":
      if let side = Self.positive(value) {
        imageSize = [side, side]
      } else {
        guard let sides = Self.positives(value), sides.count == 2 else { return false }
        imageSize = sides
      }
    case "kpt_shape":
      guard let shape = Self.positives(value), shape.count == 2, (2...3).contains(shape[1]) else { return false }
      keypointShape = shape
    case "resize":
      guard let mode = value.stringValue, ["letterbox", "stretch"].contains(mode) else { return false }
      resizeMode = mode
    case "end2end", "nms":
      guard let flag = value.boolValue else { return false }
      embedsSuppression = flag || embedsSuppression == true
    case "args":
      // Heads that suppress by themselves say nothing here, so only "true" tells something.
      if value["nms"]?.boolValue == true { embedsSuppression = true }
    case "anchors":
      guard let numbers = Self.numbers(value), numbers.allSatisfy({ $0 > 0 && $0.isFinite }) else { return false }
      anchors = numbers
    case "strides":
      guard let numbers = Self.positives(value), !numbers.isEmpty else { return false }
      strides = numbers
    default: break
    }
    return true
  }

  /// Class names from a list, or from a dictionary whose keys are numbers or, in JSON, numbers as text.
  private static func names(_ value: LiteralValue) -> [Int: String]? {
    if let list = value.listValue {
      return Dictionary(uniqueKeysWithValues: list.enumerated().map { ($0, $1.description) })
    }
    guard let entries = value.dictionaryValue else { return nil }
    var names: [Int: String] = [:]
    for entry in entries {
      guard let number = entry.key.intValue ?? entry.key.stringValue.flatMap({ Int($0) }), number >= 0 else {
        return nil
      }
      names[number] = entry.value.description
    }
    return names
  }

  /// All numbers of a list, however its lists are nested; nil where something else is in it.
  private static func numbers(_ value: LiteralValue) -> [Double]? {
    switch value {
    case .integer(let number): return [Double(number)]
    case .real(let number): return [number]
    case .list(let values):
      var all: [Double] = []
      for value in values {
        guard let numbers = numbers(value) else { return nil }
        all += numbers
      }
      return all
    default: return nil
    }
  }

  private static func positive(_ value: LiteralValue) -> Int? { value.intValue.flatMap { $0 > 0 ? $0 : nil } }

  private static func positives(_ value: LiteralValue) -> [Int]? {
    guard let list = value.listValue else { return nil }
    let numbers = list.compactMap(positive)
    return numbers.count == list.count ? numbers : nil
  }
}

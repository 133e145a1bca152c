package import EdgeDetection

/// Reads Ultralytics' label files: a class and a box, a polygon or a box with keypoints per line.
package enum LabelFile {
  /// What lines may hold, and what makes a file unusable.
  package struct Rules: Sendable {
    package var classCount: Int
    /// Points per object and numbers per point; nil where there are none.
    package var keypointShape: KeypointShape?
    package var task: DetectorTask
    package var version: UltralyticsVersion

    package init(classCount: Int, keypointShape: KeypointShape?, task: DetectorTask, version: UltralyticsVersion) {
      self.classCount = classCount
      self.keypointShape = keypointShape
      self.task = task
      self.version = version
    }
  }

  /// The objects of a file, and how many lines repeated another one.
  package struct Contents: Hashable {
    package var labels: [ObjectLabel]
    package var duplicateCount = 0
  }

  /// One line as numbers.
  private struct Row {
    var line: Int
    var values: [Float]
  }

  /// Reads the text of a file; `path` only names it in errors.
  package static func parse(_ text: String, path: String, rules: Rules) throws(DatasetError) -> Contents {
    var rows: [Row] = []
    for (index, line) in PythonText.lines(of: text).enumerated() {
      let fields = PythonText.words(of: line)
      guard !fields.isEmpty else { continue }
      var values: [Float] = []
      values.reserveCapacity(fields.count)
      for field in fields {
        guard let value = PythonText.number(field), value.isFinite else {
          throw DatasetError(path: path, line: index + 1, "\"\(field)\" is not a number")
        }
        values.append(Float(value))
      }
      rows.append(Row(line: index + 1, values: values))
    }
    let labels = try rows.isEmpty ? [] : read(rows, path: path, rules: rules)
    let unique = removeDuplicates(labels)
    return Contents(labels: unique, duplicateCount: labels.count - unique.count)
  }

  private static func read(_ rows: [Row], path: String, rules: Rules) throws(DatasetError) -> [ObjectLabel] {
    var rows = rows
    let poseWidth = rules.keypointShape.map { 5 + $0.count * $0.dimensions }
    if let poseWidth, rules.task != .pose {
      for index in rows.indices where rows[index].values.count == poseWidth {
        rows[index].values.removeSubrange(5...)
      }
    }
    let arePolygons = rules.task != .pose && rows.contains { $0.values.count > 6 }
    var labels: [ObjectLabel] = []
    for row in rows {
      func failure(_ message: String) -> DatasetError { DatasetError(path: path, line: row.line, message) }
      let label: ObjectLabel
      if arePolygons {
        guard row.values.count >= 7 || (rules.version == .v8239 && row.values.count > 5) else {
          throw failure("a box among polygons")
        }
        guard row.values.count % 2 == 1 else { throw failure("a polygon with an odd number of coordinates") }
        label = polygon(row.values)
      } else {
        guard rules.task != .obb else { throw failure("an upright box, where corners of a turned one are needed") }
        let width = rules.task == .pose ? poseWidth ?? 5 : 5
        guard row.values.count == width else {
          throw failure("\(row.values.count) columns, expected \(width)")
        }
        label = box(row.values, keypointShape: rules.task == .pose ? rules.keypointShape : nil)
      }
      try check(label, classValue: row.values[0], rules: rules, failure)
      labels.append(label)
    }
    return labels
  }

  private static func polygon(_ values: [Float]) -> ObjectLabel {
    let points = Array(values.dropFirst())
    var (left, top, right, bottom) = (points[0], points[1], points[0], points[1])
    for index in stride(from: 2, to: points.count, by: 2) {
      left = min(left, points[index])
      right = max(right, points[index])
      top = min(top, points[index + 1])
      bottom = max(bottom, points[index + 1])
    }
    let box = ObjectLabel.Box(
      centerX: (left + right) / 2, centerY: (top + bottom) / 2, width: right - left, height: bottom - top)
    return ObjectLabel(classIndex: classIndex(values[0]), box: box, polygons: [points])
  }

  private static func box(_ values: [Float], keypointShape: KeypointShape?) -> ObjectLabel {
    let box = ObjectLabel.Box(centerX: values[1], centerY: values[2], width: values[3], height: values[4])
    var keypoints: [Keypoint] = []
    if let shape = keypointShape {
      for point in 0..<shape.count {
        let first = 5 + point * shape.dimensions
        let (x, y) = (values[first], values[first + 1])
        let visibility = shape.dimensions == 3 ? values[first + 2] : x < 0 || y < 0 ? 0 : 1
        keypoints.append(Keypoint(x: x, y: y, visibility: visibility))
      }
    }
    return ObjectLabel(classIndex: classIndex(values[0]), box: box, keypoints: keypoints)
  }

  private static func classIndex(_ value: Float) -> Int { Int(exactly: value) ?? -1 }

  private static func check(
    _ label: ObjectLabel, classValue: Float, rules: Rules, _ failure: (String) -> DatasetError
  ) throws(DatasetError) {
    guard label.classIndex >= 0 else { throw failure("\(classValue) is no class number") }
    guard label.classIndex < rules.classCount else {
      throw failure("class \(label.classIndex), but the data set has \(rules.classCount) classes")
    }
    // Later releases bear a hundredth beyond the picture.
    let slack: Float = rules.version == .v8239 ? 0 : 0.01
    let box = label.box
    var coordinates = [box.centerX, box.centerY, box.width, box.height]
    let points: [Float] = label.keypoints.flatMap { [$0.x, $0.y, $0.visibility ?? Float(0)] }
    guard box.width >= 0, box.height >= 0, (coordinates + points).allSatisfy({ $0 >= -slack }) else {
      throw failure("a coordinate below 0")
    }
    if rules.task == .pose, !label.keypoints.isEmpty { coordinates = label.keypoints.flatMap { [$0.x, $0.y] } }
    guard coordinates.allSatisfy({ $0 <= 1 + slack }) else {
      throw failure("a coordinate above 1: coordinates are fractions of the picture's sides")
    }
  }

  /// The labels without repetitions; sorted by their numbers when there were any, as Ultralytics leaves them.
  private static func removeDuplicates(_ labels: [ObjectLabel]) -> [ObjectLabel] {
    var seen = Set<ObjectLabel>()
    let unique = labels.filter { seen.insert($0).inserted }
    guard unique.count < labels.count else { return labels }
    return unique.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
  }
}

extension ObjectLabel {
  fileprivate var sortKey: [Float] {
    [Float(classIndex), box.centerX, box.centerY, box.width, box.height]
      + keypoints.flatMap { [$0.x, $0.y, $0.visibility ?? 0] } + polygons.flatMap { $0 }
  }
}

/// How many keypoints an object has, and of how many numbers each.
public struct KeypointShape: Sendable, Hashable {
  /// Keypoints of each object.
  public var count: Int
  /// 2 for x and y, 3 with visibility.
  public var dimensions: Int

  /// So many keypoints of so many numbers each.
  public init(count: Int, dimensions: Int) {
    self.count = count
    self.dimensions = dimensions
  }
}

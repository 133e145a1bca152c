import EdgeSystem

/// What an Ultralytics `data.yaml` says.
public struct DatasetDescription: Sendable {
  /// The file.
  public let path: String
  /// The root that the file states; nil when it states none.
  public private(set) var root: String?
  /// Folders and lists of pictures by the name of the split: `train`, `val` or `test`.
  public private(set) var splits: [String: [String]] = [:]
  /// Names by class number, as Python prints them: a class called `no` without quotes is `False`.
  public private(set) var classNames: [String] = []
  /// Points per object and numbers per point; nil where the data set has none.
  public private(set) var keypointShape: KeypointShape?
  /// Deviations of the keypoints; nil for the usual ones.
  public private(set) var keypointDeviations: [Double]?

  /// Most classes.
  private static let maximumClassCount = 100_000

  /// Reads a description.
  public init(contentsOf path: String) throws(DatasetError) {
    try self.init(DatasetFile.text(path, maximumByteCount: YAMLLimits.maximumByteCount), path: path)
  }

  /// Reads the text of a description; `path` names it in errors, and relative paths start from its folder.
  public init(_ text: String, path: String) throws(DatasetError) {
    self.path = path
    let document = try YAMLReader.read(text, path: path)
    guard document.members != nil else { throw DatasetError(path: path, "holds no mapping with val: and names:") }
    root = document["path"]?.text
    for (name, keys) in [("train", ["train"]), ("val", ["val", "validation"]), ("test", ["test"])] {
      guard let value = keys.lazy.compactMap({ document[$0] }).first else { continue }
      if let entries = value.elements {
        splits[name] = entries.compactMap(\.text)
      } else if let entry = value.text {
        splits[name] = [entry]
      }
    }
    classNames = try Self.classNames(document, path: path)
    if let shape = document["kpt_shape"] {
      let numbers = shape.elements?.map(\.integer) ?? []
      guard numbers.count == 2, let count = numbers[0], let dimensions = numbers[1], (1...1000).contains(count),
        (2...3).contains(dimensions)
      else { throw DatasetError(path: path, line: shape.line, "kpt_shape must be two numbers, the second 2 or 3") }
      keypointShape = KeypointShape(count: count, dimensions: dimensions)
    }
    if let deviations = document["kpt_oks_sigmas"] {
      let numbers = deviations.elements?.compactMap(\.number).filter { $0 > 0 } ?? []
      guard !numbers.isEmpty, numbers.count == keypointShape?.count, numbers.count == deviations.elements?.count else {
        throw DatasetError(
          path: path, line: deviations.line, "kpt_oks_sigmas must be one positive number per keypoint")
      }
      keypointDeviations = numbers
    }
  }

  private static func classNames(_ document: YAMLValue, path: String) throws(DatasetError) -> [String] {
    guard let given = document["names"] else {
      guard let count = document["nc"]?.integer, (1...maximumClassCount).contains(count) else {
        throw DatasetError(path: path, "names neither classes (names:) nor their number (nc:)")
      }
      return (0..<count).map { "class\($0)" }
    }
    func name(_ value: YAMLValue) throws(DatasetError) -> String {
      guard let name = value.pythonText else {
        throw DatasetError(path: path, line: value.line, "names: a list or mapping where a name is expected")
      }
      return name
    }
    switch given.content {
    case .list(let values):
      var names: [String] = []
      for value in values { names.append(try name(value)) }
      return names
    case .map(let members):
      var names: [Int: String] = [:]
      for member in members {
        guard let index = member.key.pythonText.flatMap({ Int($0) }), (0..<maximumClassCount).contains(index) else {
          let key = member.key.text.map { "\"\($0)\"" } ?? "a list or mapping"
          throw DatasetError(path: path, line: member.key.line, "names: \(key) is no class number")
        }
        names[index] = try name(member.value)
      }
      return (0..<(names.keys.max() ?? -1) + 1).map { names[$0] ?? "class\($0)" }
    case .scalar: throw DatasetError(path: path, line: given.line, "names: must be a list or a mapping")
    }
  }

  /// The folder that relative paths of the splits start from, and the pictures of a split.
  ///
  /// A relative root is looked for from the description's folder first, then from the working directory.
  func pictures(split: String) throws(DatasetError) -> (root: String, pictures: [DatasetPath.PictureFile]) {
    guard let entries = splits[split] else {
      let known = splits.keys.sorted().joined(separator: ", ")
      throw DatasetError(path: path, "has no split \(split); it has \(known.isEmpty ? "none" : known)")
    }
    let home = DatasetPath.folder(of: path)
    let stated = root ?? "."
    let roots = stated.hasPrefix("/") ? [stated] : [DatasetPath.join(home, stated), stated]
    guard let first = entries.first, let root = roots.first(where: { Self.place(of: first, in: $0) != nil }) else {
      let tried = roots.map { DatasetPath.join($0, entries.first ?? "") }.joined(separator: ", ")
      throw DatasetError(path: path, "the split \(split) is not there: no \(tried)")
    }
    var pictures: [DatasetPath.PictureFile] = []
    for entry in entries {
      pictures += try self.pictures(entry: Self.place(of: entry, in: root) ?? DatasetPath.join(root, entry))
    }
    guard !pictures.isEmpty else { throw DatasetError(path: path, "the split \(split) holds no pictures") }
    return (root, pictures.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) })
  }

  /// Where a split's entry lies below a root; nil when it is not there.
  ///
  /// Roboflow's files say `../valid/images` of folders beside them: what begins with `../` and is not there is looked
  /// for without it, as Ultralytics does.
  private static func place(of entry: String, in root: String) -> String? {
    let places = [entry] + (entry.hasPrefix("../") ? [String(entry.dropFirst(3))] : [])
    return places.lazy.map { DatasetPath.join(root, $0) }.first(where: DatasetPath.exists)
  }

  private func pictures(entry: String) throws(DatasetError) -> [DatasetPath.PictureFile] {
    if DatasetPath.isFolder(DatasetPath.followingTextLink(entry)) { return DatasetPath.pictures(below: entry) }
    guard FileSystem.suffix(of: entry) == "txt" else {
      throw DatasetError(path: entry, "is neither a folder nor a list of pictures (.txt)")
    }
    let folder = DatasetPath.folder(of: entry)
    let lines = try DatasetFile.text(entry).split(whereSeparator: \.isNewline).map { line in
      line.drop { $0 == " " || $0 == "\t" }
    }
    return lines.filter { !$0.isEmpty }.map { line in
      var entry = String(line)
      while entry.last == " " || entry.last == "\t" { entry.removeLast() }
      let path = entry.hasPrefix("./") ? DatasetPath.join(folder, String(entry.dropFirst(2))) : entry
      return DatasetPath.PictureFile(path: path, file: DatasetPath.followingTextLink(path))
    }
  }
}

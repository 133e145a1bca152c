/// What an Ultralytics `data.yaml` says.
struct DatasetDescription {
  let path: String
  /// The root that the file states; nil when it states none.
  private(set) var root: String?
  private(set) var splits: [String: [String]] = [:]
  private(set) var classNames: [String] = []
  private(set) var keypointShape: KeypointShape?
  private(set) var keypointDeviations: [Double]?

  init(contentsOf path: String) throws(DatasetError) {
    try self.init(try DatasetFile.text(path), path: path)
  }

  init(_ text: String, path: String) throws(DatasetError) {
    self.path = path
    let document = try YAMLParser.parse(text, path: path)
    guard case .map = document else { throw DatasetError(path: path, "holds no mapping with val: and names:") }
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
    if let shape = document["kpt_shape"]?.elements?.map(\.integer) {
      guard shape.count == 2, let count = shape[0], let dimensions = shape[1], (1...1000).contains(count),
        (2...3).contains(dimensions)
      else { throw DatasetError(path: path, "kpt_shape must be two numbers, the second 2 or 3") }
      keypointShape = KeypointShape(count: count, dimensions: dimensions)
    }
    if let deviations = document["kpt_oks_sigmas"]?.elements {
      let numbers = deviations.compactMap(\.number).filter { $0 > 0 }
      guard numbers.count == keypointShape?.count, numbers.count == deviations.count else {
        throw DatasetError(path: path, "kpt_oks_sigmas must be one positive number per keypoint")
      }
      keypointDeviations = numbers
    }
  }

  private static func classNames(_ document: YAMLValue, path: String) throws(DatasetError) -> [String] {
    let limit = 100_000
    switch document["names"] {
    case .list(let names)?: return names.map { $0.text ?? "" }
    case .map(let members)?:
      var names: [Int: String] = [:]
      for member in members {
        guard let index = Int(member.key), (0..<limit).contains(index) else {
          throw DatasetError(path: path, "names: \"\(member.key)\" is no class number")
        }
        names[index] = member.value.text ?? ""
      }
      return (0..<(names.keys.max() ?? -1) + 1).map { names[$0] ?? "class\($0)" }
    case nil:
      guard let count = document["nc"]?.integer, (1...limit).contains(count) else {
        throw DatasetError(path: path, "names neither classes (names:) nor their number (nc:)")
      }
      return (0..<count).map { "class\($0)" }
    default: throw DatasetError(path: path, "names: must be a list or a mapping")
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
    guard let first = entries.first,
      let root = roots.first(where: { DatasetPath.exists(DatasetPath.join($0, first)) })
    else {
      let tried = roots.map { DatasetPath.join($0, entries.first ?? "") }.joined(separator: ", ")
      throw DatasetError(path: path, "the split \(split) is not there: no \(tried)")
    }
    var pictures: [DatasetPath.PictureFile] = []
    for entry in entries { pictures += try self.pictures(entry: DatasetPath.join(root, entry)) }
    guard !pictures.isEmpty else { throw DatasetError(path: path, "the split \(split) holds no pictures") }
    return (root, pictures.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) })
  }

  private func pictures(entry: String) throws(DatasetError) -> [DatasetPath.PictureFile] {
    if DatasetPath.isFolder(DatasetPath.followingTextLink(entry)) { return DatasetPath.pictures(below: entry) }
    guard DatasetPath.suffix(of: entry) == "txt" else {
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

public import EdgeDetection
import EdgeSystem

/// Pictures sorted into one folder per class, as Ultralytics' and torchvision's `ImageFolder` have them.
public struct ClassificationDataset: Sendable {
  /// One picture and its class.
  public struct Picture: Sendable, Hashable {
    /// Path of the picture, from the working folder.
    public var path: String
    /// The file to read: the same path, or where a link stored as text leads.
    public var file: String
    /// Number of the class, in the model's order.
    public var classIndex: Int

    /// A picture of a class; found by its path unless told otherwise.
    public init(path: String, file: String? = nil, classIndex: Int) {
      self.path = path
      self.file = file ?? path
      self.classIndex = classIndex
    }
  }

  /// The folder that holds the classes' folders.
  public var source: String
  /// Names by class number: the model's, where it names any, else those of the folders.
  public var classNames: [String]
  /// By class, ascending by folder and path.
  public var pictures: [Picture]
  /// What was left out, or taken otherwise than one may expect.
  public var problems: [Dataset.Problem] = []

  /// A data set of these pictures.
  public init(source: String, classNames: [String], pictures: [Picture]) {
    self.source = source
    self.classNames = classNames
    self.pictures = pictures
  }

  /// Opens a data set: a folder of splits, `DIR/val/CLASS/*.jpg`, or a split itself, `DIR/CLASS/*.jpg`.
  ///
  /// Folders of classes are taken in the order of their names, by code point. As in Ultralytics 8.4.190, folders belong
  /// to the classes of the same name where the model knows any of them, and those it does not know are left out;
  /// releases before take the folders in their order, whatever they are called.
  /// - Parameters:
  ///   - path: the folder.
  ///   - split: `val`, which may be called `validation` or `valid` too, `train` or `test`. Where there is no folder for
  ///     `val`, that for `test` is taken, and the other way round.
  ///   - modelNames: names of the model's classes by number; empty when it names none.
  ///   - classCount: number of the model's classes.
  ///   - version: whose rules apply.
  /// - Throws: `DatasetError` when there are no pictures, or folders cannot be told to belong to the model's classes.
  public static func open(
    _ path: String, split: String = "val", modelNames: [String] = [], classCount: Int,
    version: UltralyticsVersion = .v84190
  ) throws(DatasetError) -> ClassificationDataset {
    guard DatasetPath.isFolder(path) else {
      throw DatasetError(
        path: path, DatasetPath.exists(path) ? "is no folder, which a classifier needs" : "no such file or folder")
    }
    var problems: [Dataset.Problem] = []
    let root = splitFolder(of: path, split: split, &problems)
    let folders = DatasetPath.names(inFolder: root).filter {
      DatasetPath.isFolder(DatasetPath.followingTextLink(DatasetPath.join(root, $0)))
    }
    guard !folders.isEmpty else {
      throw DatasetError(path: root, "holds no folders of classes (\(split)/CLASS/*.jpg)")
    }
    let indices = try classIndices(
      of: folders, root: root, modelNames: modelNames, classCount: classCount, version: version, &problems)
    var pictures: [Picture] = []
    for folder in folders {
      let found = DatasetPath.pictures(below: DatasetPath.join(root, folder))
        .sorted { FileSystem.precedesByCodePoint($0.path, $1.path) }
      guard let index = indices[folder] else { continue }
      pictures += found.map { Picture(path: $0.path, file: $0.file, classIndex: index) }
    }
    guard !pictures.isEmpty else {
      throw DatasetError(path: root, "holds no pictures in folders of the model's classes")
    }
    var names = modelNames
    if names.isEmpty {
      names = (0..<classCount).map { "class\($0)" }
      for (folder, index) in indices { names[index] = folder }
    }
    var dataset = ClassificationDataset(source: root, classNames: names, pictures: pictures)
    dataset.problems = problems
    return dataset
  }

  /// The folder of a split; the folder itself where it holds no splits.
  private static func splitFolder(of path: String, split: String, _ problems: inout [Dataset.Problem]) -> String {
    func folder(_ split: String) -> String? {
      (split == "val" ? ["val", "validation", "valid"] : [split]).map { DatasetPath.join(path, $0) }
        .first { DatasetPath.isFolder(DatasetPath.followingTextLink($0)) }
    }
    if let found = folder(split) { return DatasetPath.followingTextLink(found) }
    let other = split == "val" ? "test" : split == "test" ? "val" : nil
    if let other, let found = folder(other) {
      problems.append(.init(.note, path: path, "has no folder for \(split): \(found) is taken instead"))
      return DatasetPath.followingTextLink(found)
    }
    return path
  }

  /// The model's class that each folder stands for; folders of other classes have none.
  private static func classIndices(
    of folders: [String], root: String, modelNames: [String], classCount: Int, version: UltralyticsVersion,
    _ problems: inout [Dataset.Problem]
  ) throws(DatasetError) -> [String: Int] {
    let inOrder = Dictionary(folders.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    // The last of equal names counts, as in a Python dictionary.
    let byName = Dictionary(modelNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    let known = folders.filter { byName[$0] != nil }
    guard version == .v84190, !known.isEmpty else {
      guard folders.count <= classCount, known.count == folders.count || folders.count == classCount else {
        throw DatasetError(
          path: root,
          "its \(folders.count) folders (\(folders.prefix(3).joined(separator: ", "))...) "
            + (modelNames.isEmpty
              ? "are not as many as the model's \(classCount) classes, which it does not name"
              : "are not called like the model's \(classCount) classes (\(modelNames.prefix(3).joined(separator: ", "))...)")
        )
      }
      if !modelNames.isEmpty, folders.contains(where: { modelNames[inOrder[$0] ?? 0] != $0 }) {
        problems.append(
          .init(
            .note, path: root,
            "its folders are taken for the model's classes in their order, although they are called otherwise: "
              + "\(folders[0]) for \(modelNames[0]) and so on"))
      }
      return inOrder
    }
    let unknown = folders.filter { byName[$0] == nil }
    if !unknown.isEmpty {
      problems.append(
        .init(
          .note, path: root,
          "\(unknown.count) folders of classes that the model does not have are left out: "
            + unknown.prefix(5).joined(separator: ", ") + (unknown.count > 5 ? "..." : "")))
    }
    return byName.filter { inOrder[$0.key] != nil }
  }

  /// A part of the pictures, drawn at random but the same for the same seed, in their usual order.
  public func sampled(count: Int, seed: UInt64) -> ClassificationDataset {
    guard count < pictures.count else { return self }
    var result = self
    result.pictures = pictures.sampled(count: count, seed: seed)
    return result
  }
}

public import EdgeDetection
import EdgeSystem

/// How a data set is opened.
public struct DatasetOptions: Sendable {
  /// Which part: `val`, `train` or `test`.
  public var split: String
  /// What the labels are for; decides which lines label files may hold.
  public var task: DetectorTask
  /// Whose rules decide which labels are usable.
  public var version: UltralyticsVersion
  /// COCO annotations to use beside label files; nil to look for those that belong to the split.
  public var annotationPath: String?
  /// Folder of the pictures of a COCO file; nil to look for it.
  public var pictureFolder: String?

  /// The boxes of the validation split, unless told otherwise.
  public init(
    split: String = "val", task: DetectorTask = .detect, version: UltralyticsVersion = .v84190,
    annotationPath: String? = nil, pictureFolder: String? = nil
  ) {
    self.split = split
    self.task = task
    self.version = version
    self.annotationPath = annotationPath
    self.pictureFolder = pictureFolder
  }
}

extension Dataset {
  /// Opens a data set: Ultralytics' `data.yaml`, or a COCO annotation file (`.json`).
  public static func open(_ path: String, options: DatasetOptions = DatasetOptions()) throws(DatasetError) -> Dataset {
    let suffix = FileSystem.suffix(of: path)
    switch suffix {
    case "yaml", "yml": return try DatasetDescription(contentsOf: path).dataset(options: options)
    case "json": return try Dataset(annotationsAt: path, options: options)
    default:
      if DatasetPath.isFolder(path) {
        let candidates = DatasetPath.names(inFolder: path).filter {
          ["yaml", "yml"].contains(FileSystem.suffix(of: $0))
        }
        if candidates.count == 1 {
          return try open(DatasetPath.join(path, candidates[0]), options: options)
        }
        throw DatasetError(
          path: path,
          candidates.isEmpty
            ? "holds no YAML file that describes a data set"
            : "holds \(candidates.count) YAML files, so that it is unclear which describes the data set")
      }
      guard DatasetPath.exists(path) else { throw DatasetError(path: path, "no such file or folder") }
      throw DatasetError(path: path, "is neither a YAML description nor a COCO annotation file (.json)")
    }
  }
}

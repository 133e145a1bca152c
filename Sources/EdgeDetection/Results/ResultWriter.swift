import EdgeSystem
public import EdgeVision
import Synchronization

/// Saves the results of a run as files: annotated pictures, labels, crops.
///
/// May be used from several threads. Pictures of one name from different folders get different files: `name.jpg`,
/// `name2.jpg`, ...
public final class ResultWriter: Sendable {
  /// Which files are written.
  public struct Options: Sendable {
    /// The picture with the detections on it: `<stem>.jpg`.
    public var savesPictures = true
    /// Label lines: `labels/<stem>.txt`, none for a picture without detections.
    public var savesLabels = false
    /// Adds the confidence to label lines.
    public var savesConfidences = false
    /// What lies in each box: `crops/<class>/<stem>.jpg`.
    public var savesCrops = false
    /// How pictures are annotated.
    public var style = Annotator.Style()

    /// Annotated pictures and nothing else.
    public init() {}
  }

  /// The files written for one picture; nil where none was.
  public struct Files: Sendable, Equatable {
    /// Path of the annotated picture.
    public var picture: String?
    /// Path of the label file; nil also without detections.
    public var labels: String?
    /// Paths of the crops, in the order of the detections.
    public var crops: [String] = []
  }

  /// Where the files go.
  public let folder: RunFolder
  /// Which files are written.
  public let options: Options
  private let usedNames = Mutex<Set<String>>([])

  /// A writer into `folder`, which exists.
  public init(folder: RunFolder, options: Options = Options()) {
    self.folder = folder
    self.options = options
  }

  /// Writes the files of one picture, each of them completely or not at all.
  public func write(_ result: some PictureFinding, picture: Picture) throws(PictureError) -> Files {
    var files = Files()
    let stem = unusedName(FileSystem.stem(of: result.path))
    if options.savesPictures {
      let path = folder.file("\(stem).jpg")
      try PictureEncoder().write(try result.annotated(picture, style: options.style), to: path)
      files.picture = path
    }
    let lines = options.savesLabels ? result.labelLines(withConfidence: options.savesConfidences) : []
    if !lines.isEmpty {
      let path = try subfolder("labels").file("\(stem).txt")
      do throws(FileError) {
        try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
      } catch { throw PictureError(error) }
      files.labels = path
    }
    if options.savesCrops {
      for (index, className) in result.cropNames.enumerated() {
        guard let crop = result.crop(index, from: picture) else { continue }
        let name = "crops/\(Self.folderName(className))"
        let path = try subfolder(name).file(String(unusedName("\(name)/\(stem)").dropFirst(name.count + 1)) + ".jpg")
        try PictureEncoder().write(crop, to: path)
        files.crops.append(path)
      }
    }
    return files
  }

  /// The name itself the first time, then with 2, 3, ... appended.
  private func unusedName(_ name: String) -> String {
    usedNames.withLock { used in
      // Some file systems do not tell cases apart.
      if used.insert(name.lowercased()).inserted { return name }
      var number = 2
      while !used.insert("\(name)\(number)".lowercased()).inserted { number += 1 }
      return "\(name)\(number)"
    }
  }

  private func subfolder(_ name: String) throws(PictureError) -> RunFolder {
    do throws(RunFolder.Failure) {
      return try folder.subfolder(name)
    } catch {
      throw PictureError(path: error.path, reason: .unwritable(error.reason))
    }
  }

  /// A class name that is safe as a folder's: no slash, no control character, not `.` or `..`.
  static func folderName(_ name: String) -> String {
    let safe = String(
      String.UnicodeScalarView(name.unicodeScalars.map { $0 == "/" || $0.value < 32 ? "_" : $0 }))
    return safe.isEmpty || safe == "." || safe == ".." ? "_" : safe
  }
}

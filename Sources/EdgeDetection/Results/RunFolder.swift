import EdgeSystem

/// The folder that takes the files of one run: `runs/detect/predict`, then `predict2`, `predict3`, ...
public struct RunFolder: Sendable, Equatable {
  /// Path as the caller built it: relative when the project is.
  public let path: String

  /// A folder could not be made.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folder that is missing.
    public let path: String
    /// The system's words.
    public let reason: String

    /// Path and the system's words in one line.
    public var description: String { "\(path): the folder cannot be made: \(reason)" }
  }

  /// Most runs of one name in one project.
  private static let maximumNumber = 9999

  /// Makes a folder that did not exist before, so that two runs at once get two folders.
  ///
  /// `name` may hold slashes. With `reusingExisting` the folder of that very name is used, whether it exists or not.
  public static func make(
    project: String = "runs/detect", name: String = "predict", reusingExisting: Bool = false
  ) throws(Failure) -> RunFolder {
    let first = FileSystem.join(project, name)
    if reusingExisting {
      try makeFolders(first)
      return RunFolder(path: first)
    }
    try makeFolders(FileSystem.folder(of: first))
    for number in 1...maximumNumber {
      let path = number == 1 ? first : "\(first)\(number)"
      do throws(FileError) {
        if try FileSystem.makeNewFolder(path) { return RunFolder(path: path) }
      } catch { throw Failure(error) }
    }
    throw Failure(path: first, reason: "there are \(maximumNumber) of that name already")
  }

  /// The folders of earlier runs of a name, latest first.
  public static func existing(project: String, name: String) -> [RunFolder] {
    let first = FileSystem.join(project, name)
    var folders: [RunFolder] = []
    for number in 1...maximumNumber {
      let path = number == 1 ? first : "\(first)\(number)"
      guard FileSystem.kind(path) == .folder else { break }
      folders.append(RunFolder(path: path))
    }
    return folders.reversed()
  }

  /// A folder inside, made when it is missing.
  public func subfolder(_ name: String) throws(Failure) -> RunFolder {
    let path = FileSystem.join(self.path, name)
    try Self.makeFolders(path)
    return RunFolder(path: path)
  }

  /// Path of a file inside.
  public func file(_ name: String) -> String { FileSystem.join(path, name) }

  /// Makes a folder and all above it; existing ones are left alone.
  private static func makeFolders(_ path: String) throws(Failure) {
    do throws(FileError) { try FileSystem.makeFolders(path) } catch { throw Failure(error) }
  }
}

extension RunFolder.Failure {
  fileprivate init(_ error: FileError) {
    self.init(path: error.path, reason: error.systemReason ?? error.reason)
  }
}

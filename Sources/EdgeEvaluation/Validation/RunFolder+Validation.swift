import EdgeDetection
import EdgeSystem

extension ValidationJob.Place {
  /// The folder in which a run of a model's task is made.
  func projectFolder(task: String) -> String { project ?? "runs/\(task)" }

  /// Makes the run's folder.
  /// - Parameter suffix: added to the name, to keep several runs apart.
  func makeFolder(task: String, suffix: String) throws(ValidationFailure) -> RunFolder {
    do throws(RunFolder.Failure) {
      return try RunFolder.make(
        project: projectFolder(task: task), name: name + suffix, reusingExisting: reusesFolder)
    } catch {
      throw .unwritable(path: error.path, reason: "the folder cannot be made: \(error.reason)")
    }
  }
}

extension RunFolder {
  /// Writes the file `name`, wholly or not at all.
  func write(_ bytes: [UInt8], to name: String) throws(ValidationFailure) {
    do throws(FileError) {
      try AtomicFile.write(bytes, to: file(name))
    } catch {
      throw .unwritable(path: error.path, reason: error.reason)
    }
  }
}

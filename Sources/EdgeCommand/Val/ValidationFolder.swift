import ArgumentParser
import EdgeDetection

/// Where `val` writes its files.
struct ValidationFolder: ParsableArguments {
  @Option(help: "Folder in which the run's folder is made (default: runs/ and the model's task).")
  var project: String?

  @Option(help: "Name of the run's folder; a number is appended when it exists.")
  var name = "val"

  @Flag(name: .customLong("exist-ok"), help: "Use the run's folder even if it exists.")
  var reusesFolder = false

  @Flag(name: .customLong("resume"), help: "Go on with an interrupted run of the same model, data and settings.")
  var resumes = false

  func validate() throws {
    guard !name.isEmpty, name != ".", name != ".." else {
      throw ValidationError("--name \"\(name)\" is no folder name")
    }
  }

  /// The folder and journal of a run: those of the latest interrupted run with this key when it is to go on, otherwise
  /// new ones.
  /// - Parameter suffix: added to the name, to keep several runs of one command apart.
  func open(
    task: DetectorTask, key: String, suffix: String = ""
  ) throws -> (folder: RunFolder, journal: ValidationJournal) {
    let project = project ?? "runs/\(task.rawValue)"
    let name = name + suffix
    if resumes {
      for folder in RunFolder.existing(project: project, name: name) {
        if let journal = ValidationJournal.resume(in: folder.path, key: key) { return (folder, journal) }
      }
      Console.note("no interrupted run of this model, data and settings in \(project): starting anew")
    }
    let folder: RunFolder
    do throws(RunFolder.Failure) {
      folder = try RunFolder.make(project: project, name: name, reusingExisting: reusesFolder)
    } catch {
      throw CommandFailure(
        .outputUnwritable, "\(error)", hint: "check free space and permissions, or choose a folder by --project")
    }
    return (folder, try ValidationJournal.start(in: folder.path, key: key))
  }
}

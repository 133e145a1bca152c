import ArgumentParser
import EdgeEvaluation

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

  /// The same choices for the job.
  var place: ValidationJob.Place {
    ValidationJob.Place(project: project, name: name, reusesFolder: reusesFolder, resumes: resumes)
  }
}

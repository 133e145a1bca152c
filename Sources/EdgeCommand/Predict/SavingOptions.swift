import ArgumentParser

/// What `predict` saves, and where.
struct SavingOptions: ParsableArguments {
  @Flag(name: .customLong("no-save"), help: "Save no annotated pictures.")
  var savesNoPictures = false

  @Flag(
    name: .customLong("save-txt"),
    help: "Save labels/NAME.txt: class and box per object, or score and class of classifiers.")
  var savesText = false

  @Flag(name: .customLong("save-conf"), help: "Append the confidence to each line of --save-txt.")
  var savesConfidence = false

  @Flag(name: .customLong("save-crop"), help: "Save each object as crops/CLASS/NAME.jpg.")
  var savesCrops = false

  @Option(help: "Folder in which the run's folder is made (default: runs/ and the model's task).")
  var project: String?

  @Option(help: "Name of the run's folder; a number is appended when it exists.")
  var name = "predict"

  @Flag(name: .customLong("exist-ok"), help: "Use the run's folder even if it exists.")
  var reusesFolder = false

  /// True when nothing is written.
  var savesNothing: Bool { savesNoPictures && !savesText && !savesCrops }

  func validate() throws {
    guard savesText || !savesConfidence else { throw ValidationError("--save-conf needs --save-txt") }
    guard !name.isEmpty, name != ".", name != ".." else {
      throw ValidationError("--name \"\(name)\" is no folder name")
    }
  }
}

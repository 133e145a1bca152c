import ArgumentParser
import EdgeCodeGenerator
import EdgeEvaluation
import EdgeReports
import Foundation

/// `edgerunner generate`: a model as readable C, and as a library that runs at once.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Prints a model as C for the host or a microcontroller, with a report of its memory.",
    discussion: """
      The files go to the output folder: NAME.h and .c, NAME_data.h and .c, the kernels that the model calls, \
      NAME_generate_report.txt and .json, and NAME_lifetimes.svg. With --dll a library is built in the workspace, \
      which `lib:st_ai_ws` runs. Nothing is written before it is known that everything fits.
      """)

  @OptionGroup var network: GenerationArguments
  @Option(name: .shortAndLong, help: "Folder of the library that --dll builds.")
  var workspace = "st_ai_ws"
  @Flag(name: .customLong("dll"), help: "Build a shared library for this machine.")
  var buildsLibrary = false
  @Flag(name: .customLong("binary"), help: "Write the weights to NAME_weights.bin instead of into C.")
  var hasBinaryWeights = false

  func validate() throws {
    guard !buildsLibrary || network.target.lowercased() == GenerationTarget.host.name else {
      throw ValidationError("--dll builds for this machine; --target \(network.target) does not run here")
    }
    guard !workspace.isEmpty else { throw ValidationError("--workspace names no folder") }
  }

  func run() throws {
    let start = ContinuousClock.now
    let design = try network.design(binaryWeights: hasBinaryWeights)
    var files = try NetworkPrinter(design).files()
    let name = design.options.name
    let reports = ["\(name)_generate_report.txt", "\(name)_generate_report.json", "\(name)_lifetimes.svg"]
    let folder = OutputFolder(network.output)
    try folder.check(files.map(\.path) + reports, network: name)
    var library: String?
    var built: BuiltMemory?
    var notBuilt: String?
    if buildsLibrary {
      let result = try GenerationBuild.library(design, files, workspace: workspace)
      library = "\(workspace)/inspector_\(name)/workspace/lib/\(result.library.lastPathComponent)"
      (built, notBuilt) = (result.memory, "object files of this system are not read")
    } else if network.isWithoutBuild {
      notBuilt = "--no-build was given"
    } else {
      (built, notBuilt) = GenerationBuild.measure(design, files)
    }
    try Task.checkCancellation()
    let report = GenerationReport(
      design, built: built, notBuilt: built == nil ? notBuilt : nil, files: files.map(\.path) + reports)
    files.append(GeneratedFile(path: reports[0], bytes: Array((report.text + "\n").utf8)))
    files.append(GeneratedFile(path: reports[1], bytes: try JSONDocument.encode(report) + [0x0A]))
    files.append(GeneratedFile(path: reports[2], bytes: Array(LifetimePicture(report).svg.utf8)))
    let changed = try folder.write(files, network: name)
    if network.json.isOn { return try JSONOutput.print(report) }
    Console.line(report.summaryText)
    Console.line("\n\(files.count) files in \(network.output), \(changed.count) of them new or changed:")
    for file in files where !file.path.hasPrefix("kernels/") { Console.line("  \(file.path)") }
    Console.line("  kernels/ (\(files.count { $0.path.hasPrefix("kernels/") }) files)")
    if let library { Console.line("library: \(library); run it as lib:\(workspace)") }
    Console.line("elapsed: \((ContinuousClock.now - start).text)")
  }
}

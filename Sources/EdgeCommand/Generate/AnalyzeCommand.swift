import ArgumentParser
import EdgeCodeGenerator
import EdgeEvaluation
import EdgeReports

/// `edgerunner analyze`: what a model takes on a target, without writing C.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Tells what a model takes on a target: memory, MACC, layers and nodes, sections as compiled.",
    discussion: """
      The same report as of `generate`, with NAME_analyze_report.txt and .json in the output folder, but no C is kept. \
      Where a compiler for the target is installed the code is compiled for the table of sections.
      """)

  @OptionGroup var network: GenerationArguments
  @Flag(name: .customLong("no-report"), help: "Print only, write no files.")
  var isWithoutFiles = false
  @Flag(name: .customLong("full"), help: "Print the tables of layers and nodes and the chart of memory too.")
  var isFull = false
  @Option(help: "Also draw the lifetimes of tensors into this SVG file.")
  var svg: String?

  func run() throws {
    let design = try network.design(binaryWeights: false)
    let name = design.options.name
    let reports = ["\(name)_analyze_report.txt", "\(name)_analyze_report.json"]
    let (built, notBuilt) =
      network.isWithoutBuild
      ? (nil, "--no-build was given") : GenerationBuild.measure(design, try NetworkPrinter(design).files())
    try Task.checkCancellation()
    let report = GenerationReport(design, built: built, notBuilt: notBuilt, files: [])
    if !isWithoutFiles {
      try OutputFile.write(Array((report.text + "\n").utf8), to: "\(network.output)/\(reports[0])")
      try OutputFile.write(try JSONDocument.encode(report) + [0x0A], to: "\(network.output)/\(reports[1])")
    }
    if let svg { try OutputFile.write(Array(LifetimePicture(report).svg.utf8), to: svg) }
    if network.json.isOn { return try JSONOutput.print(report) }
    Console.line(isFull ? report.text : report.summaryText)
    if !isWithoutFiles { Console.line("\nreports: \(network.output)/\(reports[0]), .json") }
    if let svg { Console.line("lifetimes: \(svg)") }
  }
}

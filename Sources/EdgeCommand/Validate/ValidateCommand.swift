public import ArgumentParser
import EdgeDrivers
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeReports
import EdgeRunner

/// `edgerunner validate`: how well a runner reproduces a reference, in ST's terms.
struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Runs the same data on a reference and on a runner and reports how far they are apart.",
    discussion: """
      By default ten uniform random samples (seed 42, range 0 to 1) are used. The report goes to \
      NAME_validate_report.txt and .json in the output folder, inputs and outputs to NAME_val_io.npz. The exit status \
      is \(ExitStatus.disagreement.code) when the policy is not met. Policies: \
      \(ConformancePolicy.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "; ")).
      """)

  @Option(
    name: [.customShort("m"), .customLong("model")],
    help: ArgumentHelp("Descriptor of the original model: the reference.", valueName: "reference"))
  var reference: String
  @Option(
    name: [.customShort("d"), .customLong("descriptor")],
    help: ArgumentHelp("Descriptor of what is validated.", valueName: "descriptor"))
  var candidate: String
  @Option(help: "What is validated: target, a board; host, anything else. Without it, either.")
  var mode: ConformanceMode?
  @Option(help: "What every output must keep: \(ConformancePolicy.allCases.map(\.rawValue).joined(separator: ", ")).")
  var policy = ConformancePolicy.close
  @Flag(name: .customLong("io-only"), help: "Compare the outputs only.")
  var isOutputsOnly = false
  @Flag(help: "Compare what the layers of a board compute too, not only their times; takes long on slow lines.")
  var full = false
  @Flag(name: .customLong("classifier"), help: "Take the outputs for class scores; otherwise that is detected.")
  var isClassifier = false
  @OptionGroup(title: "Data") var input: InputOptions
  @Option(
    name: [.customLong("valoutput"), .customLong("vo", withSingleDash: true)],
    help: "Expected outputs: .npy, .npz (m_outputs_1 and so on, or its arrays in order) or .csv.")
  var expectedFile: String?
  @Option(name: .shortAndLong, help: "Folder of the reports.")
  var output = "st_ai_output"
  @Option(name: .shortAndLong, help: "Beginning of the report files' names.")
  var name = "network"
  @OptionGroup var json: JSONOption

  func validate() throws {
    guard !(full && isOutputsOnly) else { throw ValidationError("--full and --io-only exclude each other") }
    guard !name.isEmpty, !name.contains("/") else { throw ValidationError("-n \(name) is not a file name") }
    if let mode { try mode.check(candidate) }
  }

  func run() async throws {
    let data = try input.data(defaultCount: 10)
    var run = try await ConformanceRun(
      reference: reference, candidate: candidate, data: data,
      scope: isOutputsOnly ? .outputs : full ? .full : .usual, isClassifier: isClassifier)
    try await run.process()
    let expected = try expectedFile.map { try run.expectedOutputs($0) } ?? []
    let report = run.report(policy: policy, expected: expected)
    await run.close()
    let files = "\(output)/\(name)"
    let text = report.text
    try OutputFile.write(Array((text + "\n").utf8), to: "\(files)_validate_report.txt")
    try OutputFile.write(try JSONDocument.encode(report), to: "\(files)_validate_report.json")
    try OutputFile.write(try run.archive().encoded(), to: "\(files)_val_io.npz")
    if json.isOn {
      try JSONOutput.print(report)
    } else {
      Console.line(text)
      Console.line("\nreports: \(files)_validate_report.txt, .json; data: \(files)_val_io.npz")
    }
    guard report.passed else { throw CommandFailure(.disagreement, "validation failed: \(report.verdictLine)") }
  }
}

/// Where a validation runs, as ST's tools call it.
enum ConformanceMode: String, ExpressibleByArgument, CaseIterable {
  case host, target

  /// - Throws: `ValidationError` when `descriptor` names something else.
  func check(_ descriptor: String) throws {
    // What cannot be parsed is reported when it is opened.
    guard let parsed = try? Descriptor(descriptor),
      let driver = try? Drivers.driver(for: parsed, among: Connecting.drivers),
      driver.isRemote != (self == .target)
    else { return }
    let boards = Connecting.drivers.filter(\.isRemote).map { "\($0.name):" }.joined(separator: ", ")
    let wanted = self == .target ? "no board (\(boards))" : "a board"
    throw ValidationError("--mode \(rawValue): \(descriptor) is \(wanted)")
  }
}

extension ConformancePolicy: ExpressibleByArgument {}

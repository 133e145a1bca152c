public import EdgeCodeGenerator
import EdgeModel
import EdgeSystem
import EdgeTestSupport
import Foundation

/// Networks printed as C into one folder, with a program for this machine that runs them one after the other.
public struct HostProgram {
  /// What it computes, in this order.
  public let networks: [PrintedNetwork]
  let folder: TemporaryFolder

  /// Prints; nothing is compiled yet.
  /// - Throws: `GenerationError` or file system errors.
  public init(_ networks: [PrintedNetwork]) throws {
    folder = try TemporaryFolder()
    self.networks = networks
    for network in networks {
      for file in try NetworkPrinter(network.design).files() {
        let url = folder.url.appendingPathComponent(file.path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
      }
    }
    try Data(mainSource.utf8).write(to: folder.url.appendingPathComponent("main.c"))
    var input = Data()
    for tensor in networks.flatMap(\.inputs) { tensor.withUnsafeBytes { input.append(contentsOf: $0) } }
    try input.write(to: folder.url.appendingPathComponent("inputs"))
  }

  /// Compiles everything and runs it; returns the results that differ from the engine's.
  /// - Parameter reusesData: the constants were compiled before, by the same compiler.
  /// - Throws: `BuildError`; `EmulationError` when the program cannot be linked or ends with an error.
  public func differences(
    _ compiler: CCompiler, _ flags: [String], linkFlags: [String] = [], reusesData: Bool = false
  ) throws -> [ResultDifference] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
    let sources = paths.filter { $0.hasSuffix(".c") && !(reusesData && $0.hasSuffix("_data.c")) }.sorted()
    var objects = try compiler.compile(
      sources, in: folder.url, for: .host, flags: flags + ["-Werror"] + linkFlags)
    if reusesData {
      objects += paths.filter { $0.hasSuffix("_data.o") }.map { folder.url.appendingPathComponent($0) }
    }
    let program = folder.url.appendingPathComponent("program").path
    let link = try ToolProcess.run(
      compiler.path, linkFlags + objects.map(\.path) + ["-o", program, "-lm"], in: folder.url)
    guard link.status == 0 else { throw EmulationError(description: link.output) }
    let run = try ToolProcess.run(program, [], in: folder.url)
    guard run.status == 0 else {
      throw EmulationError(description: "the program ended with status \(run.status)\n\(run.output)")
    }
    return networks.differences(in: [UInt8](try Data(contentsOf: folder.url.appendingPathComponent("outputs"))))
  }
}

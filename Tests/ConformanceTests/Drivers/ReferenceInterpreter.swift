import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation

/// TFLite's reference kernels, through LiteRT's interpreter for Python.
///
/// LiteRT's C library, which our `litert:` driver opens, runs its builtin kernels when it is asked for reference kernels;
/// only the interpreter for Python really has them.
enum ReferenceInterpreter {
  /// What the reference kernels made of a network, or why they refused it.
  typealias Answer = Result<[Tensor], Refusal>

  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  static let python: String? = {
    let environment = ProcessInfo.processInfo.environment
    let candidates: [String?] = [
      environment["EDGERUNNER_PYTHON"], SharedFiles.repositoryRoot.appendingPathComponent(".venv/bin/python3").path,
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()
  static let isPresent = python != nil
  static let whyAbsent = "the local Python environment with LiteRT is missing (make setup)"

  /// Runs all networks in one process, which takes seconds to start.
  static func run(_ networks: [OperatorCase]) throws -> [Answer] {
    guard let python else { throw Refusal(description: whyAbsent) }
    let folder = try TemporaryFolder()
    func file(_ name: String) -> URL { folder.url.appendingPathComponent(name) }
    for (i, network) in networks.enumerated() {
      try Data(TFLiteWriter.write(network.graph)).write(to: file("\(i).tflite"))
      for (k, input) in network.inputs.enumerated() { try NPYFile.write(input, to: file("\(i)_in_\(k).npy").path) }
    }
    let script = SharedFiles.repositoryRoot.appendingPathComponent("Tests/ConformanceTests/Scripts/run_reference.py")
    let process = try ChildProcess(
      URL(fileURLWithPath: python), [script.path, folder.url.path, "\(networks.count)"], in: folder.url)
    let output = try process.rest()
    guard process.waitForEnd() == 0 else { throw Refusal(description: output + process.otherText) }
    return try networks.enumerated().map { i, network in
      if let reason = try? String(contentsOf: file("\(i).txt"), encoding: .utf8) {
        return .failure(Refusal(description: "the reference kernels refuse it: \(reason)"))
      }
      return .success(
        try network.graph.outputs.indices.map { try NPYFile.read(contentsOf: file("\(i)_out_\($0).npy").path) })
    }
  }
}

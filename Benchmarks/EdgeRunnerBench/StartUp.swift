import EdgeDrivers
import EdgeRunner
import Foundation

/// From nothing to something: the command alone, a whole `predict`, and opening a model alone.
///
/// An earlier build joins the same run when `EDGERUNNER_BASELINE` names a folder with its `edgerunner` and, for loading
/// alone, its `edgerunner-bench`.
let startUpBenchmarks = BenchmarkSource(name: "start-up") {
  var benchmarks: [Benchmark] = []
  let baseline = ProcessInfo.processInfo.environment["EDGERUNNER_BASELINE"].map { URL(fileURLWithPath: $0) }
  let commands = [("", try commandExecutable())] + (baseline.map { [(", baseline", $0 / "edgerunner")] } ?? [])
  for (suffix, command) in commands {
    benchmarks.append(
      Benchmark(group: "start of the command", name: "edgerunner --version\(suffix)") {
        try time(of: command, ["--version"])
      })
  }
  let picture = Checkout.root.appendingPathComponent("Pictures/person.jpg").path
  for model in try BenchmarkModel.startUp() {
    var firstResult: [Benchmark] = []
    var load: [Benchmark] = []
    for (runtime, descriptor) in [("native", model.path), ("litert", "litert:\(model.path)?threads=1")] {
      guard (try? await Drivers.connect(descriptor)) != nil else { continue }
      for (suffix, command) in commands {
        firstResult.append(
          Benchmark(group: "\(model.name), process start to first detections", name: runtime + suffix) {
            try time(of: command, ["predict", picture, "-d", descriptor, "--no-save"])
          })
      }
      load.append(
        Benchmark(group: "\(model.name), load alone", name: runtime) { try await loadTime(of: descriptor) })
      if let baseline, runtime == "native",
        FileManager.default.isExecutableFile(atPath: (baseline / "edgerunner-bench").path)
      {
        load.append(
          Benchmark(group: "\(model.name), load alone", name: runtime + ", baseline") {
            let text = try Program.output([(baseline / "edgerunner-bench").path, "--load", descriptor])
            return .nanoseconds(Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0)
          })
      }
    }
    benchmarks += firstResult + load
  }
  return benchmarks
}

/// How long a model takes from a descriptor to a session that can be invoked.
///
/// The first load of a process also pays for opening the runtime's library and for pages of the program that were never
/// touched: it is a warm-up that is not to be counted.
func loadTime(of descriptor: String) async throws -> Duration {
  try await ContinuousClock().measure { _ = try await Drivers.connect(descriptor).makeSession() }
}

private func time(of command: URL, _ arguments: [String]) throws -> Duration {
  let process = Process()
  process.executableURL = command
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  let duration = try ContinuousClock().measure {
    try process.run()
    process.waitUntilExit()
  }
  guard process.terminationStatus == 0 else {
    throw Unavailable(
      reason: "\(command.path) \(arguments.joined(separator: " ")): status \(process.terminationStatus)")
  }
  return duration
}

private func / (folder: URL, name: String) -> URL { folder.appendingPathComponent(name) }

/// The release build of the command in this checkout.
func commandExecutable() throws -> URL {
  let executable = Checkout.root.appendingPathComponent(".build/release/edgerunner")
  guard FileManager.default.isExecutableFile(atPath: executable.path) else {
    throw Unavailable(reason: "\(executable.path) is missing: run make build")
  }
  return executable
}

/// Why benchmarks cannot run here.
struct Unavailable: Error, CustomStringConvertible {
  var reason: String
  var description: String { reason }
}

import Foundation

/// Time from starting the command to its end, when it has nothing to do.
let startUpBenchmarks = BenchmarkSource(name: "start-up") {
  let executable = try commandExecutable()
  return [
    Benchmark(group: "start of the command", name: "edgerunner --version") {
      try ContinuousClock().measure {
        let process = Process()
        process.executableURL = executable
        process.arguments = ["--version"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
      }
    }
  ]
}

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

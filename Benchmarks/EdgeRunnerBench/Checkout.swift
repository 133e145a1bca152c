import Foundation

/// Where things lie in this checkout.
enum Checkout {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Models and pictures beside the checkout, or where `EDGERUNNER_SHARED` points.
  static let shared =
    ProcessInfo.processInfo.environment["EDGERUNNER_SHARED"].map { URL(fileURLWithPath: $0) }
    ?? root.deletingLastPathComponent().appendingPathComponent("shared")

  /// A script of the benchmarks.
  static func script(_ name: String) -> String {
    root.appendingPathComponent("Benchmarks/scripts/\(name)").path
  }
}

/// A program that is run to its end.
enum Program {
  /// What `arguments` (the program first, found on the PATH) print on standard output.
  /// - Throws: `Unavailable` when the program cannot be started or fails.
  static func output(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Unavailable(reason: "\(arguments.joined(separator: " ")) ended with status \(process.terminationStatus)")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The Python environment of the benchmarks, `.venv-bench`, apart from the one of the host runtimes.
enum BenchEnvironment {
  static let python = Checkout.root.appendingPathComponent(".venv-bench/bin/python").path

  /// Makes the environment and installs the pinned packages, unless that is done.
  /// - Throws: `Unavailable` when there is no Python or the packages cannot be had.
  static func prepare() throws {
    let requirements = Checkout.root.appendingPathComponent("scripts/requirements-bench.txt")
    let wanted = try String(contentsOf: requirements, encoding: .utf8)
    let stamp = Checkout.root.appendingPathComponent(".venv-bench/edgerunner-bench")
    if (try? String(contentsOf: stamp, encoding: .utf8)) == wanted { return }
    if !FileManager.default.isExecutableFile(atPath: python) {
      let folder = Checkout.root.appendingPathComponent(".venv-bench").path
      _ = try Program.output(["python3", "-m", "venv", folder])
    }
    _ = try Program.output([
      python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "-r",
      requirements.path,
    ])
    try wanted.write(to: stamp, atomically: true, encoding: .utf8)
  }
}

import EdgeDrivers
import EdgeRunner
import Foundation
import Testing

/// A folder that looks like a virtual environment with both wheels, deleted with the object.
private final class VirtualEnvironmentFolder {
  let root: URL

  init(interpreters: [String] = ["python3.11"]) throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("er-\(UUID().uuidString)")
    #if canImport(Darwin)
      let names = ["libLiteRt.dylib", "libonnxruntime.1.32.0.dylib"]
    #else
      let names = ["libLiteRt.so", "libonnxruntime.so.1.32.0"]
    #endif
    for interpreter in interpreters {
      let packages = ".venv/lib/\(interpreter)/site-packages"
      try write("\(packages)/ai_edge_litert/\(names[0])")
      try write("\(packages)/ai_edge_litert/libLiteRtWebGpuAccelerator.so")
      try write("\(packages)/ai_edge_litert-2.3.0.dist-info/METADATA")
      try write("\(packages)/onnxruntime/capi/\(names[1])")
      try write("\(packages)/onnxruntime/capi/libonnxruntime_providers_shared.so")
      try write("\(packages)/onnxruntime-1.32.0.dist-info/METADATA")
    }
    try write("project/deep/inside/file")
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  private func write(_ path: String) throws {
    let url = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
  }

  func path(_ path: String) -> String { root.appendingPathComponent(path).path }
}

@Suite("Where runtime libraries are looked for") struct WheelLibraryTests {
  private let nowhere = "/nonexistent-folder"

  private func surroundings(
    environment: [String: String] = [:], workingFolder: String? = nil, executable: String? = nil
  ) -> Surroundings {
    Surroundings(environment: environment, workingFolder: workingFolder ?? nowhere, executablePath: executable)
  }

  @Test(
    "both libraries are found with the version of their wheel",
    arguments: [(WheelLibrary.liteRT, "2.3.0", "libLiteRt."), (.onnxRuntime, "1.32.0", "libonnxruntime.")])
  func findsLibraries(library: WheelLibrary, version: String, prefix: String) throws {
    let folder = try VirtualEnvironmentFolder()
    let location = try library.locate(in: surroundings(workingFolder: folder.path("project/deep")))
    #expect(location.version == version)
    #expect(URL(fileURLWithPath: location.path).lastPathComponent.hasPrefix(prefix))
  }

  @Test("the folder of the executable and those above it are searched") func searchesFromExecutable() throws {
    let folder = try VirtualEnvironmentFolder()
    let location = try WheelLibrary.liteRT.locate(
      in: surroundings(executable: folder.path("project/deep/inside/file")))
    #expect(location.version == "2.3.0")
  }

  @Test("the active virtual environment is searched last") func searchesActiveEnvironment() throws {
    let near = try VirtualEnvironmentFolder()
    let active = try VirtualEnvironmentFolder()
    let environment = ["VIRTUAL_ENV": active.path(".venv")]
    let alone = try WheelLibrary.liteRT.locate(in: surroundings(environment: environment))
    #expect(alone.path.hasPrefix(active.root.path))
    let both = try WheelLibrary.liteRT.locate(
      in: surroundings(environment: environment, workingFolder: near.root.path))
    #expect(both.path.hasPrefix(near.root.path))
  }

  @Test("the newest interpreter's packages win") func prefersNewestInterpreter() throws {
    let folder = try VirtualEnvironmentFolder(interpreters: ["python3.9", "python3.12"])
    let location = try WheelLibrary.liteRT.locate(in: surroundings(workingFolder: folder.root.path))
    #expect(location.path.contains("python3.12"))
  }

  @Test("a path given wins over the variable, and the variable over the folders") func ordersSources() throws {
    let folder = try VirtualEnvironmentFolder()
    let other = try VirtualEnvironmentFolder()
    let found = try WheelLibrary.liteRT.locate(in: surroundings(workingFolder: other.root.path)).path
    let environment = ["EDGERUNNER_LITERT": found]
    let byVariable = try WheelLibrary.liteRT.locate(
      in: surroundings(environment: environment, workingFolder: folder.root.path))
    #expect(byVariable.path == found)
    let byPath = try WheelLibrary.liteRT.locate(
      path: folder.path("project/deep/inside/file"), in: surroundings(environment: environment))
    #expect(byPath.path == folder.path("project/deep/inside/file"))
    #expect(byPath.version == nil)
  }

  @Test("a path that is no file is an error, not a reason to look elsewhere", arguments: [true, false])
  func refusesMissingPath(byParameter: Bool) throws {
    let folder = try VirtualEnvironmentFolder()
    let missing = folder.path("missing.so")
    let environment = byParameter ? [:] : ["EDGERUNNER_LITERT": missing]
    let error = try #require(throws: RunnerError.self) {
      try WheelLibrary.liteRT.locate(
        path: byParameter ? missing : nil,
        in: surroundings(environment: environment, workingFolder: folder.root.path))
    }
    #expect(error.code == .unavailable)
    #expect(error.message.contains(missing))
  }

  @Test("an absent library says how to get it") func explainsAbsence() throws {
    let error = try #require(throws: RunnerError.self) {
      try WheelLibrary.liteRT.locate(in: surroundings())
    }
    #expect(error.code == .unavailable)
    let hint = try #require(error.hint)
    #expect(hint.contains("make setup"))
    #expect(hint.contains("pip install ai-edge-litert==2.3.0"))
    #expect(hint.contains("EDGERUNNER_LITERT"))
  }
}

@Suite("Opening shared libraries") struct DynamicLibraryTests {
  @Test("a file that is no library is refused with the loader's reason") func refusesNonLibrary() throws {
    let error = try #require(throws: DynamicLibrary.Failure.self) { try DynamicLibrary(path: #filePath) }
    guard case .cannotOpen(let path, let reason) = error else {
      Issue.record("expected cannotOpen, got \(error)")
      return
    }
    #expect(path == #filePath)
    #expect(!reason.isEmpty)
  }

  @Test("a function that is not there is named") func namesMissingFunction() throws {
    #if canImport(Darwin)
      let library = try DynamicLibrary(path: "/usr/lib/libSystem.B.dylib")
    #else
      let library = try DynamicLibrary(path: "libc.so.6")
    #endif
    #expect(library.exports("strlen"))
    let length: @convention(c) (UnsafePointer<CChar>) -> Int = try library.function("strlen")
    #expect(length("four") == 4)
    let error = try #require(throws: DynamicLibrary.Failure.self) {
      let _: @convention(c) () -> Void = try library.function("edgerunner_no_such_function")
    }
    #expect(error == .missingSymbol(path: library.path, symbol: "edgerunner_no_such_function"))
  }
}

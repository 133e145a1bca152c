package import EdgeRunner
package import Foundation

/// A runtime's shared library as its PyPI wheel ships it, and where it is looked for.
package struct WheelLibrary: Sendable {
  /// Name of the runtime in messages, e.g. `LiteRT`.
  package var runtime: String
  /// Environment variable that holds a path to the library.
  package var environmentVariable: String
  /// The wheel's name with the tested version, as pip takes it.
  package var requirement: String
  /// Folder below `site-packages` that holds the library.
  package var folder: String
  /// Beginning and end of the file's name; a version may stand between or after them.
  package var filePrefix: String
  package var fileInfix: String

  /// Google's LiteRT; its wheel is the only one that exports a C interface.
  package static let liteRT = WheelLibrary(
    runtime: "LiteRT", environmentVariable: "EDGERUNNER_LITERT", requirement: "ai-edge-litert==2.3.0",
    folder: "ai_edge_litert", filePrefix: "libLiteRt.", fileInfix: librarySuffix)
  /// Microsoft's ONNX Runtime for CPUs.
  package static let onnxRuntime = WheelLibrary(
    runtime: "ONNX Runtime", environmentVariable: "EDGERUNNER_ONNXRUNTIME", requirement: "onnxruntime==1.32.0",
    folder: "onnxruntime/capi", filePrefix: "libonnxruntime.", fileInfix: librarySuffix)

  #if canImport(Darwin)
    private static let librarySuffix = "dylib"
  #else
    private static let librarySuffix = "so"
  #endif

  /// A library file and the version its wheel states, nil for a file outside a wheel.
  package struct Location: Sendable, Hashable {
    package var path: String
    package var version: String?
  }

  /// What the user can do when nothing is found.
  package var installHint: String {
    "run `make setup`, or `pip install \(requirement)` in a .venv here, or set \(environmentVariable) to the library"
  }

  /// Finds the library.
  ///
  /// The first of these decides: `path` (from a descriptor), the environment variable, `.venv` in the working folder
  /// or one above it, `.venv` beside the executable or in a folder above it, the active virtual environment.
  /// - Throws: `RunnerError.Code.unavailable` when a path given does not exist or nothing is found.
  package func locate(path: String? = nil, in surroundings: Surroundings = .current) throws(RunnerError) -> Location {
    if let path { return try existing(path, from: "the parameter library", in: surroundings) }
    if let path = surroundings.environment[environmentVariable], !path.isEmpty {
      return try existing(path, from: environmentVariable, in: surroundings)
    }
    for root in surroundings.virtualEnvironments {
      if let location = find(inVirtualEnvironment: root) { return location }
    }
    throw RunnerError(
      .unavailable, "the \(runtime) library is not installed: no .venv here or above holds \(folder)",
      hint: installHint)
  }

  private func existing(
    _ path: String, from origin: String, in surroundings: Surroundings
  ) throws(RunnerError) -> Location {
    let url = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: surroundings.workingFolder))
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue else {
      throw RunnerError(
        .unavailable, "\(runtime): \(origin) names \(path), which is no file", hint: installHint)
    }
    return Location(path: url.path, version: version(besideLibrary: url))
  }

  private func find(inVirtualEnvironment root: URL) -> Location? {
    let library = root.appendingPathComponent("lib")
    let interpreters = names(in: library).filter { $0.hasPrefix("python3") }
      .sorted { $0.compare($1, options: .numeric) == .orderedDescending }
    for interpreter in interpreters {
      let package = library.appendingPathComponent(interpreter).appendingPathComponent("site-packages")
        .appendingPathComponent(folder)
      let candidates = names(in: package).filter(isLibraryName).sorted()
      if let name = candidates.first {
        let url = package.appendingPathComponent(name)
        return Location(path: url.path, version: version(besideLibrary: url))
      }
    }
    return nil
  }

  private func isLibraryName(_ name: String) -> Bool {
    name.hasPrefix(filePrefix) && name.split(separator: ".").contains { $0 == fileInfix }
  }

  /// The version in the name of the wheel's `dist-info` folder, which lies beside the package's folder.
  private func version(besideLibrary url: URL) -> String? {
    let package = folder.split(separator: "/")
    var sitePackages = url.deletingLastPathComponent()
    for component in package.reversed() {
      guard sitePackages.lastPathComponent == component else { return nil }
      sitePackages.deleteLastPathComponent()
    }
    let prefix = "\(package[0])-"
    let suffix = ".dist-info"
    guard let name = names(in: sitePackages).first(where: { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }) else {
      return nil
    }
    return String(name.dropFirst(prefix.count).dropLast(suffix.count))
  }

  private func names(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }
}

/// What a search for libraries looks at.
package struct Surroundings: Sendable {
  package var environment: [String: String]
  package var workingFolder: String
  package var executablePath: String?

  package init(environment: [String: String], workingFolder: String, executablePath: String?) {
    self.environment = environment
    self.workingFolder = workingFolder
    self.executablePath = executablePath
  }

  /// Those of this process.
  package static var current: Surroundings {
    Surroundings(
      environment: ProcessInfo.processInfo.environment,
      workingFolder: FileManager.default.currentDirectoryPath,
      executablePath: Bundle.main.executablePath)
  }

  /// Folders of virtual environments to look into, in order.
  package var virtualEnvironments: [URL] {
    var folders = foldersUpwards(from: URL(fileURLWithPath: workingFolder))
    if let executablePath {
      let executable = URL(fileURLWithPath: executablePath).resolvingSymlinksInPath()
      folders += foldersUpwards(from: executable.deletingLastPathComponent())
    }
    var environments = folders.map { $0.appendingPathComponent(".venv") }
    if let active = environment["VIRTUAL_ENV"], !active.isEmpty { environments.append(URL(fileURLWithPath: active)) }
    return environments
  }

  private func foldersUpwards(from folder: URL) -> [URL] {
    var folder = folder.standardizedFileURL
    var folders = [folder]
    while folder.path != "/", folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      folders.append(folder)
    }
    return folders
  }
}

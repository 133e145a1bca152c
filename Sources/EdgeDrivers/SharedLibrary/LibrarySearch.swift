import EdgeRunner
import Foundation

/// Finds the library that a descriptor means.
enum LibrarySearch {
  /// How shared libraries are named on the systems there are.
  static let extensions = ["so", "dylib", "dll"]

  static var suffix: String {
    #if canImport(Darwin)
      ".dylib"
    #else
      ".so"
    #endif
  }

  /// Files that folders of such libraries hold beside the network.
  private static let companions = ["libai_inspector.", "libai_observer.", "libai_helper_convert."]
  /// Most files that are looked at in a folder.
  private static let fileLimit = 100_000

  /// The library at `target`: a file, a path whose extension is left out, or a folder with a `libai_*` somewhere below.
  static func library(at target: String) throws(RunnerError) -> String {
    guard !target.isEmpty else {
      throw RunnerError(.invalidDescriptor, "the descriptor names no library", hint: "write lib:FOLDER or lib:FILE")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) {
      return isFolder.boolValue ? try library(inFolder: target) : target
    }
    for name in extensions where FileManager.default.fileExists(atPath: "\(target).\(name)") {
      return "\(target).\(name)"
    }
    throw RunnerError(
      .invalidModel, "there is no library at \(target)", hint: "build one with edgerunner generate MODEL --dll")
  }

  private static func library(inFolder folder: String) throws(RunnerError) -> String {
    var found: [String] = []
    var count = 0
    let files = FileManager.default.enumerator(atPath: folder)
    while let path = files?.nextObject() as? String, count < fileLimit {
      count += 1
      let name = URL(fileURLWithPath: path).lastPathComponent
      guard name.hasPrefix("libai_"), !companions.contains(where: name.hasPrefix),
        extensions.contains(where: { name.hasSuffix(".\($0)") })
      else { continue }
      found.append(path)
    }
    // The order of a folder's files is the system's; sorting makes the choice repeatable.
    guard let first = found.min() else {
      throw RunnerError(
        .invalidModel, "the folder \(folder) holds no library called libai_NAME\(suffix)",
        hint: "build one with edgerunner generate MODEL --dll")
    }
    return URL(fileURLWithPath: folder).appendingPathComponent(first).path
  }
}

/// Loads copies of libraries, so that instances share no static state and the file can be rebuilt meanwhile.
enum LibraryCopy {
  static func load(_ path: String) throws(RunnerError) -> DynamicLibrary {
    let manager = FileManager.default
    let copy = manager.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
      .appendingPathExtension(URL(fileURLWithPath: path).pathExtension)
    do {
      try manager.copyItem(atPath: path, toPath: copy.path)
    } catch {
      throw RunnerError(.invalidModel, "cannot read the library \(path)", cause: error)
    }
    // Once loaded, the file is not needed any more.
    defer { try? manager.removeItem(at: copy) }
    do throws(DynamicLibrary.Failure) {
      return try DynamicLibrary(path: copy.path, staysLoaded: false)
    } catch {
      var reason = "\(error)"
      if case .cannotOpen(_, let text) = error { reason = text.replacingOccurrences(of: copy.path, with: path) }
      throw RunnerError(
        .invalidModel, "\(path) cannot be loaded: \(reason)",
        hint: "it must be a shared library for this machine (\(HostDevice.architecture))")
    }
  }
}

import SystemPackage

// Paths as text. Nothing here asks the system.
extension FileSystem {
  /// `folder/name`, without doubling a slash; an empty folder stands for the working directory.
  package static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The folder of a path; empty for a bare name.
  package static func folder(of path: String) -> String { FilePath(upToNull: path).removingLastComponent().string }

  /// The last component's suffix in lower case, without its dot; empty when there is none, as in `.profile`.
  package static func suffix(of path: String) -> String {
    FilePath(upToNull: path).extension?.lowercased() ?? ""
  }

  /// The last component without its suffix; empty for the root.
  package static func stem(of path: String) -> String { FilePath(upToNull: path).stem ?? "" }
}

extension FilePath {
  /// The path that a system call makes of `text`, which it reads up to a null character. `FilePath.init` would trap.
  fileprivate init(upToNull text: String) { self = text.withCString { FilePath(platformString: $0) } }
}

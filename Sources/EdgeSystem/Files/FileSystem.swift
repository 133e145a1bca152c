import Foundation
import SystemPackage

/// What the system says about paths and folders, and what it does to them.
package enum FileSystem {
  /// What a path leads to.
  package enum Kind: Sendable { case file, folder, other }

  /// Kind of what a path leads to, links followed; nil when there is nothing or it cannot be reached.
  package static func kind(_ path: String) -> Kind? {
    guard let status = try? Stat(path) else { return nil }
    return switch status.type {
    case .regular: .file
    case .directory: .folder
    default: .other
    }
  }

  /// True when the path itself is a symbolic link.
  package static func isLink(_ path: String) -> Bool {
    (try? Stat(path, followTargetSymlink: false))?.type == .symbolicLink
  }

  /// True when the path leads to a file that this process may run.
  package static func isProgram(_ path: String) -> Bool { kind(path) == .file && access(path, X_OK) == 0 }

  /// Names in a folder without `.` and `..`, sorted by code point as Python sorts them.
  package static func names(inFolder path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else { throw FileError(path: path, operation: "list", .current) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted(by: precedesByCodePoint)
  }

  /// Makes a folder in one that exists; false when there is something of that name already.
  package static func makeNewFolder(_ path: String) throws(FileError) -> Bool {
    if mkdir(path, 0o777) == 0 { return true }
    let error = Errno.current
    guard error == .fileExists else { throw FileError(path: path, operation: "make", error) }
    return false
  }

  /// Makes a folder and all above it; existing ones are left alone.
  package static func makeFolders(_ path: String) throws(FileError) {
    if path.isEmpty || kind(path) == .folder { return }
    try makeFolders(folder(of: path))
    if try !makeNewFolder(path), kind(path) != .folder {
      throw FileError(path: path, operation: "make", .fileExists)
    }
  }

  /// Renames a file, replacing one that is there, so that everybody sees one of the two.
  package static func move(_ path: String, to target: String) throws(FileError) {
    guard rename(path, target) == 0 else { throw FileError(path: target, operation: "replace", .current) }
  }

  /// Removes a file; nothing happens when there is none or it must stay.
  package static func remove(_ path: String) { unlink(path) }

  /// Number of this process.
  static var processNumber: Int32 { getpid() }

  /// The order of UTF-8 bytes, which is that of code points.
  package static func precedesByCodePoint(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }
}

extension Errno {
  /// What the system call of this thread that just failed left behind.
  static var current: Errno { Errno(rawValue: errno) }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system says about paths and folders.
package enum FileSystem {
  package enum Kind {
    case file, folder, other
  }

  /// Kind of what a path leads to, links followed; nil when there is nothing or it cannot be reached.
  package static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return kind(status)
  }

  /// True when the path itself is a symbolic link.
  package static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Names in a folder without `.` and `..`, sorted by code point as Python sorts them.
  ///
  /// Throws the system's error number when the folder cannot be read.
  package static func names(inFolder path: String) throws(SystemErrorNumber) -> [String] {
    guard let folder = opendir(path) else { throw SystemErrorNumber(value: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted(by: precedesByCodePoint)
  }

  /// The order of UTF-8 bytes, which is that of code points.
  package static func precedesByCodePoint(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  /// `folder/name`, without doubling a slash; an empty folder stands for the working directory.
  package static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The part of a path before its last slash, the slash excluded; empty when there is none.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The lower-case suffix of the last component without its dot; empty when there is none.
  package static func suffix(of path: String) -> String {
    let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
    return name[name.utf8.index(after: dot)...].lowercased()
  }

  private static func kind(_ status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }
}

/// A system error number as an error.
package struct SystemErrorNumber: Error {
  package let value: Int32
  package var text: String { SystemError.text(value) }
}

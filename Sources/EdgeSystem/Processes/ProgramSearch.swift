import Foundation

/// Programs that are installed here.
package enum ProgramSearch {
  /// The program called `name` in the folders of PATH; nil when there is none. A name with a slash is taken as it is.
  ///
  /// Without a PATH, the folders are those where systems keep their programs.
  package static func find(
    _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    if name.contains("/") { return FileSystem.isProgram(name) ? name : nil }
    let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.lazy.map { FileSystem.join(String($0), name) }.first(where: FileSystem.isProgram)
  }
}

import Foundation

/// A folder that exists as long as this object.
public final class TemporaryFolder: Sendable {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Absolute path of a file or folder in this one.
  public func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Names in this folder or in one below it, hidden ones included, sorted.
  public func names(in path: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self.path(path)).sorted()
  }

  /// A whole text file.
  public func text(of name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  /// Writes a text file and returns its path; folders above it are made.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }

  /// Writes a file and returns its path; folders above it are made.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    try makeFolder(above: name)
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  /// Makes the folders above a file that is to be written.
  public func makeFolder(above name: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path(name)).deletingLastPathComponent(), withIntermediateDirectories: true)
  }
}

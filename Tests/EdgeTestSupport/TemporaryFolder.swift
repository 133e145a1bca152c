public import Foundation

/// A folder that exists as long as this object.
public final class TemporaryFolder: Sendable {
  /// Where the folder is.
  public let url: URL

  /// Makes a folder that nobody else uses.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A folder with files, by their paths in it.
  public convenience init(files: [String: String]) throws {
    try self.init()
    for (name, text) in files { try write(text.utf8, to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Path of the folder, without a slash at its end.
  public var path: String { url.path }

  /// Path of a file in the folder.
  public func file(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file, making the folders in between, and returns its path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let target = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: target)
    return target.path
  }

  /// Names of everything in the folder, hidden files included.
  public func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

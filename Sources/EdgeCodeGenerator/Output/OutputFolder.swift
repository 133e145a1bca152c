import EdgeFormats
import EdgeSystem
public import Foundation

/// A folder of generated files, with a list in `NAME_files.json` of what belongs to each network in it.
///
/// Files that are on no list are never overwritten, and all files are complete before the first is replaced.
public struct OutputFolder: Sendable {
  /// The folder, which need not exist yet.
  public let url: URL

  /// A folder at a path; nothing is made before files are written.
  public init(_ path: String) { url = URL(fileURLWithPath: path, isDirectory: true) }

  /// The list of one network's files.
  private struct Manifest: Codable {
    var tool: String
    var network: String
    /// SHA-256 of each file by its path below the folder.
    var files: [String: String]

    static let tool = "EdgeRunner"
    static let suffix = "_files.json"
    static let sizeLimit = 1 << 20
  }

  /// Throws what `write` would throw before it begins, as far as that can be known; changes nothing.
  public func check(_ paths: [String], network: String) throws(OutputError) {
    let manager = FileManager.default
    var existing = url
    var isFolder: ObjCBool = false
    while !manager.fileExists(atPath: existing.path, isDirectory: &isFolder), existing.path != "/" {
      existing.deleteLastPathComponent()
    }
    guard isFolder.boolValue else {
      throw OutputError(path: url.path, reason: .system("\(existing.path) is no folder"))
    }
    guard access(existing.path, W_OK | X_OK) == 0 else {
      throw OutputError(path: url.path, reason: .system(String(cString: strerror(errno))))
    }
    let manifests = self.manifests()
    for path in paths + [network + Manifest.suffix] {
      let target = url.appendingPathComponent(path).path
      guard manager.fileExists(atPath: target) else { continue }
      let isOurs = manifests.contains { $0.files[path] != nil || $0.network + Manifest.suffix == path }
      if !isOurs { throw OutputError(path: target, reason: .foreignFile) }
    }
  }

  /// Writes `files` as those of `network`, and removes what an earlier run wrote for it and this one does not.
  /// - Returns: paths below the folder of the files that are new or changed, sorted.
  @discardableResult
  public func write(_ files: [GeneratedFile], network: String) throws(OutputError) -> [String] {
    let manifests = self.manifests()
    let previous = manifests.first { $0.network == network }?.files ?? [:]
    let others = manifests.filter { $0.network != network }
    var manifest = Manifest(tool: Manifest.tool, network: network, files: [:])
    var changed: [GeneratedFile] = []
    for file in files {
      manifest.files[file.path] = file.bytes.withUnsafeBytes { SHA256.hexDigest(of: $0) }
      if try needsWriting(file, isOwn: previous[file.path] != nil, others: others) { changed.append(file) }
    }
    let list = GeneratedFile(path: network + Manifest.suffix, bytes: try encode(manifest))
    if try needsWriting(list, isOwn: manifests.contains { $0.network == network }, others: []) { changed.append(list) }
    try replace(changed)
    for (path, hash) in previous where manifest.files[path] == nil && !others.contains(where: { $0.files[path] != nil })
    {
      // A file that somebody has changed since is no longer ours to remove.
      if digest(of: path) == hash { try? FileManager.default.removeItem(at: url.appendingPathComponent(path)) }
    }
    return changed.map(\.path).sorted()
  }

  /// False when the file is there already; throws when another one is that must stay.
  private func needsWriting(_ file: GeneratedFile, isOwn: Bool, others: [Manifest]) throws(OutputError) -> Bool {
    let path = url.appendingPathComponent(file.path).path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return true }
    if isFolder.boolValue { throw OutputError(path: path, reason: .foreignFile) }
    if let data = FileManager.default.contents(atPath: path), data.elementsEqual(file.bytes) { return false }
    if let other = others.first(where: { $0.files[file.path] != nil }) {
      throw OutputError(path: path, reason: .sharedFile(network: other.network))
    }
    guard isOwn else { throw OutputError(path: path, reason: .foreignFile) }
    return true
  }

  private func manifests() -> [Manifest] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.sorted().compactMap { name -> Manifest? in
      guard name.hasSuffix(Manifest.suffix),
        let data = FileManager.default.contents(atPath: url.appendingPathComponent(name).path),
        data.count <= Manifest.sizeLimit, let manifest = try? JSONDecoder().decode(Manifest.self, from: data),
        manifest.tool == Manifest.tool, name == manifest.network + Manifest.suffix,
        // A list that reaches outside the folder is not one of ours.
        manifest.files.keys.allSatisfy({ !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") })
      else { return nil }
      return manifest
    }
  }

  private func encode(_ manifest: Manifest) throws(OutputError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(manifest)) + [0x0A]
    } catch { throw OutputError(path: url.path, reason: .system("\(error)")) }
  }

  private func digest(of path: String) -> String? {
    FileManager.default.contents(atPath: url.appendingPathComponent(path).path).map { data in
      data.withUnsafeBytes { SHA256.hexDigest(of: $0) }
    }
  }

  /// Writes everything into a folder inside, then renames file by file.
  private func replace(_ files: [GeneratedFile]) throws(OutputError) {
    if files.isEmpty { return }
    let manager = FileManager.default
    let staging = url.appendingPathComponent(".edgerunner-\(UUID().uuidString)")
    defer { try? manager.removeItem(at: staging) }
    for file in files {
      let target = staging.appendingPathComponent(file.path)
      do {
        try manager.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: target)
      } catch { throw OutputError(path: url.path, reason: .system(Self.text(of: error))) }
    }
    for (position, file) in files.enumerated() {
      let (from, to) = (staging.appendingPathComponent(file.path), url.appendingPathComponent(file.path))
      do {
        try manager.createDirectory(at: to.deletingLastPathComponent(), withIntermediateDirectories: true)
      } catch {
        throw OutputError(path: to.path, reason: .system(Self.text(of: error)), isPartial: position > 0)
      }
      do throws(FileError) {
        try FileSystem.move(from.path, to: to.path)
      } catch {
        throw OutputError(
          path: to.path, reason: .system(error.systemReason ?? error.reason), isPartial: position > 0)
      }
    }
  }

  /// The operating system's words where there are some: Foundation's own are about "the file".
  private static func text(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    return underlying.domain == NSPOSIXErrorDomain
      ? String(cString: strerror(Int32(truncatingIfNeeded: underlying.code))) : error.localizedDescription
  }
}

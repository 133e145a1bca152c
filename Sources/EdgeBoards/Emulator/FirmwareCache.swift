import EdgeCodeGenerator
import EdgeFormats
import EdgeModel
package import EdgeRunner
import EdgeSystem
package import Foundation

/// Firmware that was built before, by what it was built from.
package struct FirmwareCache: Sendable {
  /// Where it is kept; made when first needed.
  package var folder: URL

  package init(folder: URL) { self.folder = folder }

  /// In the user's folder for caches.
  package static let standard: FirmwareCache = {
    let caches =
      FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
      ?? FileManager.default.temporaryDirectory
    return FirmwareCache(folder: caches.appendingPathComponent("edgerunner/firmware", isDirectory: true))
  }()

  /// Images kept; those used longest ago go first.
  private static let imageLimit = 24
  /// Seconds after which an unfinished build counts as abandoned.
  private static let abandonedAfter = 3600.0
  private static let imageName = "firmware.elf"

  /// The ELF file of a firmware, built when it is not there yet.
  /// - Parameter progress: told what begins while it is built.
  package func image(
    board: BoardSpecification, models: [FirmwareModel], options: FirmwareOptions,
    progress: (String) -> Void = { _ in }
  ) throws(RunnerError) -> String {
    let place = folder.appendingPathComponent(try Self.key(board, models, options), isDirectory: true)
    let image = place.appendingPathComponent(Self.imageName).path
    if FileManager.default.fileExists(atPath: image) {
      // Dates say what was used last.
      try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: place.path)
      return image
    }
    try makeFolder()
    prune()
    // Built elsewhere and moved in one step: whoever is killed meanwhile leaves nothing that looks finished.
    let workspace = folder.appendingPathComponent("\(UUID().uuidString).partial", isDirectory: true)
    defer { try? FileManager.default.removeItem(at: workspace) }
    do throws(FirmwareError) {
      _ = try FirmwareBuilder().build(
        board: board, models: models, options: options, workspace: workspace.path, progress: progress)
    } catch { throw RunnerError(error) }
    try? FileManager.default.removeItem(at: workspace.appendingPathComponent("build"))
    do throws(FileError) {
      try FileSystem.move(workspace.path, to: place.path)
    } catch  where FileManager.default.fileExists(atPath: image) {
      // Another process was first.
    } catch {
      let reason = error.systemReason ?? error.reason
      throw RunnerError(.inputOutput, "cannot keep firmware in \(folder.path): \(reason)")
    }
    return image
  }

  private func makeFolder() throws(RunnerError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw RunnerError(
        .inputOutput, "cannot make the folder \(folder.path) for firmware", cause: error,
        hint: "set XDG_CACHE_HOME to a folder that can be written")
    }
  }

  /// A digest of everything that the image depends on, the same in every process of one program.
  private static func key(
    _ board: BoardSpecification, _ models: [FirmwareModel], _ options: FirmwareOptions
  ) throws(RunnerError) -> String {
    var parts = [ProductVersion.current, program, options.key]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      parts.append(String(decoding: try encoder.encode(board), as: UTF8.self))
      parts += board.files.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      parts += models.flatMap { [$0.name, $0.file, $0.model.sha256] }
      return [UInt8](try encoder.encode(parts)).withUnsafeBytes { SHA256.hexDigest(of: $0) }
    } catch { throw RunnerError(.unsupportedModel, "the board or a model has names that are no text", cause: error) }
  }

  /// This very program, so that another build of the same version does not take its predecessor's images.
  private static let program: String = {
    guard let path = Bundle.main.executablePath,
      let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let date = attributes[.modificationDate] as? Date
    else { return "" }
    return "\(path) \(date.timeIntervalSince1970) \(attributes[.size] ?? 0)"
  }()

  /// Removes what was used longest ago, and builds that nobody finished.
  private func prune() {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey]
    let found = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))
    let entries = (found ?? []).map { url in
      (url: url, date: (try? url.resourceValues(forKeys: keys))?.contentModificationDate ?? .distantPast)
    }
    let (partial, images) = (
      entries.filter { $0.url.pathExtension == "partial" }, entries.filter { $0.url.pathExtension == "" }
    )
    let abandoned = partial.filter { -$0.date.timeIntervalSinceNow > Self.abandonedAfter }
    let old = images.sorted { $0.date > $1.date }.dropFirst(Self.imageLimit - 1)
    for entry in abandoned + old { try? FileManager.default.removeItem(at: entry.url) }
  }
}

extension RunnerError {
  /// A firmware error as the runner reports it.
  package init(_ error: FirmwareError) {
    if case .model(let error) = error {
      self.init(error)
      return
    }
    let code: Code =
      switch error {
      case .unknownBoard, .invalidBoard: .invalidDescriptor
      case .missingTool: .unavailable
      case .invalidNetworks: .invalidArgument
      case .model, .unreadableImage: .invalidModel
      case .generation: .unsupportedModel
      case .doesNotFit: .outOfMemory
      case .build(.unwritable): .inputOutput
      case .build: .unavailable
      }
    self.init(code, error.description, hint: error.hint)
  }
}

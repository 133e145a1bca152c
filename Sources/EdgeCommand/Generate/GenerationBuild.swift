import EdgeCodeGenerator
import Foundation
import Synchronization

/// Compiling printed C with a progress bar.
enum GenerationBuild {
  /// A progress bar that compilers on several threads advance.
  private final class Progress: Sendable {
    private let bar: Mutex<ProgressBar>

    init(fileCount: Int) { bar = Mutex(ProgressBar("compile", total: fileCount, unit: "files")) }

    func advance() { bar.withLock { $0.advance() } }
  }

  /// What the compiler for the design's target makes of `files`; nil with the reason where there is none.
  static func measure(_ design: NetworkDesign, _ files: [GeneratedFile]) -> (BuiltMemory?, reason: String?) {
    do throws(BuildError) {
      let compiler = try CCompiler.find(for: design.options.target)
      let progress = Progress(fileCount: NetworkPrinter.sources(among: files).count)
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
      let isOver = Interruption.onEarlyEnd { try? FileManager.default.removeItem(at: folder) }
      defer { isOver() }
      return (
        try BuiltMemory.measure(design, files, compiler: compiler, in: folder) { _ in progress.advance() }, nil
      )
    } catch { return (nil, error.description) }
  }

  /// Builds the library into `workspace`.
  static func library(
    _ design: NetworkDesign, _ files: [GeneratedFile], workspace: String
  ) throws -> LibraryBuilder.Library {
    let builder = LibraryBuilder(compiler: try CCompiler.find(for: design.options.target))
    let progress = Progress(fileCount: NetworkPrinter.sources(among: files).count + 2)
    return try builder.build(design, workspace: workspace) { _ in progress.advance() }
  }
}

import EdgeFormats
import EdgeSystem
package import Foundation

/// What a network takes of a device's memory as its compiler built it.
package struct BuiltMemory: Sendable, Encodable {
  /// A row of the table.
  package enum Part: String, Sendable, CaseIterable, Encodable {
    /// Kernels and `edge_network.c`.
    case runtime = "runtime library"
    /// `NAME.c`.
    case network = "network object"
    /// `NAME_data.c`.
    case data = "data object"
    /// `stai_NAME.c`, `edge_st_ai.c`.
    case interface = "st-ai interface"
    /// What the linker adds from the compiler's own libraries.
    case toolchain = "toolchain library"
  }

  /// The sections of one part.
  package struct Row: Sendable, Encodable {
    /// Whose they are.
    package var part: Part
    /// Bytes of each kind of section.
    package var sizes: SectionSizes
  }

  /// First line of what the compiler says about itself.
  package var compiler: String
  /// What the compiler was called with.
  package var flags: String
  /// Sums over the object files.
  package var objects: [Row]
  /// What is left when a program that only runs the network is linked; nil where that cannot be found out.
  package var linked: [Row]?

  /// The most accurate rows there are.
  package var rows: [Row] { linked ?? objects }
  /// All parts together.
  package var total: SectionSizes { rows.reduce(SectionSizes()) { $0 + $1.sizes } }
  /// Without the weights.
  package var code: SectionSizes { rows.filter { $0.part != .data }.reduce(SectionSizes()) { $0 + $1.sizes } }

  /// Compiles `files` in `folder` and looks at the objects; removes the folder at the end.
  /// - Parameters:
  ///   - folder: a folder that is made for this.
  ///   - didCompile: told of each source that is compiled, from any thread.
  package static func measure(
    _ design: NetworkDesign, _ files: [GeneratedFile], compiler: CCompiler, in folder: URL,
    didCompile: @Sendable (String) -> Void = { _ in }
  ) throws(BuildError) -> BuiltMemory {
    let manager = FileManager.default
    defer { try? manager.removeItem(at: folder) }
    do {
      for file in files where file.path.hasSuffix(".c") || file.path.hasSuffix(".h") {
        let url = folder.appendingPathComponent(file.path)
        try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.bytes).write(to: url)
      }
    } catch { throw .unwritable(folder.path, reason: error.localizedDescription) }
    let sources = NetworkPrinter.sources(among: files).map(\.path)
    let flags = [design.options.optimization.compilerFlag]
    let objects = try compiler.compile(
      sources, in: folder, for: design.options.target, flags: flags, didCompile: didCompile)
    return try BuiltMemory(design, compiler: compiler, flags: flags, sources: sources, objects: objects, in: folder)
  }

  /// Looks at `objects`, made from `sources` in the same order.
  init(
    _ design: NetworkDesign, compiler: CCompiler, flags: [String], sources: [String], objects: [URL], in folder: URL
  ) throws(BuildError) {
    self.compiler = compiler.version
    self.flags = (compiler.flags(for: design.options.target) + flags).joined(separator: " ")
    var sums: [Part: SectionSizes] = [:]
    var partOfObject: [String: Part] = [:]
    for (source, object) in zip(sources, objects) {
      let part = Self.part(of: source, network: design.options.name)
      partOfObject[object.path] = part
      sums[part, default: SectionSizes()] = sums[part, default: SectionSizes()] + (try ObjectSections.sizes(of: object))
    }
    self.objects = Self.rows(sums)
    linked = try Self.link(design, compiler: compiler, objects: objects, partOfObject: partOfObject, in: folder)
  }

  private static func rows(_ sums: [Part: SectionSizes]) -> [Row] {
    Part.allCases.compactMap { part in sums[part].map { Row(part: part, sizes: $0) } }
  }

  private static func part(of source: String, network: String) -> Part {
    switch source {
    case "\(network).c": .network
    case "\(network)_data.c": .data
    case "stai_\(network).c", "edge_st_ai.c", "edge_library.c": .interface
    default: .runtime
    }
  }

  /// Links a program that does nothing but run the network. On hosts the toolchain's share is in shared libraries.
  private static func link(
    _ design: NetworkDesign, compiler: CCompiler, objects: [URL], partOfObject: [String: Part], in folder: URL
  ) throws(BuildError) -> [Row]? {
    guard !design.options.target.isHost, compiler.family == .gcc else { return nil }
    let map = folder.appendingPathComponent("network.map")
    let roots = ["edge_network_run", "\(design.options.name)_description"].flatMap { ["-Wl,-u,\($0)"] }
    let arguments =
      compiler.flags(for: design.options.target)
      + ["-nostartfiles", "-Wl,--gc-sections", "-Wl,-e,edge_network_create", "-Wl,-Map,\(map.path)"] + roots
      + objects.map(\.path) + ["-o", folder.appendingPathComponent("network.elf").path, "-lm"]
    let result = try BuildTool.run(compiler.path, arguments, in: folder)
    guard result.status == 0, let text = try? String(contentsOf: map, encoding: .utf8),
      let sizes = LinkMap.sizes(text)
    else { return nil }
    var sums: [Part: SectionSizes] = [:]
    for (object, size) in sizes {
      let part = partOfObject[object] ?? .toolchain
      sums[part, default: SectionSizes()] = sums[part, default: SectionSizes()] + size
    }
    return rows(sums)
  }
}

import EdgeCodeGenerator
import EdgeEmulation
import EdgeEngine
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

/// What the kernel table says about files, against the objects that a compiler makes of them.
@Suite("Sources of kernels")
struct KernelSourceTests {
  @Test(
    "a kernel's file defines its functions, and they link with what the kernel needs",
    arguments: ["host", "cortex-m55"])
  func sources(target name: String) throws {
    let target = try #require(GenerationTarget.named(name))
    guard let symbols = try ObjectSymbols(target: target) else { return }
    for kernel in KernelTable.shared.kernels {
      let isBuilt = target.isHost ? kernel.isBuilt : kernel.instructionSet & ~target.instructionSets == 0
      let functions = kernel.functionNames.filter { $0 != "edge_\(kernel.name)" || isBuilt }
      #expect(
        symbols.defined[kernel.source, default: []].isSuperset(of: functions),
        "\(kernel.source) does not define \(kernel.name)")
      let files = try SharedSources.kernelFiles(for: [kernel])
      let missing = files.reduce(into: Set<String>()) { $0.formUnion(symbols.undefined[$1] ?? []) }
        .subtracting(files.flatMap { symbols.defined[$0] ?? [] })
      #expect(missing.isEmpty, "\(kernel.name) needs more kernels: \(missing.sorted())")
    }
  }

  @Test("every row's needs are rows")
  func needsExist() {
    let names = Set(KernelTable.shared.kernels.map(\.name))
    for kernel in KernelTable.shared.kernels { #expect(names.isSuperset(of: kernel.needs), "\(kernel.name)") }
  }
}

/// Functions of EdgeRunner that the object of each kernel file defines and that it calls elsewhere.
private struct ObjectSymbols {
  var defined: [String: Set<String>] = [:]
  var undefined: [String: Set<String>] = [:]

  /// Compiles every kernel file for `target`; nil where no compiler here can, or none that knows vector instructions.
  init?(target: GenerationTarget) throws {
    let environment = ProcessInfo.processInfo.environment
    let compiler =
      target.isHost
      ? Compilers.all.first { $0.family == .clang } : try? CCompiler.find(for: target, environment: environment)
    let tools = ["llvm-nm", target.isHost ? "nm" : "arm-none-eabi-nm"]
    guard let compiler, let tool = tools.lazy.compactMap({ ProgramSearch.find($0, environment: environment) }).first
    else { return nil }
    let folder = try TemporaryFolder()
    for (name, text) in SharedSources.texts {
      try Data(text.utf8).write(to: folder.url.appendingPathComponent(name))
    }
    let kernels = Set(KernelTable.shared.kernels.map(\.source)).filter { SharedSources.texts[$0] != nil }.sorted()
    let objects = try compiler.compile(kernels, in: folder.url, for: target, flags: ["-O1"])
    for (source, object) in zip(kernels, objects) {
      let listing = try ToolProcess.run(tool, ["-g", "-P", object.path], in: folder.url)
      try #require(listing.status == 0, "\(listing.output)")
      for line in listing.output.split(separator: "\n") {
        // Name and type; Apple's objects put an underscore before each name.
        let words = line.split(separator: " ")
        guard words.count >= 2, let start = words[0].range(of: "edge_") else { continue }
        let name = String(words[0][start.lowerBound...])
        if words[1] == "U" {
          undefined[source, default: []].insert(name)
        } else {
          defined[source, default: []].insert(name)
        }
      }
    }
  }
}

import EdgeSystem
public import Foundation
import Synchronization

/// A C compiler that is installed here.
public struct CCompiler: Sendable, Hashable {
  /// How its command line is spoken to.
  public enum Family: String, Sendable, Hashable { case gcc, clang }

  /// The program.
  public var path: String
  /// How it is spoken to, told from its version text.
  public var family: Family
  /// First line of what it says about itself.
  public var version: String

  /// The compiler for `target`: `CC` from the environment for the host, then the usual names on the PATH.
  public static func find(
    for target: GenerationTarget, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(BuildError) -> CCompiler {
    var names = target.isHost ? ["cc", "clang", "gcc"] : ["arm-none-eabi-gcc", "clang"]
    let variable = target.isHost ? "CC" : "EDGERUNNER_ARM_CC"
    if let chosen = environment[variable], !chosen.isEmpty { names.insert(chosen, at: 0) }
    for name in names {
      guard let path = ProgramSearch.find(name, environment: environment),
        let compiler = try? CCompiler(path: path), compiler.canCompile(for: target)
      else { continue }
      return compiler
    }
    throw .noCompiler(target: target.name, tried: names)
  }

  /// The compiler at `path`.
  /// - Throws: `BuildError` when it does not say that it is one.
  public init(path: String) throws(BuildError) {
    let answer = try BuildTool.run(path, ["--version"], in: URL(fileURLWithPath: "/"))
    guard answer.status == 0, let line = answer.output.split(separator: "\n").first else {
      throw .toolFailed("\(path) --version", status: answer.status, output: answer.output)
    }
    self.path = path
    version = String(line)
    family = answer.output.lowercased().contains("clang") ? .clang : .gcc
  }

  /// Every build of a compiler knows its own choice of processors; asking is the only way to know.
  package func canCompile(for target: GenerationTarget) -> Bool {
    if target.isHost { return true }
    let arguments = flags(for: target) + ["-x", "c", "-fsyntax-only", "/dev/null"]
    return (try? BuildTool.run(path, arguments, in: URL(fileURLWithPath: "/")))?.status == 0
  }

  /// Flags that select the processor.
  func flags(for target: GenerationTarget) -> [String] {
    guard family == .clang, let triple = target.clangTriple else { return target.processorFlags }
    return ["--target=\(triple)", "-ffreestanding"] + target.processorFlags
  }

  /// Compiles C files to object files beside them, several at a time.
  /// - Parameters:
  ///   - sources: paths below `folder`.
  ///   - flags: added to those of the target, the language and the warnings.
  ///   - didCompile: told of each source that is done, from any thread.
  /// - Returns: the objects, in the sources' order.
  /// - Throws: the first source's error that has one.
  @discardableResult
  package func compile(
    _ sources: [String], in folder: URL, for target: GenerationTarget, flags: [String],
    didCompile: @Sendable (String) -> Void = { _ in }
  ) throws(BuildError) -> [URL] {
    let common = ["-std=c11"] + self.flags(for: target) + CCompiler.warnings + CCompiler.sections + flags
    let results = Mutex([Result<URL, BuildError>?](repeating: nil, count: sources.count))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(sources.count, ProcessInfo.processInfo.activeProcessorCount)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < sources.count else { return }
        let result = Result { () throws(BuildError) -> URL in try compile(sources[index], in: folder, flags: common) }
        results.withLock { $0[index] = result }
        didCompile(sources[index])
      }
    }
    var objects: [URL] = []
    for case let result? in results.withLock({ $0 }) { objects.append(try result.get()) }
    return objects
  }

  private func compile(_ source: String, in folder: URL, flags: [String]) throws(BuildError) -> URL {
    let object = folder.appendingPathComponent(source.dropLast(2) + ".o")
    let result = try BuildTool.run(path, flags + ["-c", source, "-o", object.path], in: folder)
    guard result.status == 0 else {
      throw .toolFailed("\(path) \(source)", status: result.status, output: result.output)
    }
    return object
  }

  /// Printed C must be free of these.
  static let warnings = ["-Wall", "-Wextra", "-Wconversion"]
  /// Lets linkers leave out what is not called.
  static let sections = ["-ffunction-sections", "-fdata-sections", "-ffp-contract=off"]
}

extension GenerationOptions.Optimization {
  /// The compilers' name for it.
  package var compilerFlag: String {
    switch self {
    case .time: "-O3"
    case .balanced: "-O2"
    case .ram: "-Os"
    }
  }
}

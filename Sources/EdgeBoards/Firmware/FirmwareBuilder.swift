package import EdgeCodeGenerator
package import EdgeFormats
import EdgeModel
package import EdgePlanner
import EdgeSystem
import Foundation

/// How firmware is built.
package struct FirmwareOptions: Sendable {
  package var optimization = GenerationOptions.Optimization.balanced
  package var arithmetic = Arithmetic.litert
  /// Source operators whose results can be asked for; more of them cost speed and memory.
  package var visibleOperators = PlanOptions.VisibleOperators.none
  /// Leave the processor's DSP and vector instructions unused, to compare with.
  package var usesPortableKernels = false

  package init() {}

  /// All of the options in one line, the same in every process.
  package var key: String {
    let operators =
      switch visibleOperators {
      case .none: "none"
      case .all: "all"
      case .only(let positions): positions.sorted().map(String.init).joined(separator: ",")
      }
    return "optimization \(optimization.rawValue), arithmetic \(arithmetic.rawValue), visible operators \(operators), "
      + "portable kernels \(usesPortableKernels)"
  }
}

/// Builds firmware with the Swift toolchain alone: prints the networks, compiles, links.
package struct FirmwareBuilder: Sendable {
  package let tools: FirmwareTools
  private let environment: [String: String]

  /// - Throws: `FirmwareError.missingTool`.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(FirmwareError) {
    tools = try FirmwareTools.find(environment: environment)
    self.environment = environment
  }

  /// Builds `WORKSPACE/firmware.elf`.
  /// - Parameters:
  ///   - workspace: folder of the result, made where needed; the build keeps its files in `build` inside.
  ///   - progress: told what begins.
  package func build(
    board: BoardSpecification, models: [FirmwareModel], options: FirmwareOptions = FirmwareOptions(),
    workspace: String, progress: (String) -> Void = { _ in }
  ) throws(FirmwareError) -> FirmwareImage {
    progress("planning")
    let designs = try Self.designs(board: board, models: models, options: options)
    let plan = try FirmwarePlan(board: board, designs: designs)
    let folder = URL(fileURLWithPath: workspace, isDirectory: true)
    let build = folder.appendingPathComponent("build", isDirectory: true)
    progress("printing networks")
    var files = try plan.files()
    for (path, text) in FirmwareSources.files(for: board) { files[path] = Array(text.utf8) }
    try Self.write(files, below: build)
    progress("compiling")
    let objects = try compile(plan, files: files.keys.sorted(), in: build, optimization: options.optimization)
    progress("linking")
    let elf = folder.appendingPathComponent("firmware.elf")
    try link(objects, plan: plan, in: build, into: elf)
    let image = try Self.read(elf.path)
    return FirmwareImage(
      board: board, elfPath: elf.path, networks: designs.map(\.options.name),
      memory: MemoryReport(image, board: board))
  }

  private static func designs(
    board: BoardSpecification, models: [FirmwareModel], options: FirmwareOptions
  ) throws(FirmwareError) -> [NetworkDesign] {
    if models.isEmpty { throw .invalidNetworks("firmware needs at least one model") }
    var names: Set<String> = []
    var designs: [NetworkDesign] = []
    for model in models {
      guard names.insert(model.name.lowercased()).inserted else {
        throw .invalidNetworks("two networks are called \(model.name)")
      }
      var target = board.target
      if options.usesPortableKernels { target = target.withPortableKernels }
      do throws(GenerationError) {
        designs.append(
          try NetworkDesign(
            model: model.model, modelFile: model.file,
            options: GenerationOptions(
              name: model.name, target: target, optimization: options.optimization, binaryWeights: true,
              arithmetic: options.arithmetic, visibleOperators: options.visibleOperators)))
      } catch { throw .generation(network: model.name, error) }
    }
    return designs
  }

  /// Compiles the C files and, beside them, all Swift files as one module.
  private func compile(
    _ plan: FirmwarePlan, files: [String], in folder: URL, optimization: GenerationOptions.Optimization
  ) throws(FirmwareError) -> [URL] {
    let target = plan.board.target
    let swift = BackgroundTask { () throws(BuildError) -> URL in
      try self.compileSwift(files.filter { $0.hasSuffix(".swift") }, for: target, plan: plan, in: folder)
    }
    do throws(BuildError) {
      var flags = [optimization.compilerFlag, "-I.", "-IFirmware/Support/include", "-IFirmware/Support", "-fno-common"]
      // Emulators execute vector instructions one element at a time, so only kernels written with them use them.
      if plan.board.emulator != nil { flags += ["-fno-vectorize", "-fno-slp-vectorize"] }
      let objects = try CCompiler(path: tools.clang)
        .compile(files.filter { $0.hasSuffix(".c") }, in: folder, for: target, flags: flags)
      return objects + [try swift.result()]
    } catch { throw .build(error) }
  }

  private func compileSwift(
    _ sources: [String], for target: GenerationTarget, plan: FirmwarePlan, in folder: URL
  ) throws(BuildError) -> URL {
    var arguments = [
      "-target", FirmwareTools.swiftTriple, "-enable-experimental-feature", "Embedded", "-wmo", "-Osize",
      "-parse-as-library", "-swift-version", "6", "-module-name", "Firmware", "-I", "Firmware/Support/include",
      "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-stack-protector", "-D",
      "UART_\(plan.board.uart.kind.rawValue.uppercased())",
    ]
    if plan.board.hasPreparation { arguments += ["-D", "BOARD_PREPARES"] }
    for flag in target.processorFlags + ["-ffreestanding", "-I."] { arguments += ["-Xcc", flag] }
    let result = try BuildTool.run(
      tools.swiftCompiler, arguments + ["-c"] + sources + ["-o", "swift.o"], in: folder, environment: environment)
    guard result.status == 0 else {
      throw .toolFailed("\(tools.swiftCompiler) of the firmware", status: result.status, output: result.output)
    }
    return folder.appendingPathComponent("swift.o")
  }

  private func link(_ objects: [URL], plan: FirmwarePlan, in folder: URL, into elf: URL) throws(FirmwareError) {
    // Linked beside the target and renamed, so that an emulator that has the old one open keeps it whole.
    let temporary = folder.appendingPathComponent("firmware.\(UUID().uuidString).elf")
    defer { try? FileManager.default.removeItem(at: temporary) }
    let arguments =
      ["--gc-sections", "-T", FirmwarePlan.linkerScriptPath] + objects.map(\.path)
      + FirmwareTools.mathArchives(for: plan.board.target, environment: environment) + ["-o", temporary.path]
    let result: ToolProcess
    do throws(BuildError) {
      result = try BuildTool.run(tools.linker, arguments, in: folder)
    } catch { throw .build(error) }
    guard result.status == 0 else { throw plan.linkFailure(output: result.output, status: result.status) }
    do throws(FileError) {
      try FileSystem.move(temporary.path, to: elf.path)
    } catch { throw .build(.unwritable(elf.path, reason: error.systemReason ?? error.reason)) }
  }

  /// Reads a linked file.
  /// - Throws: `FirmwareError.unreadableImage`, also for other files than those of 32-bit Arm.
  package static func read(_ path: String) throws(FirmwareError) -> ELFFile {
    let bytes: ByteRegion
    do throws(FileError) { bytes = try MappedFile(path: path).region } catch { throw .model(.unreadable(error)) }
    do throws(ELFError) {
      let file = try ELFFile(bytes)
      guard file.fileClass == .bits32 else { throw ELFError(.unsupported("not 32-bit"), offset: 4) }
      guard file.machine == ELFFile.arm else { throw ELFError(.unsupported("not for Arm"), offset: 18) }
      return file
    } catch { throw .unreadableImage(path, error) }
  }

  /// Writes the files that are not there already; the others keep their dates.
  private static func write(_ files: [String: [UInt8]], below folder: URL) throws(FirmwareError) {
    for (path, bytes) in files {
      let url = folder.appendingPathComponent(path)
      if let present = FileManager.default.contents(atPath: url.path), present.elementsEqual(bytes) { continue }
      do {
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try AtomicFile.write(bytes, to: url.path)
      } catch let error as FileError {
        throw .build(.unwritable(url.path, reason: error.reason))
      } catch { throw .build(.unwritable(url.path, reason: error.localizedDescription)) }
    }
  }
}

extension GenerationTarget {
  /// The same processor without its DSP and vector instructions.
  fileprivate var withPortableKernels: GenerationTarget {
    var target = self
    target.instructionSets = GenerationTarget.host.instructionSets
    return target
  }
}

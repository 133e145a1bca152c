import EdgeCodeGenerator
import EdgeDrivers
import EdgeFormats
import EdgeModel
import EdgePlanner
import EdgeReports
import EdgeRunner
import Foundation

/// Bytes of the arena against what no placement can beat, and against simpler planners.
let arenaTables = TableSource(name: "arena") {
  let rows = try BenchmarkModel.everyQuantized.map { model in
    let report = GenerationReport(try model.design(.host), built: nil, notBuilt: "only planned", files: [])
    let memory = report.memory
    return [
      model.name, ReportText.grouped(memory.byteCount), ReportText.grouped(memory.lowerBound),
      ReportText.grouped(memory.gap),
      ReportText.grouped(memory.greedyByteCount), ReportText.grouped(memory.interpreterByteCount),
    ]
  }
  return [
    BenchTable(
      title: "arena, bytes",
      columns: ["model", "EdgeRunner", "lower bound", "gap", "greedy by size", "TFLM-style greedy"], rows: rows,
      notes: [
        "greedy by size: the same lifetimes, in-place results and overlays.",
        "TFLM-style greedy: every tensor of the file on its own, placed by falling size as TFLite Micro's planner does; "
          + "no fusion, no in-place results, no scratch memory counted.",
      ])
  ]
}

/// Flash and RAM of networks on microcontrollers, compiled for size.
let codeSizeTables = TableSource(name: "code size") {
  var rows: [[String]] = []
  var compilerName = ""
  for model in BenchmarkModel.everyQuantized {
    for target in GenerationTarget.all where !target.isHost {
      // GNU's compilers do not know every processor, and only their linker tells what is left of each object.
      guard let compiler = try? CCompiler.find(for: target), compiler.family == .gcc else { continue }
      compilerName = compiler.version
      let (design, built) = try model.built(for: target, compiler: compiler)
      let code = built.code
      let toolchain = built.rows.first { $0.part == .toolchain }?.sizes.flash ?? 0
      rows.append([
        "\(model.name), \(target.name)", ReportText.grouped(code.text), ReportText.grouped(code.rodata),
        ReportText.grouped(toolchain),
        ReportText.grouped(design.weightsByteCount), ReportText.grouped(code.flash + design.weightsByteCount),
        ReportText.grouped(design.memory.byteCount + code.ram),
      ])
    }
  }
  guard !rows.isEmpty else { throw Unavailable(reason: "arm-none-eabi-gcc is not installed") }
  return [
    BenchTable(
      title: "footprint with -Os, bytes",
      columns: ["model, target", "code", "tables", "of the toolchain", "weights", "flash", "RAM"], rows: rows,
      notes: ["\(compilerName), linked without what is not called."])
  ]
}

/// What ST publishes for the same files, beside ours.
let publishedFootprintTables = TableSource(name: "published footprint") {
  let published = [
    ("YOLOv8n 192", 261.0, 2936.52), ("YOLOv8n 256", 624.0, 2941.09), ("YOLOv8n 320", 839.06, 2947.02),
  ]
  guard let target = GenerationTarget.named("cortex-m55"), let compiler = try? CCompiler.find(for: target) else {
    throw Unavailable(reason: "no compiler for Cortex-M55 is installed")
  }
  var rows: [[String]] = []
  for (name, ram, flash) in published {
    var row = [name, String(format: "%.1f", ram), String(format: "%.1f", flash), "-", "-"]
    if let model = BenchmarkModel.all.first(where: { $0.name == name }) {
      let (design, built) = try model.built(for: target, compiler: compiler)
      row[3] = String(format: "%.1f", Double(design.memory.byteCount + built.code.ram) / 1024)
      row[4] = String(format: "%.1f", Double(design.weightsByteCount + built.code.flash) / 1024)
    }
    rows.append(row)
  }
  return [
    BenchTable(
      title: "YOLOv8n person detector on STM32N6, KiB",
      columns: ["input", "ST RAM", "ST flash", "EdgeRunner RAM", "EdgeRunner flash"], rows: rows,
      notes: [
        "ST: STM32N6570-DK, internal RAM and flash as published for tool 2.2.0 in its model zoo; an NPU schedule.",
        "EdgeRunner: int8 files of the same network as C for the Cortex-M55 with -Os; no NPU is used.",
      ])
  ]
}

/// One inference of generated C in a library, beside the engine that runs the same plan.
let generatedLibraryBenchmarks = BenchmarkSource(name: "generated library latency") {
  guard let compiler = try? CCompiler.find(for: .host) else { throw Unavailable(reason: "no C compiler is installed") }
  var benchmarks: [Benchmark] = []
  for model in BenchmarkModel.all {
    let group = "\(model.name), generated C"
    for (name, descriptor) in [("native", model.path), ("native, portable", "native:\(model.path)?kernels=portable")] {
      benchmarks.append(try await inference(of: descriptor, group: group, name: name))
    }
    for optimization in GenerationOptions.Optimization.allCases {
      let library = BuiltLibrary(model: model, optimization: optimization, compiler: compiler)
      benchmarks.append(
        Benchmark(group: group, name: "library, \(optimization.rawValue)") { try await library.inference() })
    }
  }
  return benchmarks
}

/// A library that is built for its first inference, which is not counted.
private actor BuiltLibrary {
  let model: BenchmarkModel
  let optimization: GenerationOptions.Optimization
  let compiler: CCompiler
  private var opened: (session: any Session, inputs: [Tensor])?

  init(model: BenchmarkModel, optimization: GenerationOptions.Optimization, compiler: CCompiler) {
    self.model = model
    self.optimization = optimization
    self.compiler = compiler
  }

  func inference() async throws -> Duration {
    if opened == nil {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let built = try LibraryBuilder(compiler: compiler).build(
        try model.design(.host, optimization), workspace: folder.path)
      // The driver loads a copy, so that the folder is not needed after that.
      let session = try await Drivers.connect("lib:\(built.library.path)").makeSession()
      opened = (session, noise(for: session))
    }
    guard let opened else { return .zero }
    return try await opened.session.invoke(opened.inputs, mode: .performanceOnly, observer: nil).profile.durations[0]
  }
}

extension BenchmarkModel {
  func design(
    _ target: GenerationTarget, _ optimization: GenerationOptions.Optimization = .balanced, binaryWeights: Bool = false
  ) throws -> NetworkDesign {
    try NetworkDesign(
      model: TFLiteReader.read(contentsOf: path), modelFile: URL(fileURLWithPath: path).lastPathComponent,
      options: GenerationOptions(target: target, optimization: optimization, binaryWeights: binaryWeights))
  }

  /// Compiled for size; the weights are planned only, because compiling them tells nothing new.
  func built(for target: GenerationTarget, compiler: CCompiler) throws -> (NetworkDesign, BuiltMemory) {
    let design = try design(target, .ram, binaryWeights: true)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
    return (
      design, try BuiltMemory.measure(design, try NetworkPrinter(design).files(), compiler: compiler, in: folder)
    )
  }
}

import EdgeBoards
import EdgeEngine
import EdgeFormats
import EdgeLink
import EdgeModel
import EdgePasses
import EdgePlanner
import EdgeRunner
import Foundation

/// Runs models on emulated boards: builds firmware, starts the emulator, connects, and ends it with the runner.
public struct QEMUDriver: Driver {
  /// Waits, limits, log and progress receivers of the links it opens.
  public var options: LinkOptions
  /// Told what begins when firmware has to be built first.
  public var buildProgress: @Sendable (String) -> Void = { _ in }
  /// Where built firmware is kept.
  package var cache = FirmwareCache.standard

  public init(options: LinkOptions = LinkOptions()) { self.options = options }

  public var name: String { "qemu" }
  public var summary: String { "virtual Cortex-M boards: builds firmware for a model and runs it in QEMU" }
  public var descriptorForms: [String] { [QEMUSettings.form, QEMUSettings.imageForm] }
  public var capabilities: Capabilities { SerialDriver().capabilities.subtracting(.cycleCounters) }

  public func claims(target: String) -> Bool { false }

  public func availability() -> Availability {
    let boards = BoardSpecification.all.filter { $0.emulator != nil }
    guard let program = boards.compactMap(\.emulator?.program).first else {
      return .unusable(reason: "there are no boards to emulate", hint: nil)
    }
    do throws(RunnerError) {
      let path = try EmulatorProgram.find(program)
      let compiler = (try? EmulatorProgram.find("swiftc")) == nil ? "; swiftc is not on the PATH, so only elf=" : ""
      return .usable(version: nil, reason: "\(path); boards: \(boards.map(\.name).joined(separator: ", "))\(compiler)")
    } catch { return .unusable(error) }
  }

  public func open(_ descriptor: Descriptor) async throws(RunnerError) -> any Runner {
    let settings = try QEMUSettings(descriptor, base: options)
    // Before the time that building takes.
    if let emulator = settings.board.emulator { _ = try EmulatorProgram.find(emulator.program) }
    let (cache, progress) = (cache, buildProgress)
    let (emulated, known) = try await onOwnThread { () throws(RunnerError) in
      try Self.prepare(settings, cache, progress)
    }
    return try await BoardRunner(
      transport: emulated.start(), driver: name, options: settings.link, firmware: known)
  }

  /// Finds or builds the firmware. Blocks.
  private static func prepare(
    _ settings: QEMUSettings, _ cache: FirmwareCache, _ progress: @Sendable (String) -> Void
  ) throws(RunnerError) -> (EmulatedBoard, KnownFirmware) {
    var known = KnownFirmware()
    known.isWithoutCounter = !settings.countsInstructions
    let image: String
    switch settings.contents {
    case .image(let path): image = path
    case .models(let paths):
      let models: [FirmwareModel]
      do throws(FirmwareError) {
        models = try FirmwareModel.read(paths)
      } catch { throw RunnerError(error) }
      image = try cache.image(board: settings.board, models: models, options: settings.firmware, progress: progress)
      for model in models { known.networks[model.name] = try network(model, settings.firmware) }
    }
    let emulated = EmulatedBoard(
      board: settings.board, firmware: image, countsInstructions: settings.countsInstructions)
    if case .models = settings.contents { known.runtime = "EdgeRunner firmware \(ProductVersion.current)" }
    known.device = emulated.device
    known.details = emulated.details
    return (emulated, known)
  }

  /// The nodes as the firmware has them: of the same plan.
  private static func network(
    _ model: FirmwareModel, _ options: FirmwareOptions
  ) throws(RunnerError) -> KnownFirmware.Network {
    let graph: Graph
    do throws(PassError) {
      graph = try model.model.graph.prepared()
    } catch { throw RunnerError(model: model.file, error) }
    let plan: ExecutionPlan
    do throws(PlanError) {
      plan = try ExecutionPlan(
        lowering: graph,
        options: PlanOptions(arithmetic: options.arithmetic, visibleOperators: options.visibleOperators))
    } catch { throw RunnerError(model: model.file, error) }
    let nodes = plan.nodes.enumerated().map { index, node in NodeDescription(node, index: index) }
    return KnownFirmware.Network(metadata: model.model.metadata, nodes: nodes)
  }
}

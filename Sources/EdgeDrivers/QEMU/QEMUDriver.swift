package import EdgeBoards
import EdgeEngine
import EdgeFormats
public import EdgeLink
import EdgeModel
import EdgePasses
import EdgePlanner
public import EdgeRunner
import Foundation

/// Runs models on emulated boards: builds firmware, starts the emulator, connects, and ends it with the runner.
public struct QEMUDriver: Driver {
  /// Waits and limits of the links it opens.
  public var options: LinkOptions
  /// Where built firmware is kept.
  package var cache = FirmwareCache.standard

  /// A driver that builds firmware when none in its cache fits.
  public init(options: LinkOptions = LinkOptions()) { self.options = options }

  /// `qemu`, before the board.
  public var name: String { "qemu" }
  /// What it takes a model to.
  public var summary: String { "virtual Cortex-M boards: builds firmware for a model and runs it in QEMU" }
  /// With models to build firmware for, or with an image that is built already.
  public var descriptorForms: [String] { [QEMUSettings.form, QEMUSettings.imageForm] }
  /// What firmware can do; an emulator counts instructions, not cycles.
  public var capabilities: Capabilities { SerialDriver().capabilities.subtracting(.cycleCounters) }
  /// Boards are at the end of a line.
  public var isRemote: Bool { true }

  /// False: an image is opened by naming the driver and the board.
  public func claims(target: String) -> Bool { false }

  /// Usable where QEMU is installed; without a Swift compiler only with images built elsewhere.
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

  /// Builds the firmware, starts the emulator and asks the board for its models; the emulator ends with the runner.
  /// - Throws: `RunnerError.Code.unavailable` without emulator or compiler, `invalidDescriptor` for a board that is not
  ///   emulated, `unsupportedModel` or `outOfMemory` for models that the board cannot run or hold.
  public func open(
    _ descriptor: Descriptor, in environment: DriverEnvironment
  ) async throws(RunnerError) -> any Runner {
    let settings = try QEMUSettings(descriptor, base: options)
    let models = try Self.models(settings, environment.models)
    // Before the time that building takes.
    if let emulator = settings.board.emulator { _ = try EmulatorProgram.find(emulator.program) }
    let cache = cache
    let (emulated, known) = try await onOwnThread { () throws(RunnerError) in
      try Self.prepare(settings, models, cache, environment.buildStep)
    }
    return try await BoardRunner(
      transport: emulated.start(), driver: name, options: settings.link, events: environment.events, firmware: known)
  }

  /// The models to build firmware of; none for firmware that was built.
  private static func models(
    _ settings: QEMUSettings, _ reader: ModelReader
  ) throws(RunnerError) -> [FirmwareModel] {
    guard case .models(let paths) = settings.contents else { return [] }
    do throws(FirmwareError) {
      return try FirmwareModel.read(paths, with: reader)
    } catch { throw RunnerError(error) }
  }

  /// Finds or builds the firmware. Blocks.
  private static func prepare(
    _ settings: QEMUSettings, _ models: [FirmwareModel], _ cache: FirmwareCache,
    _ progress: @Sendable (String) -> Void
  ) throws(RunnerError) -> (EmulatedBoard, KnownFirmware) {
    var known = KnownFirmware()
    known.isWithoutCounter = !settings.countsInstructions
    let image: String
    switch settings.contents {
    case .image(let path): image = path
    case .models:
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
    return KnownFirmware.Network(source: model.source, nodes: nodes)
  }
}

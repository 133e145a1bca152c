import EdgeFormats
package import EdgeLink
import EdgeModel
package import EdgeRunner
import EdgeWire

/// A board, through whatever line it is connected.
package final class BoardRunner: Runner {
  package let information: RunnerInformation
  package let models: [ModelInformation]
  package let capabilities: Capabilities
  /// What the board says of itself.
  package let identity: BoardIdentity
  private let link: BoardLink
  private let boardModels: [BoardModel]
  private let runtimeIdentifier: RuntimeIdentifier
  private let firmware: KnownFirmware
  private let counter: BoardCounter
  /// Node numbers of EdgeRunner's own boards are operators of the source file; those of others are not.
  private let namesSourceOperators: Bool

  /// Connects over `transport`, which then belongs to the runner, and asks for the board's models.
  package convenience init(
    transport: any Transport, driver: String, options: LinkOptions = LinkOptions(),
    events: DeviceEvents = DeviceEvents()
  ) async throws(RunnerError) {
    try await self.init(
      transport: transport, driver: driver, options: options, events: events, firmware: KnownFirmware())
  }

  /// - Parameter firmware: what is known of the board beyond what it tells.
  convenience init(
    transport: any Transport, driver: String, options: LinkOptions, events: DeviceEvents, firmware: KnownFirmware
  ) async throws(RunnerError) {
    let link = BoardLink(transport: transport, options: options, events: events)
    do throws(RunnerError) {
      let (identity, models) = try await Self.ask(link)
      try self.init(
        link: link, driver: driver, identity: identity, models: models,
        maximumTensorByteCount: options.maximumTensorByteCount, firmware: firmware)
    } catch {
      await link.interruptAndClose()
      throw error
    }
  }

  private static func ask(_ link: BoardLink) async throws(RunnerError) -> (BoardIdentity, [BoardModel]) {
    do throws(LinkError) {
      return (try await link.connect(), try await link.models())
    } catch {
      throw error.runnerError(line: link.lineDescription)
    }
  }

  /// - Parameters:
  ///   - identity: what `link` found when it connected.
  ///   - models: what `link` lists; a model the host cannot represent makes this throw.
  init(
    link: BoardLink, driver: String, identity: BoardIdentity, models: [BoardModel], maximumTensorByteCount: Int,
    firmware: KnownFirmware = KnownFirmware()
  ) throws(RunnerError) {
    let line = link.lineDescription
    guard let first = models.first else {
      throw RunnerError(
        .deviceFailure, "\(line): the board has no models", hint: "generate, build and flash a model first")
    }
    self.link = link
    boardModels = models
    self.identity = identity
    let description = BoardDescription(identity: identity, models: models)
    var information = description.information(driver: driver, line: line)
    if let runtime = firmware.runtime { information.runtime = runtime }
    if let device = firmware.device { information.device = device }
    information.details += firmware.details
    counter = firmware.isWithoutCounter ? .nothing : description.counter
    if counter == .instructions, firmware.details.isEmpty {
      information.details.append(
        .init("time", "virtual, the same for each instruction: no measure of time on hardware"))
    }
    self.information = information
    self.firmware = firmware
    capabilities = counter == .cycles ? description.capabilities : description.capabilities.subtracting(.cycleCounters)
    self.models = try models.map { model throws(RunnerError) in
      var information = try model.information(maximumTensorByteCount: maximumTensorByteCount)
      information.source = firmware.networks[model.name]?.source
      information.metadata = information.source?.metadata
      return information
    }
    runtimeIdentifier = first.description.runtime
    namesSourceOperators = FirmwareIdentity.namesSourceOperators(first.description.runtimeDescription)
  }

  package func makeSession(modelName: String?) async throws(RunnerError) -> any Session {
    try requireModel(named: modelName)
    let model = models.first { $0.name == modelName } ?? models[0]
    return BoardSession(
      link: link, model: model, capabilities: capabilities, runtime: information.runtime,
      nodes: BoardNodeReader(
        runtime: runtimeIdentifier.runtime, namesSourceOperators: namesSourceOperators, counter: counter,
        planned: firmware.networks[model.name]?.nodes ?? []))
  }

  package func close() async { await link.interruptAndClose() }

  // MARK: Memory

  /// Reads the device's memory; needs `Capabilities.memoryAccess`.
  package func readMemory(address: UInt32, byteCount: Int) async throws(RunnerError) -> [UInt8] {
    try await onLink(.memoryAccess) { link throws(LinkError) in
      try await link.readMemory(address: address, byteCount: byteCount)
    }
  }

  /// Writes the device's memory; needs `Capabilities.memoryAccess`.
  package func writeMemory(_ bytes: [UInt8], address: UInt32) async throws(RunnerError) {
    try await onLink(.memoryAccess) { link throws(LinkError) in
      try await link.writeMemory(bytes, address: address)
    }
  }

  /// The 16-bit BSD sum that the device computes over its memory; needs `Capabilities.memoryChecksum`.
  package func memoryChecksum(address: UInt32, byteCount: Int) async throws(RunnerError) -> UInt16 {
    try await onLink(.memoryChecksum) { link throws(LinkError) in
      try await link.memoryChecksum(address: address, byteCount: byteCount)
    }
  }

  /// Compares `bytes` with the device's memory by its checksum; needs `Capabilities.memoryChecksum`.
  ///
  /// The sum has 16 bits: of damage at random, one case in 65,536 goes unnoticed.
  /// - Returns: true when the sums are equal.
  package func memoryMatches(_ bytes: [UInt8], address: UInt32) async throws(RunnerError) -> Bool {
    let sum = try await memoryChecksum(address: address, byteCount: bytes.count)
    return bytes.withUnsafeBytes { BSDChecksum($0).value } == sum
  }

  /// The memory of a model as the board lists it: weights, which can be compared with the file they were flashed from
  /// by `memoryMatches`, and activations.
  /// - Parameter modelName: name in `models`; nil means the first.
  package func memorySegments(ofModel modelName: String? = nil) throws(RunnerError) -> [MemorySegment] {
    try requireModel(named: modelName)
    let model = boardModels.first { $0.name == modelName } ?? boardModels[0]
    return [(model.parameters, true), (model.activations, false)].flatMap { tensors, isReadOnly in
      tensors.map {
        MemorySegment(
          name: $0.name.string, address: $0.address, byteCount: $0.storedByteCount, isReadOnly: isReadOnly)
      }
    }
  }

  /// A piece of a device's memory that belongs to a model.
  package struct MemorySegment: Sendable, Hashable {
    package var name: String
    /// 0 when the board does not tell.
    package var address: UInt32
    package var byteCount: Int
    /// Weights; activations otherwise.
    package var isReadOnly: Bool
  }

  /// Runs one of the device's own tests and returns its value; needs `Capabilities.selfTest`.
  package func selfTest(_ number: UInt32, option: UInt32 = 0) async throws(RunnerError) -> UInt32 {
    try await onLink(.selfTest) { link throws(LinkError) in
      try await link.selfTest(number, option: option)
    }
  }

  private func onLink<Result: Sendable>(
    _ needed: Capabilities, _ body: (BoardLink) async throws(LinkError) -> Result
  ) async throws(RunnerError) -> Result {
    guard capabilities.contains(needed) else {
      throw RunnerError(
        .missingCapability, "\(information.device) has no \(needed.names.joined(separator: ", "))",
        hint: "build the firmware with it")
    }
    do throws(LinkError) {
      return try await body(link)
    } catch {
      throw error.runnerError(line: link.lineDescription)
    }
  }
}

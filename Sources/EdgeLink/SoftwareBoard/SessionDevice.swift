import EdgeModel
import EdgeRunner
import EdgeWire
import Foundation
import Synchronization

/// Sessions behind the board's side of the protocol. Lives on the board's thread.
final class SessionDevice: BoardDevice {
  private let models: [ServedModel]
  private let configuration: SoftwareBoard.Configuration
  private let stop: StopFlag
  private let executor = InferenceExecutor(name: "software board inference")
  /// The board's memory: input and output buffers of every model, then scratch.
  private let memory: UnsafeMutableRawBufferPointer
  private let layouts: [Layout]
  private static let baseAddress: UInt32 = 0x2000_0000

  /// Where a model's tensors lie in memory.
  private struct Layout {
    var inputs: [Range<Int>] = []
    var outputs: [Range<Int>] = []
  }

  init(models: [ServedModel], configuration: SoftwareBoard.Configuration, stop: StopFlag) {
    self.models = models
    self.configuration = configuration
    self.stop = stop
    var end = 0
    func place(_ descriptor: TensorDescriptorMessage) -> Range<Int> {
      let start = end.roundedUp(toMultipleOf: 16)
      end = start + descriptor.storedByteCount
      return start..<end
    }
    layouts = models.map { Layout(inputs: $0.inputs.map(place), outputs: $0.outputs.map(place)) }
    memory = .allocate(byteCount: max(end + configuration.scratchByteCount, 1), alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { memory.deallocate() }

  var largestInputByteCount: Int { layouts.flatMap(\.inputs).map(\.count).max() ?? 0 }

  // MARK: Identity

  var capabilities: BoardCapabilities {
    var result: BoardCapabilities = .selfTest
    let all = models.map(\.capabilities)
    if all.allSatisfy({ !$0.isDisjoint(with: [.perLayer, .intermediateData]) }) { result.insert(.observer) }
    if configuration.hasMemoryAccess { result.insert(.memoryAccess) }
    if configuration.largePacketByteCount > 0 { result.insert(.usb) }
    return result
  }

  var runtime: RuntimeIdentifier {
    RuntimeIdentifier(runtime: .stAI, interface: RuntimeIdentifier.interfaceSTAI, toolchain: .gcc)
  }

  var systemInformation: SystemInformationMessage {
    SystemInformationMessage(
      deviceIdentifier: configuration.deviceIdentifier, systemClock: configuration.systemClock,
      busClock: configuration.busClock, cacheConfiguration: 1 << 16,
      largePacketByteCount: UInt32(clamping: configuration.largePacketByteCount))
  }

  var modelCount: Int { models.count }

  func modelIndex(named name: WireText) -> Int? { models.firstIndex { $0.name == name.string } }

  func model(at index: Int) -> ModelMessage<ServedTensors> {
    let model = models[index]
    let information = model.session.model
    var unavailable: RuntimeIdentifier.Unavailable = []
    if information.activationsByteCount == nil { unavailable.insert(.activations) }
    if information.weightsByteCount == nil { unavailable.insert(.parameters) }
    if information.macs == nil { unavailable.insert(.macs) }
    let tensors = ServedTensors(lists: [
      placed(model.inputs, layouts[index].inputs), placed(model.outputs, layouts[index].outputs),
      information.activationsByteCount.map { [ServedModel.segment(byteCount: $0, name: "activations")] } ?? [],
      information.weightsByteCount.map { [ServedModel.segment(byteCount: $0, name: "weights")] } ?? [],
    ])
    return ModelMessage(
      name: WireText(model.name),
      runtime: RuntimeIdentifier(
        runtime: .stAI, interface: RuntimeIdentifier.interfaceSTAI, toolchain: .gcc, unavailable: unavailable),
      signature: WireText(information.hash ?? ""), runtimeVersion: 0x0001_0000, toolVersion: 0x0001_0000,
      macs: UInt64(information.macs ?? 0), nodeCount: UInt32(clamping: information.nodeCount ?? 0),
      runtimeDescription: FirmwareIdentity.runtimeDescription("software board 00000000"), tensors: tensors)
  }

  private func placed(_ tensors: [TensorDescriptorMessage], _ ranges: [Range<Int>]) -> [TensorDescriptorMessage] {
    zip(tensors, ranges).map { tensor, range in
      var tensor = tensor
      tensor.address = Self.baseAddress + UInt32(truncatingIfNeeded: range.lowerBound)
      return tensor
    }
  }

  func willDescribe<C: ByteChannel>(model index: Int, on port: inout BoardPort<C>) throws(C.Failure) {
    for line in configuration.configurationLines { try port.log(WireText(line, limit: WireText.capacity)) }
  }

  // MARK: Memory

  func inputBuffer(_ input: Int, ofModel index: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[layouts[index].inputs[input]])
  }

  func memory(at address: UInt32, byteCount: UInt32) -> UnsafeMutableRawBufferPointer? {
    guard address >= Self.baseAddress else { return nil }
    let start = Int(address - Self.baseAddress)
    guard start + Int(byteCount) <= memory.count else { return nil }
    return UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + Int(byteCount)])
  }

  // MARK: Running

  func run<C: ByteChannel>(
    model index: Int, _ order: RunOrder, reporter: inout RunReporter<C>
  ) throws(C.Failure) -> Bool {
    let model = models[index]
    var mode = InvocationMode.ioOnly
    if reporter.wantsNodes { mode = .perLayer }
    if reporter.wantsNodeData || !model.capabilities.contains(.perLayer), reporter.wantsNodes {
      mode = model.capabilities.contains(.intermediateData) ? .perLayerWithData : .perLayer
    }
    let inputs = zip(model.session.inputs, layouts[index].inputs).map { description, range in
      var tensor = Tensor(
        shape: description.shape, elementType: description.elementType, quantization: description.quantization)
      tensor.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[range])) }
      return tensor
    }
    let start = ContinuousClock.now
    let result: InvocationResult
    do throws(RunnerError) {
      result = try invokeAndWait(model.session, inputs, mode)
    } catch {
      try reporter.port.log(WireText(error.description, limit: WireText.capacity), level: 4)
      return false
    }
    let elapsed = ContinuousClock.now - start
    for (tensor, range) in zip(result.outputs, layouts[index].outputs) {
      let destination = UnsafeMutableRawBufferPointer(rebasing: memory[range])
      tensor.withUnsafeBytes { bytes in
        destination.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, range.count)]))
      }
    }
    let nodes = reporter.wantsNodes ? result.profile.nodes.first ?? [] : []
    try report(nodes, reporter: &reporter)
    let total = result.profile.durations.first ?? elapsed
    var report = OperatorMessage(name: WireText(model.name), flags: [], duration: Float(total / .milliseconds(1)))
    report.counters = WordList(counter: cycles(total))
    try reporter.model(report)
    let outputs = placed(model.outputs, layouts[index].outputs)
    for (position, (descriptor, range)) in zip(outputs, layouts[index].outputs).enumerated() {
      let bytes = BorrowedBytes(UnsafeRawBufferPointer(rebasing: memory[range]))
      try reporter.output(descriptor, bytes: bytes, isLast: position == outputs.count - 1)
    }
    return true
  }

  private func report<C: ByteChannel>(
    _ nodes: [NodeProfile], reporter: inout RunReporter<C>
  ) throws(C.Failure) {
    for (position, profile) in nodes.enumerated() {
      for line in 0..<configuration.nodeLines {
        try reporter.port.log(WireText("\(ProgramLine.nodePrefix)line:\(position):\(line)"))
      }
      let duration = profile.duration ?? .zero
      var message = OperatorMessage(
        name: WireText(profile.node.name), flags: .internal, kind: STLayer(of: profile.node.operatorKinds).rawValue,
        // The layer whose result the node delivers, when it covers several.
        identifier: UInt32(clamping: profile.node.sourceOperators.last ?? profile.node.index),
        duration: Float(duration / .milliseconds(1)))
      message.counters = WordList(counter: profile.cycles ?? cycles(duration))
      // Tensors of types that boards cannot carry are left out.
      let tensors = profile.node.outputs.compactMap {
        try? ServedModel.descriptor(of: $0, flags: .internal, in: profile.node.name)
      }
      let hasAll = tensors.count == profile.node.outputs.count
      try reporter.node(message, tensorCount: hasAll ? tensors.count : 0, isLast: position == nodes.count - 1)
      guard hasAll else { continue }
      for (output, descriptor) in tensors.enumerated() {
        let data = output < profile.data.count ? Array(profile.data[output].bytes) : nil
        try reporter.nodeTensor(
          descriptor, bytes: data.map { MessageSource(bytes: $0) }, isLast: output == tensors.count - 1)
      }
    }
  }

  private func cycles(_ duration: Duration) -> UInt64 {
    UInt64(max(0, duration / .seconds(1) * Double(configuration.systemClock)))
  }

  /// Runs an invocation to its end while this thread waits, as a board's only thread does.
  private func invokeAndWait(
    _ session: any Session, _ inputs: [Tensor], _ mode: InvocationMode
  ) throws(RunnerError) -> InvocationResult {
    let done = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<InvocationResult, RunnerError>?>(nil)
    let work = Task(executorPreference: executor) { [stop] in
      let result: Result<InvocationResult, RunnerError>
      do throws(RunnerError) {
        if stop.isRaised { throw RunnerError(.cancelled, "the board was stopped") }
        result = .success(try await session.invoke(inputs, mode: mode, observer: nil))
      } catch {
        result = .failure(error)
      }
      outcome.withLock { $0 = result }
      done.signal()
    }
    while done.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      if stop.isRaised { work.cancel() }
    }
    guard let result = outcome.withLock({ $0 }) else { throw RunnerError(.cancelled, "the board was stopped") }
    return try result.get()
  }
}

extension Tensor {
  /// The stored bytes.
  var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

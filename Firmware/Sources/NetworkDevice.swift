import Board

/// The networks behind the protocol: what `BoardServer` serves on a board.
struct NetworkDevice: BoardDevice {
  private let networks: Networks
  private let weights: WeightsCheck

  init() {
    networks = Networks()
    weights = WeightsCheck(networks)
  }

  // MARK: Identity

  var capabilities: BoardCapabilities { [.observer, .memoryAccess, .selfTest] }

  var runtime: RuntimeIdentifier {
    RuntimeIdentifier(runtime: .stAI, interface: RuntimeIdentifier.interfaceSTAI, toolchain: .gcc)
  }

  var systemInformation: SystemInformationMessage {
    SystemInformationMessage(
      deviceIdentifier: BOARD_DEVICE, systemClock: BOARD_CLOCK, busClock: BOARD_CLOCK, cacheConfiguration: 1 << 16,
      largePacketByteCount: UInt32(BOARD_PACKET_SIZE))
  }

  var modelCount: Int { networks.count }

  func modelIndex(named name: WireText) -> Int? {
    for index in 0..<networks.count where WireText(cString: Networks.description(index).pointee.name) == name {
      return index
    }
    return nil
  }

  func model(at index: Int) -> ModelMessage<NetworkTensors> {
    let description = Networks.description(index).pointee
    var signature = WireText()
    signature.append(description.model_hash)
    return ModelMessage(
      name: WireText(cString: description.name), runtime: runtime, signature: signature,
      runtimeVersion: BOARD_VERSION, toolVersion: BOARD_VERSION, macs: description.macs,
      nodeCount: description.node_count, runtimeDescription: FirmwareIdentity.runtimeDescription("with Clang 00000000"),
      tensors: NetworkTensors(network: networks[index]))
  }

  func willDescribe<C: ByteChannel>(model index: Int, on port: inout BoardPort<C>) throws(C.Failure) {
    let unit: CounterUnit = BOARD_COUNTS_INSTRUCTIONS != 0 ? .instructions : .cycles
    let description = Networks.description(index).pointee
    try port.log(ConfigurationLine(.board, WireText(cString: board_name())).text)
    try port.log(ConfigurationLine(.target, WireText(cString: description.target)).text)
    try port.log(ConfigurationLine(.counter, WireText(unit.name)).text)
    try port.log(ConfigurationLine(.stack, UInt64(BOARD_STACK_SIZE)).text)
    try port.log(ConfigurationLine(.stackUsed, UInt64(board_stack_used())).text)
    try port.log(ConfigurationLine(.heapUsed, UInt64(board_heap_used())).text)
    let record = board_last_fault().pointee
    if record.cause != 0 {
      try port.log(ConfigurationLine(.fault, Fault(record).text).text, level: 4)
      try port.log(ConfigurationLine(.faultPlace, Fault.place(record)).text, level: 4)
      board_forget_fault()
    }
    weights.forget(index)
    if !weights.isIntact(index) {
      try port.log(Fault.changedWeights(of: WireText(cString: description.name)), level: 4)
    }
  }

  // MARK: Memory

  func inputBuffer(_ input: Int, ofModel index: Int) -> UnsafeMutableRawBufferPointer {
    let description = Networks.description(index).pointee
    return UnsafeMutableRawBufferPointer(
      start: edge_network_input(networks[index], UInt32(input)), count: Int(description.inputs[input].size))
  }

  func memory(at address: UInt32, byteCount: UInt32) -> UnsafeMutableRawBufferPointer? {
    for index in 0..<board_region_count {
      let region = board_region_at(index).pointee
      guard address >= region.address, byteCount <= region.size, address - region.address <= region.size - byteCount
      else { continue }
      // What is asked for may be about to be written.
      weights.forgetAll()
      return UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(bitPattern: UInt(address)), count: Int(byteCount))
    }
    return nil
  }

  // MARK: Running

  func run<C: ByteChannel>(
    model index: Int, _ order: RunOrder, reporter: inout RunReporter<C>
  ) throws(C.Failure) -> Bool {
    let network = networks[index]
    let description = Networks.description(index)
    guard weights.isIntact(index) else {
      try reporter.port.log(Fault.changedWeights(of: WireText(cString: description.pointee.name)), level: 4)
      return false
    }
    let nodeCount = Int(description.pointee.node_count)
    var total: UInt64 = 0
    board_start_counter()
    defer { board_stop_counter() }
    for node in 0..<nodeCount {
      let record = description.pointee.nodes + node
      var ticks: UInt64 = 0
      let cause = board_run_node(network, UInt32(index), UInt32(node), Self.limit(macs: record.pointee.macs), &ticks)
      guard cause == 0 else {
        board_stop_counter()
        let fault = board_last_fault().pointee
        // The fault may have spoilt more than the node's results.
        weights.forgetAll()
        try reporter.port.log(Fault(fault).text, level: 4)
        try reporter.port.log(Fault.place(fault), level: 4)
        board_forget_fault()
        return false
      }
      total &+= ticks
      if reporter.wantsNodes {
        try report(record, number: node, of: index, ticks: ticks, isLast: node == nodeCount - 1, to: &reporter)
      }
    }
    try reporter.model(
      Self.report(name: WireText(cString: description.pointee.name), ticks: total, flags: []))
    let outputs = Int(description.pointee.output_count)
    for output in 0..<outputs {
      let tensor = description.pointee.outputs + output
      try reporter.output(
        NetworkTensors.descriptor(of: tensor, in: network, flags: [.output, .inMemoryPool]),
        bytes: Self.bytes(of: tensor, in: network), isLast: output == outputs - 1)
    }
    return true
  }

  /// Ticks after which the watchdog ends a node: two seconds and a microsecond for each multiply-accumulate, several
  /// times what the slowest kernel takes.
  private static func limit(macs: UInt64) -> UInt64 {
    let clock = UInt64(BOARD_CLOCK)
    return 2 * clock + macs * (clock / 1_000_000)
  }

  private func report<C: ByteChannel>(
    _ node: UnsafePointer<edge_node>, number: Int, of index: Int, ticks: UInt64, isLast: Bool,
    to reporter: inout RunReporter<C>
  ) throws(C.Failure) {
    let network = networks[index]
    var message = Self.report(name: WireText(cString: node.pointee.name), ticks: ticks, flags: .internal)
    message.type |= Networks.kind(ofNode: number, in: index)
    let sources = Int(node.pointee.source_operator_count)
    // The layer whose result the node delivers, when it covers several.
    message.identifier = sources > 0 ? UInt32(bitPattern: node.pointee.source_operators[sources - 1]) : UInt32(number)
    let outputs = Int(node.pointee.output_count)
    try reporter.node(message, tensorCount: outputs, isLast: isLast)
    for output in 0..<outputs {
      let tensor = node.pointee.outputs + output
      try reporter.nodeTensor(
        NetworkTensors.descriptor(of: tensor, in: network, flags: .internal),
        bytes: Self.bytes(of: tensor, in: network), isLast: output == outputs - 1)
    }
  }

  private static func report(name: WireText, ticks: UInt64, flags: OperatorFlags) -> OperatorMessage {
    var message = OperatorMessage(
      name: name, flags: flags, duration: Float(ticks) / (Float(BOARD_CLOCK) / 1000),
      stackUsed: Int32(bitPattern: board_stack_used()), heapUsed: Int32(bitPattern: board_heap_used()))
    message.counters = WordList(counter: ticks &* UInt64(BOARD_COUNT_NUMERATOR) / UInt64(BOARD_COUNT_DENOMINATOR))
    return message
  }

  private static func bytes(
    of tensor: UnsafePointer<edge_tensor>, in network: UnsafePointer<edge_network>
  ) -> BorrowedBytes {
    BorrowedBytes(UnsafeRawBufferPointer(start: edge_network_data(network, tensor), count: Int(tensor.pointee.size)))
  }
}

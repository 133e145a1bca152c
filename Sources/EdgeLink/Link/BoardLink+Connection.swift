import EdgeWire

extension BoardLink {
  /// Finds the board, agrees on a packet size and asks who it is. Later calls return the same answer.
  package func connect() throws(LinkError) -> BoardIdentity {
    try exchange("connecting") { link throws(LinkError) in
      guard let identity = link.identity else { throw link.line.failure(.closed) }
      return identity
    }
  }

  /// Starts from nothing: who is there, and in which generation do they speak?
  func establish() throws(LinkError) {
    try find(knownGeneration: options.generation, isReturning: false)
  }

  /// Finds a board again that was there before, wherever it stands in its transaction.
  func recover() throws(LinkError) {
    try find(knownGeneration: identity?.generation ?? options.generation, isReturning: true)
  }

  /// - Parameter limit: how long the search may take; what the options say when nil.
  private func find(knownGeneration: Generation?, isReturning: Bool, within limit: Duration? = nil) throws(LinkError) {
    var options = options
    if let limit { options.timeouts.recovery = limit }
    var finder = BoardFinder(
      line: line, options: options, knownGeneration: knownGeneration, isReturning: isReturning)
    let found = try line.withStep("finding the board") { () throws(LinkError) in try finder.find() }
    guard found.version >> 8 == 3, found.version & 0xFF <= 2 else {
      throw LinkError(.version(found.version), step: "connecting")
    }
    var generation = line.format.generation
    if options.generation == nil, generation != .first { generation = found.version >= 0x302 ? .third : .second }
    line.format = PacketFormat(generation)
    let system = try line.withStep("system information") { () throws(LinkError) in try describeSystem() }
    let identity = BoardIdentity(
      generation: generation, protocolVersion: found.version, capabilities: found.capabilities, runtime: found.runtime,
      system: system)
    if identity != self.identity { cachedModels = nil }
    self.identity = identity
    condition = .ready
  }

  /// Asks for clocks and packet size; large packets begin with the next exchange.
  private func describeSystem() throws(LinkError) -> SystemInformationMessage {
    let identifier = try request(.systemInformation)
    let answer = try answer(to: identifier, within: options.timeouts.control)
    guard case .systemInformation(let system) = answer.response.payload else {
      throw surprise(answer, instead: "system information")
    }
    guard system.largePacketByteCount > 0 else { return system }
    guard
      let large = PacketFormat(
        line.format.generation, payloadByteCount: Int(system.largePacketByteCount))
    else {
      throw line.failure(
        .unexpected("packets of \(system.largePacketByteCount) bytes are beyond the protocol's limit"))
    }
    line.format = large
    return system
  }

  /// How long a board is looked for that shall only be left in order: less than an interrupted command may still take.
  private static let leaveTaking = Duration.milliseconds(1200)

  /// Returns the board to small packets and to the start of a request, so that the next host is understood: one of
  /// ST's looks for neither. Best effort.
  func takeLeave() {
    guard let identity else { return }
    if condition == .uncertain {
      guard
        (try? find(knownGeneration: identity.generation, isReturning: true, within: Self.leaveTaking)) != nil
      else { return }
    }
    if identity.generation == .third {
      _ = try? request(.disconnect)
    } else if line.format.payloadByteCount != PacketFormat.smallPayloadByteCount {
      guard let identifier = try? request(.synchronize) else { return }
      line.format = PacketFormat(identity.generation)
      _ = try? answer(to: identifier, within: options.timeouts.control)
    }
  }
}

import EdgeWire

extension BoardLink {
  /// Finds the board, agrees on a packet size and asks who it is. Later calls return the same answer.
  public func connect() throws(LinkError) -> BoardIdentity {
    try exchange("connecting") { link throws(LinkError) in
      guard let identity = link.identity else { throw LinkError(.closed, step: "connecting") }
      return identity
    }
  }

  /// Starts from nothing: who is there, and in which generation do they speak?
  func establish() throws(LinkError) {
    var finder = BoardFinder(line: line, options: options, knownGeneration: options.generation, isReturning: false)
    try find(with: &finder)
  }

  /// Finds a board again that was there before, wherever it stands in its transaction.
  func recover() throws(LinkError) {
    var finder = BoardFinder(
      line: line, options: options, knownGeneration: identity?.generation ?? options.generation, isReturning: true)
    try find(with: &finder)
  }

  private func find(with finder: inout BoardFinder) throws(LinkError) {
    defer { line = finder.line }
    let found = try finder.find()
    guard found.version >> 8 == 3, found.version & 0xFF <= 2 else {
      throw LinkError(.version(found.version), step: "connecting")
    }
    var generation = finder.line.format.generation
    if options.generation == nil, generation != .first { generation = found.version >= 0x302 ? .third : .second }
    finder.line.format = PacketFormat(generation)
    line = finder.line
    let system = try describeSystem()
    finder.line = line
    let identity = BoardIdentity(
      generation: generation, protocolVersion: found.version, capabilities: found.capabilities, runtime: found.runtime,
      system: system)
    if identity != self.identity { cachedModels = nil }
    self.identity = identity
    condition = .ready
  }

  /// Asks for clocks and packet size; large packets begin with the next exchange.
  private func describeSystem() throws(LinkError) -> SystemInformationMessage {
    let step = "system information"
    let identifier = try request(.systemInformation, step: step)
    let answer = try answer(to: identifier, within: options.timeouts.control, step: step)
    guard case .systemInformation(let system) = answer.response.payload else {
      throw answer.response.surprise(instead: "system information", step: step)
    }
    guard system.largePacketByteCount > 0 else { return system }
    guard
      let large = PacketFormat(
        line.format.generation, payloadByteCount: Int(system.largePacketByteCount))
    else {
      throw LinkError(
        .unexpected("packets of \(system.largePacketByteCount) bytes are beyond the protocol's limit"), step: step)
    }
    line.format = large
    return system
  }

  /// Returns the board to small packets, so that the next host is understood. Best effort.
  func takeLeave() {
    let step = "leaving"
    guard let identity else { return }
    if identity.generation == .third {
      _ = try? request(.disconnect, step: step)
    } else if line.format.payloadByteCount != PacketFormat.smallPayloadByteCount {
      guard let identifier = try? request(.synchronize, step: step) else { return }
      line.format = PacketFormat(identity.generation)
      _ = try? answer(to: identifier, within: options.timeouts.control, step: step)
    }
  }
}

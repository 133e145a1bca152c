package import EdgeRunner
import EdgeWire
import Synchronization

/// A board at the end of a line: one exchange at a time, each to its end or to an error that names the step.
///
/// The actor runs on a thread of its own and never suspends inside an exchange, so exchanges queue and cannot
/// interleave. After an error that leaves the line in doubt, the next exchange starts by finding the board again.
/// A cancelled task ends its exchange within milliseconds.
package actor BoardLink {
  /// How the link stands between two exchanges.
  enum Condition {
    case unconnected
    /// Board and host agree on where they are.
    case ready
    /// The last exchange broke off.
    case uncertain
    case closed
  }

  /// The line's name, for messages.
  package nonisolated let lineDescription: String
  let options: LinkOptions
  let events: DeviceEvents
  let line: PacketLine
  private let transport: any Transport
  var condition = Condition.unconnected
  var identity: BoardIdentity?
  var cachedModels: [BoardModel]?
  /// Lines logged since the last step that collects them.
  var logLines: [WireText] = []
  /// What the board logged as errors in the exchange in work.
  private var errorLines: [String] = []
  private var lastIdentifier: UInt32 = 0
  private let executor: LinkExecutor
  private nonisolated let isClosing = StopFlag()

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Prepares a link over `transport`, which belongs to the link from now on.
  package init(
    transport: any Transport, options: LinkOptions = LinkOptions(), events: DeviceEvents = DeviceEvents()
  ) {
    lineDescription = transport.description
    self.transport = transport
    self.options = options
    self.events = events
    executor = LinkExecutor(name: "board link")
    let isClosing = isClosing
    line = PacketLine(
      transport: transport, options: options, progress: events.progress,
      format: PacketFormat(options.generation ?? .second), isStopping: { isClosing.isRaised })
  }

  deinit { transport.close() }

  /// Leaves the board so that the next host finds it ready, and closes the line. An exchange in work ends with
  /// `LinkError.Reason.closed`. May be called twice.
  package func close() {
    guard condition != .closed else { return }
    isClosing.lower()
    if condition == .ready || condition == .uncertain { takeLeave() }
    condition = .closed
    transport.close()
  }

  /// Ends the exchange in work, then closes.
  package nonisolated func interruptAndClose() async {
    isClosing.raise()
    // In a task of its own: a cancelled one could not take leave of the board.
    await Task { await close() }.value
  }

  // MARK: Exchanges

  /// Runs one exchange, after finding the board again if the one before broke off.
  /// - Parameter step: what it is for; failures tell the step within it where there is one.
  func exchange<Result>(
    _ step: String, _ body: (isolated BoardLink) throws(LinkError) -> Result
  ) throws(LinkError) -> Result {
    try line.withStep(step) { () throws(LinkError) in try perform(body) }
  }

  private func perform<Result>(
    _ body: (isolated BoardLink) throws(LinkError) -> Result
  ) throws(LinkError) -> Result {
    switch condition {
    case .closed: throw line.failure(.closed)
    case .unconnected: try establish()
    case .uncertain: try recover()
    // Boards speak only when asked: what came since means a reset or a byte too many.
    case .ready: if try line.hasInput() { try recover() }
    }
    errorLines = []
    do throws(LinkError) {
      return try body(self)
    } catch {
      if error.leavesLinkUncertain { condition = .uncertain }
      var explained = error
      switch error.reason {
      case .refused: explained.boardErrors = errorLines
      case .damaged, .unexpected:
        guard line.hasGreeting() else { break }
        explained.reason = .restarted
        explained.boardErrors = lastFault()
      default: break
      }
      throw explained
    }
  }

  /// What a board that started anew says of the fault before, with the descriptions of its models.
  private func lastFault() -> [String] {
    cachedModels = nil
    do throws(LinkError) {
      try recover()
      let models = try enumerateModels()
      cachedModels = models
      guard let first = models.first else { return [] }
      return [ConfigurationKey.fault, .faultPlace].compactMap(first.configuration)
    } catch {
      condition = .uncertain
      return []
    }
  }

  /// Sends a request and returns its number.
  func request(
    _ command: Command, parameter: UInt32 = 0, name: WireText = WireText(), option: UInt32 = 0
  ) throws(LinkError) -> UInt32 {
    lastIdentifier &+= 1
    let request = RequestMessage(
      identifier: lastIdentifier, command: command, parameter: parameter, name: name, option: option)
    try line.send(request)
    return lastIdentifier
  }

  /// An answer with the bytes that its payload's positions refer to.
  struct Answer {
    var response: DecodedResponse
    var bytes: [UInt8]
  }

  /// The next answer to request `identifier`. Log lines are passed on and acknowledged, older answers dropped.
  func answer(
    to identifier: UInt32, within timeout: Duration, limit: Int? = nil, reportsProgress: Bool = false
  ) throws(LinkError) -> Answer {
    var dropped = 0
    while true {
      let bytes = try line.receive(
        within: timeout, limit: limit ?? options.maximumMessageByteCount, reportsProgress: reportsProgress)
      let response = try decode(bytes)
      if case .log(let message) = response.payload {
        logLines.append(message.text)
        let entry = BoardLog(message)
        if entry.level == .error { errorLines.append(entry.text) }
        events.log(entry)
        try line.withPart("acknowledging a log line") { () throws(LinkError) in
          try line.send(AcknowledgementMessage())
        }
      } else if response.identifier == identifier {
        return Answer(response: response, bytes: bytes)
      }
      dropped += 1
      guard dropped <= options.maximumLogLines else {
        throw line.failure(.excess("more than \(options.maximumLogLines) log lines or stale answers"))
      }
    }
  }

  func decode(_ bytes: [UInt8]) throws(LinkError) -> DecodedResponse {
    do throws(WireError) {
      return try DecodedResponse(decoding: bytes.span, generation: line.format.generation)
    } catch {
      throw line.failure(.damaged(error))
    }
  }

  /// Waits for a bare acknowledgement in one of `states`.
  func acknowledgement(
    to identifier: UInt32, _ states: State..., within timeout: Duration
  ) throws(LinkError) -> UInt32 {
    let answer = try answer(to: identifier, within: timeout)
    guard case .acknowledgement(let message) = answer.response.payload else {
      throw surprise(answer, instead: "an acknowledgement")
    }
    guard states.contains(answer.response.state) else {
      throw surprise(answer, instead: "state \(states[0].name)")
    }
    return message.parameter
  }

  /// Why this answer is not the one wanted: a refusal by the board, or a breach of the protocol.
  func surprise(_ answer: Answer, instead wanted: String) -> LinkError {
    let response = answer.response
    if response.state == .error, case .acknowledgement(let message) = response.payload {
      return line.failure(.refused(message.error, message.parameter))
    }
    return line.failure(
      .unexpected("\(response.payload.name) in state \(response.state.name) instead of \(wanted)"))
  }
}

/// Raised by one thread, seen by another.
package final class StopFlag: Sendable {
  private let flag = Atomic(false)

  package init() {}

  /// Whether `raise` has been called.
  package var isRaised: Bool { flag.load(ordering: .acquiring) }
  /// Whoever looks from now on sees it raised.
  package func raise() { flag.store(true, ordering: .releasing) }
  func lower() { flag.store(false, ordering: .releasing) }
}

extension DecodedResponse.Payload {
  var name: String {
    switch self {
    case .none: "an answer without content"
    case .synchronization: "synchronization"
    case .systemInformation: "system information"
    case .acknowledgement: "an acknowledgement"
    case .log: "a log line"
    case .data: "memory data"
    case .node: "a node report"
    case .tensor: "a tensor"
    case .model: "a model description"
    }
  }
}

extension State {
  var name: String {
    switch self {
    case .idle: "idle"
    case .waiting: "waiting"
    case .processing: "processing"
    case .done: "done"
    case .error: "error"
    default: "\(rawValue)"
    }
  }
}

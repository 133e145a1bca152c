import EdgeRunner
import EdgeWire

extension BoardLink {
  /// Runs a model once.
  /// - Parameter onNode: receives each node as it arrives; false ends the run with `LinkError.Reason.cancelled` after
  ///   the rest has been received and dropped, so that the board is ready again.
  package func run(
    _ order: BoardRunOrder, onNode: @Sendable (BoardNode, Int) -> Bool = { _, _ in true }
  ) throws(LinkError) -> BoardRun {
    let known = try models()
    guard let model = known.first(where: { $0.name == order.modelName }) else {
      throw LinkError(.refused(.invalidParameter, 0), step: "run: no model \(order.modelName)")
    }
    return try exchange("run of \(model.name)") { link throws(LinkError) in
      try link.perform(order, on: model, onNode: onNode)
    }
  }

  private func perform(
    _ order: BoardRunOrder, on model: BoardModel, onNode: (BoardNode, Int) -> Bool
  ) throws(LinkError) -> BoardRun {
    let start = line.now
    logLines = []
    let identifier = try upload(order, to: model)
    let uploaded = line.now
    var nodes: [BoardNode] = []
    var isStopped = false
    var tensorTime = Duration.zero
    let reportsNodes = !order.parameters.isDisjoint(with: [.perLayer, .perLayerWithData])
    var report = try report(identifier, ofNode: reportsNodes ? 1 : nil)
    while reportsNodes, report.flags.contains(.internal) {
      guard nodes.count < options.maximumNodes else {
        throw LinkError(.excess("more than \(options.maximumNodes) nodes"), step: "node reports")
      }
      let number = nodes.count + 1
      let reported = line.now
      let tensors = report.flags.contains(.withoutTensor) ? [] : try nodeTensors(identifier, node: number)
      tensorTime += line.now - reported
      let node = BoardNode(report: report, tensors: tensors, extra: takeNodeLines())
      if !isStopped { isStopped = !onNode(node, nodes.count) }
      nodes.append(node)
      events.progress(
        TransferProgress(
          direction: .nodes, transferred: nodes.count, total: max(nodes.count, Int(model.description.nodeCount))))
      report = try self.report(identifier, ofNode: report.flags.contains(.last) ? nil : number + 1)
    }
    guard report.flags.isDisjoint(with: [.internal, .last]) else {
      throw LinkError(.unexpected("a node report instead of the model's"), step: "model report")
    }
    let computed = line.now
    var run = BoardRun(
      nodes: nodes, model: report, upload: uploaded - start, inference: computed - uploaded - tensorTime,
      download: .zero)
    run.outputs = try outputs(identifier, of: model, hasData: !order.parameters.contains(.performance))
    run.download = line.now - computed + tensorTime
    guard !isStopped else { throw line.failure(.stopped) }
    try verify(run, order: order, model: model)
    events.runDidEnd(
      Profile.TransferTimes(upload: run.upload, inference: run.inference, download: run.download))
    return run
  }

  /// Sends the request and every input.
  private func upload(_ order: BoardRunOrder, to model: BoardModel) throws(LinkError) -> UInt32 {
    let identifier = try line.withStep("run request for \(model.name)") { () throws(LinkError) in
      try requestRun(order, of: model)
    }
    for (index, bytes) in order.inputs.enumerated() {
      try line.withStep("upload of input #\(index + 1)") { () throws(LinkError) in
        try line.send(DataMessage(MessageSource(bytes: bytes)), reportsProgress: true)
        let isLast = index == order.inputs.count - 1
        let taken = try line.withPart("acknowledgement") { () throws(LinkError) in
          try acknowledgement(
            to: identifier, isLast ? .processing : .waiting, within: options.timeouts.upload)
        }
        guard taken == bytes.count else {
          throw line.failure(.unexpected("the board took \(taken) of \(bytes.count) bytes"))
        }
        // Boards wait for this after each input; after the last, it starts the inference.
        try line.send(AcknowledgementMessage())
      }
    }
    if order.inputs.isEmpty {
      try line.withStep("start of the inference") { () throws(LinkError) in
        try line.send(AcknowledgementMessage())
      }
    }
    return identifier
  }

  private func requestRun(_ order: BoardRunOrder, of model: BoardModel) throws(LinkError) -> UInt32 {
    let identifier = try request(
      .networkRun, parameter: order.parameters.rawValue, name: model.description.name,
      option: order.userOption << 8 | (order.isFirstSample ? 1 : 0))
    let announced = try acknowledgement(
      to: identifier, order.inputs.isEmpty ? .processing : .waiting, within: options.timeouts.runRequest)
    if let first = order.inputs.first, !order.parameters.contains(.constantValue), announced != first.count {
      // The board waits for its input now; the next exchange frees it.
      throw line.failure(
        .unexpected("the board expects \(announced) bytes of input, the model description says \(first.count)"))
    }
    return identifier
  }

  /// The report of a node, or of the model when `number` is nil.
  private func report(_ identifier: UInt32, ofNode number: Int?) throws(LinkError) -> OperatorMessage {
    try line.withStep(number.map { "report of node #\($0)" } ?? "model report") { () throws(LinkError) in
      let answer = try answer(to: identifier, within: options.timeouts.inference)
      guard case .node(let report) = answer.response.payload else { throw surprise(answer, instead: "a report") }
      return report
    }
  }

  private func nodeTensors(_ identifier: UInt32, node: Int) throws(LinkError) -> [BoardTensor] {
    var tensors: [BoardTensor] = []
    while true {
      let number = tensors.count + 1
      let tensor = try line.withStep("result #\(number) of node #\(node)") { () throws(LinkError) in
        let tensor = try self.tensor(
          identifier, within: options.timeouts.nodeTensor, limit: options.maximumTensorByteCount
        ).tensor
        guard number < 256 || tensor.descriptor.flags.contains(.last) else {
          throw line.failure(.excess("more than 256 results"))
        }
        return tensor
      }
      tensors.append(tensor)
      if tensor.descriptor.flags.contains(.last) { return tensors }
    }
  }

  private func tensor(
    _ identifier: UInt32, within timeout: Duration, limit: Int, reportsProgress: Bool = false
  ) throws(LinkError) -> (tensor: BoardTensor, state: State) {
    let answer = try answer(
      to: identifier, within: timeout, limit: min(limit, options.maximumTensorByteCount) + 1024,
      reportsProgress: reportsProgress)
    guard case .tensor(let message) = answer.response.payload else {
      throw surprise(answer, instead: "a tensor")
    }
    let descriptor = message.descriptor
    let bytes = Array(answer.bytes[message.data.bytes])
    let isEmpty = descriptor.flags.contains(.withoutData)
    guard bytes.count == (isEmpty ? 0 : descriptor.storedByteCount), message.data.size == bytes.count else {
      throw line.failure(.unexpected("\(bytes.count) bytes for a tensor of \(descriptor.elementCount) elements"))
    }
    return (BoardTensor(descriptor: descriptor, bytes: bytes), answer.response.state)
  }

  private func outputs(_ identifier: UInt32, of model: BoardModel, hasData: Bool) throws(LinkError) -> [BoardTensor] {
    var outputs: [BoardTensor] = []
    for (index, expected) in model.outputs.enumerated() {
      let isLast = index == model.outputs.count - 1
      let output = try line.withStep("download of output #\(index + 1)") { () throws(LinkError) in
        try self.output(identifier, like: expected, isLast: isLast, hasData: hasData)
      }
      outputs.append(output)
    }
    return outputs
  }

  private func output(
    _ identifier: UInt32, like expected: TensorDescriptorMessage, isLast: Bool, hasData: Bool
  ) throws(LinkError) -> BoardTensor {
    let (tensor, state) = try self.tensor(
      identifier, within: options.timeouts.inference, limit: expected.storedByteCount, reportsProgress: true)
    let flags = tensor.descriptor.flags
    guard flags.contains(.output), flags.contains(.last) == isLast, (state == .done) == isLast else {
      throw line.failure(.unexpected("outputs out of order"))
    }
    guard flags.contains(.withoutData) == !hasData,
      tensor.descriptor.storedByteCount == expected.storedByteCount, tensor.descriptor.format == expected.format
    else {
      throw line.failure(.unexpected("an output that differs from the model's description"))
    }
    return tensor
  }

  /// Compares what crossed the line with the board's memory, where both ends allow it.
  private func verify(_ run: BoardRun, order: BoardRunOrder, model: BoardModel) throws(LinkError) {
    guard options.verifiesPayloads, identity?.capabilities.contains(.memoryAccess) == true,
      !order.parameters.contains(.performance)
    else { return }
    if !order.parameters.contains(.constantValue) {
      for (index, (bytes, tensor)) in zip(order.inputs, model.inputs).enumerated() {
        // Inputs inside the activations may be overwritten by the run.
        guard tensor.address != 0, !tensor.flags.contains(.inMemoryPool) else { continue }
        try line.withStep("upload of input #\(index + 1)") { () throws(LinkError) in
          try verify(bytes, address: tensor.address)
        }
      }
    }
    for (index, output) in run.outputs.enumerated() where output.descriptor.address != 0 {
      try line.withStep("download of output #\(index + 1)") { () throws(LinkError) in
        try verify(output.bytes, address: output.descriptor.address)
      }
    }
  }

  private func takeNodeLines() -> [String] {
    defer { logLines = [] }
    return logLines.compactMap(ProgramLine.nodeText).map(\.string)
  }
}

import EdgeRunner
import EdgeWire

extension BoardLink {
  /// Runs a model once.
  /// - Parameter onNode: receives each node as it arrives; false ends the run with `LinkError.Reason.cancelled` after
  ///   the rest has been received and dropped, so that the board is ready again.
  public func run(
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
    var report = try nodeReport(identifier, step: reportsNodes ? "report of node #1" : "model report")
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
      options.progress(
        TransferProgress(
          direction: .nodes, transferred: nodes.count, total: max(nodes.count, Int(model.description.nodeCount))))
      report = try nodeReport(
        identifier, step: report.flags.contains(.last) ? "model report" : "report of node #\(number + 1)")
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
    guard !isStopped else { throw LinkError(.stopped, step: "run of \(model.name)") }
    try verify(run, order: order, model: model)
    options.runDidEnd(
      Profile.TransferTimes(upload: run.upload, inference: run.inference, download: run.download))
    return run
  }

  /// Sends the request and every input.
  private func upload(_ order: BoardRunOrder, to model: BoardModel) throws(LinkError) -> UInt32 {
    var step = "run request for \(model.name)"
    let identifier = try request(
      .networkRun, parameter: order.parameters.rawValue, name: model.description.name,
      option: order.userOption << 8 | (order.isFirstSample ? 1 : 0), step: step)
    let announced = try acknowledgement(
      to: identifier, order.inputs.isEmpty ? .processing : .waiting, within: options.timeouts.runRequest, step: step)
    if let first = order.inputs.first, !order.parameters.contains(.constantValue), announced != first.count {
      // The board waits for its input now; the next exchange frees it.
      throw LinkError(
        .unexpected("the board expects \(announced) bytes of input, the model description says \(first.count)"),
        step: step)
    }
    for (index, bytes) in order.inputs.enumerated() {
      step = "upload of input #\(index + 1)"
      try line.send(DataMessage(MessageSource(bytes: bytes)), step: step, reportsProgress: true)
      let isLast = index == order.inputs.count - 1
      let taken = try acknowledgement(
        to: identifier, isLast ? .processing : .waiting, within: options.timeouts.upload,
        step: "\(step), acknowledgement")
      guard taken == bytes.count else {
        throw LinkError(.unexpected("the board took \(taken) of \(bytes.count) bytes"), step: step)
      }
    }
    try line.send(AcknowledgementMessage(), step: "start of the inference")
    return identifier
  }

  private func nodeReport(_ identifier: UInt32, step: String) throws(LinkError) -> OperatorMessage {
    let answer = try answer(to: identifier, within: options.timeouts.inference, step: step)
    guard case .node(let report) = answer.response.payload else {
      throw answer.response.surprise(instead: "a report", step: step)
    }
    return report
  }

  private func nodeTensors(_ identifier: UInt32, node: Int) throws(LinkError) -> [BoardTensor] {
    var tensors: [BoardTensor] = []
    while true {
      let step = "result #\(tensors.count + 1) of node #\(node)"
      let tensor = try tensor(
        identifier, within: options.timeouts.nodeTensor, limit: options.maximumTensorByteCount, step: step
      ).tensor
      tensors.append(tensor)
      if tensor.descriptor.flags.contains(.last) { return tensors }
      guard tensors.count < 256 else { throw LinkError(.excess("more than 256 results"), step: step) }
    }
  }

  private func tensor(
    _ identifier: UInt32, within timeout: Duration, limit: Int, step: String, reportsProgress: Bool = false
  ) throws(LinkError) -> (tensor: BoardTensor, state: State) {
    let answer = try answer(
      to: identifier, within: timeout, limit: min(limit, options.maximumTensorByteCount) + 1024, step: step,
      reportsProgress: reportsProgress)
    guard case .tensor(let message) = answer.response.payload else {
      throw answer.response.surprise(instead: "a tensor", step: step)
    }
    let descriptor = message.descriptor
    let bytes = Array(answer.bytes[message.data.bytes])
    let isEmpty = descriptor.flags.contains(.withoutData)
    guard bytes.count == (isEmpty ? 0 : descriptor.storedByteCount), message.data.size == bytes.count else {
      throw LinkError(
        .unexpected("\(bytes.count) bytes for a tensor of \(descriptor.elementCount) elements"), step: step)
    }
    return (BoardTensor(descriptor: descriptor, bytes: bytes), answer.response.state)
  }

  private func outputs(_ identifier: UInt32, of model: BoardModel, hasData: Bool) throws(LinkError) -> [BoardTensor] {
    var outputs: [BoardTensor] = []
    for (index, expected) in model.outputs.enumerated() {
      let step = "download of output #\(index + 1)"
      let (tensor, state) = try tensor(
        identifier, within: options.timeouts.inference, limit: expected.storedByteCount, step: step,
        reportsProgress: true)
      let flags = tensor.descriptor.flags
      let isLast = index == model.outputs.count - 1
      guard flags.contains(.output), flags.contains(.last) == isLast, (state == .done) == isLast else {
        throw LinkError(.unexpected("outputs out of order"), step: step)
      }
      guard flags.contains(.withoutData) == !hasData,
        tensor.descriptor.storedByteCount == expected.storedByteCount, tensor.descriptor.format == expected.format
      else {
        throw LinkError(.unexpected("an output that differs from the model's description"), step: step)
      }
      outputs.append(tensor)
    }
    return outputs
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
        try verify(bytes, address: tensor.address, step: "upload of input #\(index + 1)")
      }
    }
    for (index, output) in run.outputs.enumerated() where output.descriptor.address != 0 {
      try verify(output.bytes, address: output.descriptor.address, step: "download of output #\(index + 1)")
    }
  }

  private func takeNodeLines() -> [String] {
    defer { logLines = [] }
    return logLines.compactMap(ProgramLine.nodeText).map(\.string)
  }
}

import EdgeWire

extension BoardLink {
  /// The models on the board, in its order. Asked once.
  package func models() throws(LinkError) -> [BoardModel] {
    if let cachedModels, condition == .ready { return cachedModels }
    let models = try exchange("models") { link throws(LinkError) in try link.enumerateModels() }
    cachedModels = models
    return models
  }

  func enumerateModels() throws(LinkError) -> [BoardModel] {
    var models: [BoardModel] = []
    while true {
      let position = models.count
      let next = try line.withStep("description of model #\(position + 1)") { () throws(LinkError) in
        guard let next = try describeModel(at: position) else { return BoardModel?.none }
        guard position < options.maximumModels else {
          throw line.failure(.excess("more than \(options.maximumModels) models"))
        }
        return next
      }
      guard let next else { return models }
      models.append(next)
    }
  }

  /// Asks for one model; nil when there are no more.
  private func describeModel(at position: Int) throws(LinkError) -> BoardModel? {
    logLines = []
    let identifier = try request(.networkInformation, parameter: UInt32(position))
    let answer = try answer(to: identifier, within: options.timeouts.modelInformation)
    switch answer.response.payload {
    case .model(let message): return try model(message, bytes: answer.bytes)
    case .acknowledgement(let message) where answer.response.state == .error && message.error != .generic: return nil
    case .acknowledgement(let message) where answer.response.state == .error:
      throw line.failure(.refused(.uninitialized, message.parameter))
    default: throw surprise(answer, instead: "a model description")
    }
  }

  /// Checks a description before anything relies on it.
  private func model(
    _ message: ModelMessage<EncodedTensors>, bytes: [UInt8]
  ) throws(LinkError) -> BoardModel {
    var model: BoardModel
    do throws(WireError) {
      model = try BoardModel(message, bytes: bytes)
    } catch {
      throw line.failure(.damaged(error))
    }
    for role in TensorRole.allCases where model.count(of: role) != Int(message.tensors.statedCount(of: role)) {
      throw line.failure(
        .unexpected(
          "\(model.count(of: role)) \(role) tensors where the board announced \(message.tensors.statedCount(of: role))")
      )
    }
    guard !message.name.isEmpty else { throw line.failure(.unexpected("a model without a name")) }
    model.configuration = logLines.compactMap(ConfigurationLine.init).map {
      (key: $0.key.string, value: $0.value.string)
    }
    return model
  }
}

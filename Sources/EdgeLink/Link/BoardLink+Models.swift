import EdgeWire

extension BoardLink {
  /// The models on the board, in its order. Asked once.
  public func models() throws(LinkError) -> [BoardModel] {
    if let cachedModels, condition == .ready { return cachedModels }
    let models = try exchange("models") { link throws(LinkError) in try link.enumerateModels() }
    cachedModels = models
    return models
  }

  func enumerateModels() throws(LinkError) -> [BoardModel] {
    var models: [BoardModel] = []
    while true {
      let step = "description of model #\(models.count + 1)"
      logLines = []
      let identifier = try request(.networkInformation, parameter: UInt32(models.count), step: step)
      let answer = try answer(to: identifier, within: options.timeouts.modelInformation, step: step)
      switch answer.response.payload {
      case .model(let message):
        models.append(try model(message, bytes: answer.bytes, step: step))
      case .acknowledgement(let message) where answer.response.state == .error && message.error != .generic:
        return models
      case .acknowledgement(let message) where answer.response.state == .error:
        throw LinkError(.refused(.uninitialized, message.parameter), step: step)
      default:
        throw answer.response.surprise(instead: "a model description", step: step)
      }
      guard models.count <= options.maximumModels else {
        throw LinkError(.excess("more than \(options.maximumModels) models"), step: step)
      }
    }
  }

  /// Checks a description before anything relies on it.
  private func model(
    _ message: ModelMessage<EncodedTensors>, bytes: [UInt8], step: String
  ) throws(LinkError) -> BoardModel {
    var model: BoardModel
    do throws(WireError) {
      model = try BoardModel(message, bytes: bytes)
    } catch {
      throw LinkError(.damaged(error), step: step)
    }
    for role in TensorRole.allCases where model.count(of: role) != Int(message.tensors.statedCount(of: role)) {
      throw LinkError(
        .unexpected(
          "\(model.count(of: role)) \(role) tensors where the board announced \(message.tensors.statedCount(of: role))"),
        step: step)
    }
    guard !message.name.isEmpty else { throw LinkError(.unexpected("a model without a name"), step: step) }
    model.configuration = logLines.compactMap(ConfigurationLine.init).map {
      (key: $0.key.string, value: $0.value.string)
    }
    return model
  }
}

import EdgeModel
import EdgeRunner
import EdgeWire

/// A model as the software board describes it, with the session that runs it.
struct ServedModel: Sendable {
  let name: String
  let session: any Session
  /// Of the runner behind the session.
  let capabilities: Capabilities
  let inputs: [TensorDescriptorMessage]
  let outputs: [TensorDescriptorMessage]

  /// - Parameter avoiding: names already taken; a number is added to a name among them.
  init(session: any Session, capabilities: Capabilities, avoiding taken: Set<String>) throws(RunnerError) {
    self.session = session
    self.capabilities = capabilities
    let model = session.model
    name = Self.cName(of: model.name, avoiding: taken)
    inputs = try model.inputs.map { tensor throws(RunnerError) in
      try Self.descriptor(of: tensor, flags: .input, in: model.name)
    }
    outputs = try model.outputs.map { tensor throws(RunnerError) in
      try Self.descriptor(of: tensor, flags: .output, in: model.name)
    }
  }

  /// A name of at most 63 bytes that C, hosts and descriptors take.
  private static func cName(of name: String, avoiding taken: Set<String>) -> String {
    var base = name.split(separator: "/").last.map(String.init) ?? name
    if let dot = base.lastIndex(of: ".") { base = String(base[..<dot]) }
    let letters = base.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    let short = letters.isEmpty ? "network" : String(letters.prefix(58))
    guard taken.contains(short) else { return short }
    // Ends: there are finitely many names taken.
    var number = 2
    while taken.contains("\(short)_\(number)") { number += 1 }
    return "\(short)_\(number)"
  }

  static func descriptor(
    of tensor: TensorDescription, flags: TensorFlags, in model: String
  ) throws(RunnerError) -> TensorDescriptorMessage {
    guard let format = TensorFormat(tensor.elementType) else {
      throw RunnerError(
        .unsupportedModel, "\(model): tensor \(tensor.name) is \(tensor.elementType), which boards cannot carry")
    }
    var dimensions = WordList()
    for dimension in tensor.shape {
      guard let word = UInt32(exactly: dimension), dimensions.append(word) else {
        throw RunnerError(.unsupportedModel, "\(model): tensor \(tensor.name) has the shape \(tensor.shape)")
      }
    }
    let perTensor = tensor.quantization.flatMap { $0.isPerChannel ? nil : $0 }
    return TensorDescriptorMessage(
      name: WireText(tensor.name), format: format, elementCount: UInt32(truncatingIfNeeded: tensor.elementCount),
      shapeFormat: ShapeFormat(
        order: .stAI, flags: ShapeFormat.channelLast | ShapeFormat.hasBatch, rank: tensor.shape.count),
      dimensions: dimensions, scale: perTensor?.scale ?? 0,
      zeroPoint: Int32(truncatingIfNeeded: perTensor?.zeroPoint ?? 0), flags: flags)
  }

  /// A memory segment as boards list them.
  static func segment(byteCount: Int, name: String) -> TensorDescriptorMessage {
    TensorDescriptorMessage(
      name: WireText(name), format: .integer(bitCount: 8, isSigned: false),
      elementCount: UInt32(truncatingIfNeeded: byteCount), shapeFormat: ShapeFormat(order: .undefined, rank: 1),
      dimensions: WordList(UInt32(truncatingIfNeeded: byteCount)), flags: .memoryPool)
  }
}

/// The tensor lists of a served model, at their addresses.
struct ServedTensors: TensorDescriptorSource {
  var lists: [[TensorDescriptorMessage]]

  func count(of role: TensorRole) -> Int { lists[Int(role.rawValue)].count }
  func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage { lists[Int(role.rawValue)][index] }
}

/// The four lists of tensors in a model description.
public enum TensorRole: UInt8, CaseIterable, Sendable {
  case input, output
  /// One per read-write segment of memory.
  case activation
  /// One per read-only segment of memory.
  case parameter

  /// Field of the list in `aiModelInfoMsg`; its count is in the field before.
  var fieldNumber: UInt32 {
    switch self {
    case .input: 11
    case .output: 13
    case .activation: 15
    case .parameter: 17
    }
  }
}

/// Gives the tensors of a model one at a time, so that no message holds them all.
public protocol TensorDescriptorSource {
  func count(of role: TensorRole) -> Int
  /// - Parameter index: below `count(of: role)`.
  func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage
}

/// What a model is (`aiModelInfoMsg`).
///
/// `Tensors` is a `TensorDescriptorSource` to encode; decoding gives the position of the lists in the decoded buffer.
public struct ModelMessage<Tensors> {
  /// Selects the model in `Command.networkRun`.
  public var name: WireText
  /// What runs the model, and which of its figures are unknown.
  public var runtime: RuntimeIdentifier
  /// Hash of the source model, or empty.
  public var signature: WireText
  /// When the model was compiled, as the firmware's compiler wrote it; may be empty.
  public var compileTime: WireText
  /// major << 24 | minor << 16 | micro << 8.
  public var runtimeVersion: UInt32
  /// major << 24 | minor << 16 | micro << 8.
  public var toolVersion: UInt32
  /// 0 when unknown.
  public var macs: UInt64
  /// Nodes that a run reports; 0 when unknown.
  public var nodeCount: UInt32
  /// Text, a blank, and the runtime's build as eight hexadecimal digits.
  public var runtimeDescription: WireText
  /// Milliseconds; nil before generation 3.
  public var installTime: Float?
  /// Milliseconds; nil before generation 3.
  public var initializationTime: Float?
  /// The four lists of tensors, or where they lie in the decoded buffer.
  public var tensors: Tensors

  /// A model's description.
  public init(
    name: WireText, runtime: RuntimeIdentifier, signature: WireText = WireText(), compileTime: WireText = WireText(),
    runtimeVersion: UInt32 = 0, toolVersion: UInt32 = 0, macs: UInt64 = 0, nodeCount: UInt32 = 0,
    runtimeDescription: WireText = WireText(), installTime: Float? = nil, initializationTime: Float? = nil,
    tensors: Tensors
  ) {
    self.name = name
    self.runtime = runtime
    self.signature = signature
    self.compileTime = compileTime
    self.runtimeVersion = runtimeVersion
    self.toolVersion = toolVersion
    self.macs = macs
    self.nodeCount = nodeCount
    self.runtimeDescription = runtimeDescription
    self.installTime = installTime
    self.initializationTime = initializationTime
    self.tensors = tensors
  }
}

extension ModelMessage: Sendable where Tensors: Sendable {}

extension ModelMessage: WireMessage where Tensors: TensorDescriptorSource {
  /// Writes the fields in the order of their numbers, asking for one tensor at a time.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(name, field: 1)
    try sink.write(runtime.rawValue, field: 2)
    try sink.write(signature, field: 3)
    try sink.write(compileTime, field: 4)
    try sink.write(runtimeVersion, field: 5)
    try sink.write(toolVersion, field: 6)
    try sink.write(macs, field: 7)
    try sink.write(nodeCount, field: 8)
    try write(.input, to: &sink)
    try write(.output, to: &sink)
    try write(.activation, to: &sink)
    try write(.parameter, to: &sink)
    try sink.write(runtimeDescription, field: 20)
    if let installTime { try sink.write(installTime, field: 21) }
    if let initializationTime { try sink.write(initializationTime, field: 22) }
  }

  private func write<S: ByteSink>(_ role: TensorRole, to sink: inout S) throws(S.Failure) {
    let count = tensors.count(of: role)
    try sink.write(UInt32(truncatingIfNeeded: count), field: role.fieldNumber - 1)
    for index in 0..<count {
      try sink.write(message: tensors.descriptor(role, at: index), field: role.fieldNumber)
    }
  }
}

/// The tensor lists of a decoded model description.
public struct EncodedTensors: Equatable, Sendable {
  /// Position of the model description in the decoded buffer.
  public var range: Range<Int>
  var inputs: UInt32 = 0
  var outputs: UInt32 = 0
  var activations: UInt32 = 0
  var parameters: UInt32 = 0

  /// Lists yet to be read from `range`.
  public init(range: Range<Int>) { self.range = range }

  /// Length of a list as the board states it, which a damaged message may contradict.
  public func statedCount(of role: TensorRole) -> UInt32 {
    switch role {
    case .input: inputs
    case .output: outputs
    case .activation: activations
    case .parameter: parameters
    }
  }

  /// Decodes each tensor in turn, in the order sent.
  public func forEach(
    in bytes: Span<UInt8>, _ body: (TensorRole, TensorDescriptorMessage) -> Void
  ) throws(WireError) {
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      let role: TensorRole
      switch field.number {
      case 11: role = .input
      case 13: role = .output
      case 15: role = .activation
      case 17: role = .parameter
      default: continue
      }
      body(role, try TensorDescriptorMessage(decoding: bytes, in: try field.range()))
    }
  }
}

extension ModelMessage where Tensors == EncodedTensors {
  /// Absent fields are zero, empty or nil. The tensor lists are checked and stay encoded.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
    self.init(name: WireText(), runtime: RuntimeIdentifier(rawValue: 0), tensors: EncodedTensors(range: range))
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: name = try field.text(in: bytes)
      case 2: runtime = RuntimeIdentifier(rawValue: try field.word())
      case 3: signature = try field.text(in: bytes)
      case 4: compileTime = try field.text(in: bytes)
      case 5: runtimeVersion = try field.word()
      case 6: toolVersion = try field.word()
      case 7: macs = try field.long()
      case 8: nodeCount = try field.word()
      case 10: tensors.inputs = try field.word()
      case 12: tensors.outputs = try field.word()
      case 14: tensors.activations = try field.word()
      case 16: tensors.parameters = try field.word()
      case 20: runtimeDescription = try field.text(in: bytes)
      case 21: installTime = try field.float()
      case 22: initializationTime = try field.float()
      default: continue
      }
    }
    try tensors.forEach(in: bytes) { _, _ in }
  }
}

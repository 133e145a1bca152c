/// A message that an answer of the board can carry.
public protocol ResponsePayload: WireMessage {
  /// Its field in `respMsg`.
  static var responseField: UInt32 { get }
}

extension SynchronizationMessage: ResponsePayload {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 10 }
}
extension SystemInformationMessage.Layout: ResponsePayload {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 11 }
}
extension AcknowledgementMessage: ResponsePayload {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 12 }
}
extension LogMessage: ResponsePayload {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 13 }
}
extension DataMessage: ResponsePayload where Bytes: ByteSource {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 15 }
}
extension OperatorMessage: ResponsePayload {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 16 }
}
extension TensorMessage: ResponsePayload where Bytes: ByteSource {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 17 }
}
extension ModelMessage: ResponsePayload where Tensors: TensorDescriptorSource {
  /// Its field in `respMsg`.
  public static var responseField: UInt32 { 22 }
}

/// An answer to be sent (`respMsg`).
public struct Response<Payload: ResponsePayload>: WireMessage {
  /// Transaction number of the request that this answers.
  public var identifier: UInt32
  /// Where the board stands after this message.
  public var state: State
  /// What the answer carries.
  public var payload: Payload

  /// An answer to the request of that number.
  public init(identifier: UInt32, state: State, payload: Payload) {
    self.identifier = identifier
    self.state = state
    self.payload = payload
  }

  /// Writes number and state, then the payload in its own field.
  public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
    try sink.write(identifier, field: 1)
    try sink.write(state.rawValue, field: 2)
    try sink.write(message: payload, field: Payload.responseField)
  }
}

/// An answer as received (`respMsg`). Bulk data stay where they are; the payload tells their position.
public struct DecodedResponse: Sendable {
  /// What an answer carries: one of the kinds of message that boards send.
  public enum Payload: Sendable {
    /// None of the kinds below: a newer or damaged peer.
    case none
    case synchronization(SynchronizationMessage)
    case systemInformation(SystemInformationMessage)
    case acknowledgement(AcknowledgementMessage)
    case log(LogMessage)
    case data(DataMessage<Range<Int>>)
    case node(OperatorMessage)
    case tensor(TensorMessage<Range<Int>>)
    case model(ModelMessage<EncodedTensors>)
  }

  /// Transaction number of the request that this answers.
  public var identifier: UInt32 = 0
  /// Where the board stands after this message.
  public var state: State = .idle
  /// What the answer carries.
  public var payload: Payload = .none

  /// - Parameter generation: decides the layout of system information.
  public init(decoding bytes: Span<UInt8>, generation: Generation) throws(WireError) {
    var cursor = FieldCursor(0..<bytes.count)
    while let field = try cursor.next(in: bytes) {
      switch field.number {
      case 1: identifier = try field.word()
      case 2: state = State(rawValue: try field.word())
      case 10: payload = .synchronization(try SynchronizationMessage(decoding: bytes, in: try field.range()))
      case 11:
        payload = .systemInformation(
          try SystemInformationMessage(decoding: bytes, in: try field.range(), generation: generation))
      case 12: payload = .acknowledgement(try AcknowledgementMessage(decoding: bytes, in: try field.range()))
      case 13: payload = .log(try LogMessage(decoding: bytes, in: try field.range()))
      case 15: payload = .data(try DataMessage(decoding: bytes, in: try field.range()))
      case 16: payload = .node(try OperatorMessage(decoding: bytes, in: try field.range()))
      case 17: payload = .tensor(try TensorMessage(decoding: bytes, in: try field.range()))
      case 22: payload = .model(try ModelMessage(decoding: bytes, in: try field.range()))
      default: continue
      }
    }
  }
}

import EdgeWire
import Foundation

/// A sink and source of bytes in an array.
struct ByteArray: ByteSink, ByteSource {
  var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) throws(Never) { bytes.append(byte) }
  mutating func write(contentsOf more: Span<UInt8>) throws(Never) {
    for position in more.indices { bytes.append(more[position]) }
  }

  var byteCount: Int { bytes.count }
  func write<S: ByteSink>(to sink: inout S) throws(S.Failure) { try sink.write(contentsOf: bytes.span) }
}

extension WireMessage {
  var encoded: [UInt8] {
    var sink = ByteArray()
    encode(to: &sink)
    return sink.bytes
  }
}

extension WireText {
  init(_ text: String) { self.init(truncating: Array(text.utf8)) }
  init(truncating bytes: [UInt8]) { self = bytes.withUnsafeBytes { WireText(truncating: $0) } }
  var string: String { withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}

extension [UInt8] {
  /// Bytes from hexadecimal digits; blanks are ignored.
  init(hex: some StringProtocol) {
    let digits = hex.filter { !$0.isWhitespace }.map { UInt8($0.hexDigitValue!) }
    self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  var hex: String { map { String(format: "%02x", $0) }.joined() }
}

/// The fields of a message as `path=value`, in the notation of the recorded corpus.
struct Listing {
  var entries: [String] = []

  mutating func add(_ path: String, _ value: some BinaryInteger) { entries.append("\(path)=\(value)") }
  mutating func add(_ path: String, _ value: Float) { entries.append(path + String(format: "=%08x", value.bitPattern)) }
  mutating func add(_ path: String, _ text: WireText) {
    entries.append(path + "=" + text.withUnsafeBytes { Array($0).hex })
  }
  mutating func add(_ path: String, _ list: WordList) {
    for position in 0..<list.count { add(path, Int32(bitPattern: list[position])) }
  }

  mutating func add(_ request: RequestMessage) {
    add("reqid", request.identifier)
    add("cmd", request.command.rawValue)
    add("param", request.parameter)
    add("name", request.name)
    add("opt", request.option)
  }

  mutating func add(_ message: AcknowledgementMessage, _ prefix: String) {
    add(prefix + "param", message.parameter)
    add(prefix + "error", message.error.rawValue)
  }

  mutating func add(_ message: DataMessage<Range<Int>>, of bytes: [UInt8], _ prefix: String) {
    add(prefix + "type", message.type)
    add(prefix + "size", message.size)
    add(prefix + "addr", message.address)
    entries.append(prefix + "datas=" + Array(bytes[message.bytes]).hex)
  }

  mutating func add(_ message: TensorDescriptorMessage, _ prefix: String) {
    add(prefix + "name", message.name)
    add(prefix + "format", message.format.rawValue)
    add(prefix + "size", message.elementCount)
    add(prefix + "n_dims", message.shapeFormat.rawValue)
    add(prefix + "dims", message.dimensions)
    add(prefix + "scale", message.scale)
    add(prefix + "zeropoint", message.zeroPoint)
    add(prefix + "addr", message.address)
    add(prefix + "flags", message.flags.rawValue)
  }

  mutating func add(_ message: OperatorMessage, _ prefix: String) {
    add(prefix + "name", message.name)
    add(prefix + "type", message.type)
    add(prefix + "id", message.identifier)
    add(prefix + "duration", message.duration)
    add(prefix + "counter_type", message.counterType.rawValue)
    add(prefix + "counters", message.counters)
    add(prefix + "stack_used", message.stackUsed)
    add(prefix + "heap_used", message.heapUsed)
  }

  mutating func add(_ message: ModelMessage<EncodedTensors>, of bytes: [UInt8], _ prefix: String) throws {
    var lists: [TensorRole: [TensorDescriptorMessage]] = [:]
    try message.tensors.forEach(in: bytes.span) { lists[$0, default: []].append($1) }
    add(prefix + "name", message.name)
    add(prefix + "rtid", message.runtime.rawValue)
    add(prefix + "signature", message.signature)
    add(prefix + "compile_datetime", message.compileTime)
    add(prefix + "runtime_version", message.runtimeVersion)
    add(prefix + "tool_version", message.toolVersion)
    add(prefix + "n_macc", message.macs)
    add(prefix + "n_nodes", message.nodeCount)
    for (role, name) in zip(TensorRole.allCases, ["inputs", "outputs", "activations", "params"]) {
      add(prefix + "n_" + name, message.tensors.statedCount(of: role))
      for descriptor in lists[role] ?? [] { add(descriptor, prefix + name + ".") }
    }
    add(prefix + "runtime_desc", message.runtimeDescription)
    if let time = message.installTime { add(prefix + "n_install_time", time) }
    if let time = message.initializationTime { add(prefix + "n_init_time", time) }
  }

  mutating func add(_ response: DecodedResponse, of bytes: [UInt8], generation: Generation) throws {
    add("reqid", response.identifier)
    add("state", response.state.rawValue)
    switch response.payload {
    case .none: break
    case .synchronization(let message):
      add("sync.version", message.version)
      add("sync.capability", message.capabilities.rawValue)
      add("sync.rtid", message.runtime.rawValue)
    case .systemInformation(let message):
      add("sinfo.devid", message.deviceIdentifier)
      add("sinfo.sclock", message.systemClock)
      add("sinfo.hclock", message.busClock)
      add("sinfo.cache", message.cacheConfiguration)
      if generation != .first { add("sinfo.com_param", message.largePacketByteCount) }
      add("sinfo.extra", message.extra)
    case .acknowledgement(let message): add(message, "ack.")
    case .log(let message):
      add("log.level", message.level)
      add("log.str", message.text)
    case .data(let message): add(message, of: bytes, "data.")
    case .node(let message): add(message, "op.")
    case .tensor(let message):
      add(message.descriptor, "tensor.desc.")
      add(message.data, of: bytes, "tensor.data.")
    case .model(let message): try add(message, of: bytes, "minfo.")
    }
  }
}

/// The tensors of a decoded model, kept for encoding them again.
struct StoredTensors: TensorDescriptorSource {
  var lists: [TensorRole: [TensorDescriptorMessage]] = [:]

  init(_ message: ModelMessage<EncodedTensors>, of bytes: [UInt8]) throws {
    try message.tensors.forEach(in: bytes.span) { lists[$0, default: []].append($1) }
  }

  func count(of role: TensorRole) -> Int { lists[role]?.count ?? 0 }
  func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage { lists[role]![index] }
}

extension DecodedResponse {
  /// The message encoded again, with bulk data taken from the bytes it was decoded from.
  func reencoded(from bytes: [UInt8], generation: Generation) throws -> [UInt8] {
    func answer(_ payload: some ResponsePayload) -> [UInt8] {
      Response(identifier: identifier, state: state, payload: payload).encoded
    }
    func withBytes(_ data: DataMessage<Range<Int>>) -> DataMessage<ByteArray> {
      DataMessage(
        type: data.type, size: data.size, address: data.address, bytes: ByteArray(bytes: Array(bytes[data.bytes])))
    }
    switch payload {
    case .none: return []
    case .synchronization(let message): return answer(message)
    case .systemInformation(let message): return answer(message.layout(for: generation))
    case .acknowledgement(let message): return answer(message)
    case .log(let message): return answer(message)
    case .data(let message): return answer(withBytes(message))
    case .node(let message): return answer(message)
    case .tensor(let message):
      return answer(TensorMessage(descriptor: message.descriptor, data: withBytes(message.data)))
    case .model(let message):
      return answer(
        ModelMessage(
          name: message.name, runtime: message.runtime, signature: message.signature,
          compileTime: message.compileTime, runtimeVersion: message.runtimeVersion, toolVersion: message.toolVersion,
          macs: message.macs, nodeCount: message.nodeCount, runtimeDescription: message.runtimeDescription,
          installTime: message.installTime, initializationTime: message.initializationTime,
          tensors: try StoredTensors(message, of: bytes)))
    }
  }
}

import EdgeWire

/// Gives `count` bytes from `start` to both ends of the wire protocol; called by libFuzzer.
///
/// The host's end cuts them into messages, whole, byte by byte and in chunks, which must give the same, and decodes
/// what comes out; the board's end serves them as the requests of a host. Both must return or throw.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
  let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
  guard let choice = bytes.first else { return 0 }
  let generation = Generation(rawValue: choice % 3 + 1) ?? .second
  let payload = [32, 382, 4094, 1][Int(choice >> 4) % 4]
  let format = PacketFormat(generation, payloadByteCount: payload) ?? PacketFormat(generation)
  let stream = Array(bytes.dropFirst())
  let whole = messages(in: stream, format, chunkByteCount: max(stream.count, 1))
  for size in [1, 7] { precondition(messages(in: stream, format, chunkByteCount: size) == whole) }
  for message in whole.complete + [stream] { decode(message) }
  serve(stream, generation)
  return 0
}

/// What a stream holds.
private struct Messages: Equatable {
  var complete: [[UInt8]] = []
  /// Bytes of a message whose end is missing.
  var unfinished: [UInt8] = []
  var failure: WireErrorKind?

  typealias WireErrorKind = WireError.Kind
}

private func messages(in stream: [UInt8], _ format: PacketFormat, chunkByteCount: Int) -> Messages {
  var deframer = ResponseDeframer(format: format)
  var result = Messages()
  for start in stride(from: 0, to: stream.count, by: chunkByteCount) {
    let chunk = Array(stream[start..<min(stream.count, start + chunkByteCount)])
    var offset = 0
    do throws(WireError) {
      while let part = try deframer.next(in: chunk.span, at: &offset) {
        switch part {
        case .content(let range): result.unfinished += chunk[range]
        case .endOfMessage:
          result.complete.append(result.unfinished)
          result.unfinished = []
        }
      }
    } catch {
      result.failure = error.kind
      return result
    }
  }
  return result
}

private func decode(_ message: [UInt8]) {
  for generation in [Generation.first, .second, .third] {
    guard let response = try? DecodedResponse(decoding: message.span, generation: generation) else { continue }
    switch response.payload {
    case .model(let model):
      try? model.tensors.forEach(in: message.span) { _, tensor in _ = tensor.storedElementByteCount }
    case .data(let data): _ = message[data.bytes]
    case .tensor(let tensor): _ = message[tensor.data.bytes]
    default: break
    }
  }
  _ = try? RequestMessage(decoding: message.span)
}

private func serve(_ stream: [UInt8], _ generation: Generation) {
  withUnsafeTemporaryAllocation(byteCount: 5000, alignment: 16) { workspace in
    withUnsafeTemporaryAllocation(byteCount: 256, alignment: 16) { memory in
      workspace.initializeMemory(as: UInt8.self, repeating: 0)
      memory.initializeMemory(as: UInt8.self, repeating: 0)
      let port = BoardPort(
        channel: Input(bytes: stream), generation: generation, workspace: workspace, maximumMessageByteCount: 300)
      var server = BoardServer(port: port, device: Device(memory: memory))
      do throws(Input.End) { try server.serve() } catch {}
    }
  }
}

/// A host that has said its piece.
private struct Input: ByteChannel {
  struct End: Error {}

  var bytes: [UInt8]
  var position = 0

  mutating func readByte() throws(End) -> UInt8 {
    guard position < bytes.count else { throw End() }
    position += 1
    return bytes[position - 1]
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(End) {}
}

/// A board with one model of 40 bytes in and out, and 256 bytes of memory at 0x1000.
private struct Device: BoardDevice {
  struct Tensors: TensorDescriptorSource {
    func count(of role: TensorRole) -> Int { role == .input || role == .output ? 1 : 0 }
    func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage {
      TensorDescriptorMessage(
        format: .integer(bitCount: 8, isSigned: true), elementCount: 40,
        shapeFormat: ShapeFormat(order: .undefined, rank: 1), dimensions: WordList(40))
    }
  }

  nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

  var capabilities: BoardCapabilities { [.observer, .memoryAccess, .selfTest] }
  var runtime: RuntimeIdentifier { RuntimeIdentifier(runtime: .stAI, toolchain: .gcc) }
  var systemInformation: SystemInformationMessage {
    SystemInformationMessage(deviceIdentifier: 1, systemClock: 1, busClock: 1, largePacketByteCount: 382)
  }
  var modelCount: Int { 1 }

  func model(at index: Int) -> ModelMessage<Tensors> {
    ModelMessage(name: WireText("n"), runtime: runtime, tensors: Tensors())
  }

  func modelIndex(named name: WireText) -> Int? { name == WireText("n") ? 0 : nil }

  func inputBuffer(_ input: Int, ofModel index: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[..<40])
  }

  func run<C: ByteChannel>(
    model index: Int, _ order: RunOrder, reporter: inout RunReporter<C>
  ) throws(C.Failure) -> Bool {
    try reporter.model(OperatorMessage(flags: [], duration: 1))
    try reporter.output(
      Tensors().descriptor(.output, at: 0), bytes: BorrowedBytes(UnsafeRawBufferPointer(rebasing: memory[..<40])),
      isLast: true)
    return true
  }

  func memory(at address: UInt32, byteCount: UInt32) -> UnsafeMutableRawBufferPointer? {
    guard address >= 0x1000, byteCount <= 256, address - 0x1000 <= 256 - byteCount else { return nil }
    let start = Int(address - 0x1000)
    return UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + Int(byteCount)])
  }
}

// The smallest board: one model with one input and one output, served over a UART that is two C functions.
// Compiled with EdgeWire's sources for a bare-metal target to prove that the room stays fit for Embedded Swift.

@_extern(c, "uart_read") func uartRead() -> UInt8
@_extern(c, "uart_write") func uartWrite(_ byte: UInt8)

struct UART: ByteChannel {
  mutating func readByte() throws(Never) -> UInt8 { uartRead() }
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(Never) { for byte in bytes { uartWrite(byte) } }
}

struct OneTensorEach: TensorDescriptorSource {
  func count(of role: TensorRole) -> Int { role == .input || role == .output ? 1 : 0 }
  func descriptor(_ role: TensorRole, at index: Int) -> TensorDescriptorMessage {
    var dimensions = WordList(1)
    _ = dimensions.append(16)
    return TensorDescriptorMessage(
      format: .integer(bitCount: 8, isSigned: true), elementCount: 16,
      shapeFormat: ShapeFormat(order: .undefined, rank: 2), dimensions: dimensions)
  }
}

struct Copier: BoardDevice {
  var arena: UnsafeMutableRawBufferPointer
  var capabilities: BoardCapabilities { [.observer, .memoryAccess, .selfTest] }
  var runtime: RuntimeIdentifier { RuntimeIdentifier(runtime: .stAI, interface: 1, toolchain: .gcc) }
  var systemInformation: SystemInformationMessage {
    SystemInformationMessage(deviceIdentifier: 0, systemClock: 25_000_000, busClock: 25_000_000)
  }
  var modelCount: Int { 1 }
  func model(at index: Int) -> ModelMessage<OneTensorEach> {
    ModelMessage(name: WireText("copier"), runtime: runtime, nodeCount: 1, tensors: OneTensorEach())
  }
  func modelIndex(named name: WireText) -> Int? { name == WireText("copier") ? 0 : nil }
  mutating func inputBuffer(_ input: Int, ofModel index: Int) -> UnsafeMutableRawBufferPointer { arena }
  mutating func run<C: ByteChannel>(
    model index: Int, _ order: RunOrder, reporter: inout RunReporter<C>
  ) throws(C.Failure) -> Bool {
    let bytes = BorrowedBytes(UnsafeRawBufferPointer(arena))
    let tensor = OneTensorEach().descriptor(.output, at: 0)
    if reporter.wantsNodes {
      try reporter.node(OperatorMessage(flags: .internal, kind: 0x103, duration: 1), tensorCount: 1, isLast: true)
      try reporter.nodeTensor(tensor, bytes: bytes, isLast: true)
    }
    try reporter.model(OperatorMessage(name: WireText("copier"), flags: [], duration: 1))
    try reporter.output(tensor, bytes: bytes, isLast: true)
    return true
  }
}

@main struct Sample {
  static func main() {
    let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 8)
    let workspace = UnsafeMutableRawBufferPointer.allocate(
      byteCount: BoardPort<UART>.workspaceByteCount(payloadByteCount: 32), alignment: 8)
    let port = BoardPort(channel: UART(), generation: .second, workspace: workspace, maximumMessageByteCount: 64)
    var server = BoardServer(port: port, device: Copier(arena: arena))
    server.serve()
  }
}

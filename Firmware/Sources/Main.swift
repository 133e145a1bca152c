import Board

@main struct Firmware {
  static func main() {
    #if BOARD_PREPARES
      prepareBoard()
    #endif
    UART.start()
    let workspace = UnsafeMutableRawBufferPointer.allocate(
      byteCount: BoardPort<UARTChannel>.workspaceByteCount(payloadByteCount: Int(BOARD_PACKET_SIZE)), alignment: 16)
    workspace.initializeMemory(as: UInt8.self, repeating: 0)
    var channel = UARTChannel()
    greet(&channel)
    let port = BoardPort(
      channel: channel, generation: .third, workspace: workspace,
      maximumMessageByteCount: Int(BOARD_LARGEST_INPUT) + 2048)
    var server = BoardServer(port: port, device: NetworkDevice())
    server.serve()
  }

  /// A line that people see in a terminal when the board starts.
  private static func greet(_ channel: inout UARTChannel) {
    var text = WireText("\r\n")
    text.append(FirmwareIdentity.greeting)
    text.append(board_name())
    text.append("\r\n")
    for position in 0..<text.count { UART.write(text[position]) }
  }
}

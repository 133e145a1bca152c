import Board

/// The board's end of the line.
struct UARTChannel: ByteChannel {
  mutating func readByte() -> UInt8 { UART.read() }

  mutating func write(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { UART.write(byte) }
  }
}

/// The vector table's entry for every interrupt of the UART.
@_cdecl("board_uart_interrupt")
public func handleUARTInterrupt() { UART.service() }

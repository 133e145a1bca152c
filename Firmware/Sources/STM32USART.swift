#if UART_STM32
  import Board
  import _Volatile

  /// The USART of recent STM32, with its queues of eight bytes. The board's own file has set up its pins and clock.
  enum UART {
    private static func register(_ offset: UInt32) -> VolatileMappedRegister<UInt32> {
      VolatileMappedRegister(unsafeBitPattern: UInt(BOARD_UART_BASE + offset))
    }
    private static var control: VolatileMappedRegister<UInt32> { register(0x00) }
    private static var divisor: VolatileMappedRegister<UInt32> { register(0x0C) }
    private static var state: VolatileMappedRegister<UInt32> { register(0x1C) }
    private static var clear: VolatileMappedRegister<UInt32> { register(0x20) }
    private static var received: VolatileMappedRegister<UInt32> { register(0x24) }
    private static var transmitted: VolatileMappedRegister<UInt32> { register(0x28) }

    // Bits of `state`.
    private static var receiverHasByte: UInt32 { 1 << 5 }
    private static var transmitterHasRoom: UInt32 { 1 << 7 }
    /// Parity, framing and noise errors and overruns, which stop reception until they are cleared.
    private static var errors: UInt32 { 0b1111 }

    static func start() {
      control.store(0)
      divisor.store(BOARD_UART_DIVISOR)
      // Queues, receiver's interrupt, transmitter, receiver, enabled.
      control.store(1 << 29 | 1 << 5 | 1 << 3 | 1 << 2 | 1)
      board_enable_uart_interrupts()
    }

    /// Called by the interrupt. Without flow control a byte for which there is no room is lost; the host's checks find
    /// that out.
    static func service() {
      while true {
        let now = state.load()
        if now & errors != 0 { clear.store(now & errors) }
        guard now & receiverHasByte != 0 else { return }
        let byte = UInt8(truncatingIfNeeded: received.load())
        if !ReceiveQueue.isFull { ReceiveQueue.append(byte) }
      }
    }

    static func read() -> UInt8 { ReceiveQueue.next().byte }

    static func write(_ byte: UInt8) {
      while state.load() & transmitterHasRoom == 0 {}
      transmitted.store(UInt32(byte))
    }
  }
#endif

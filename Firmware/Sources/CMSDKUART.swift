#if UART_CMSDK
  import Board
  import _Volatile

  /// Arm's CMSDK APB UART: one byte each way, no queue of its own.
  enum UART {
    private static func register(_ offset: UInt32) -> VolatileMappedRegister<UInt32> {
      VolatileMappedRegister(unsafeBitPattern: UInt(BOARD_UART_BASE + offset))
    }
    private static var data: VolatileMappedRegister<UInt32> { register(0) }
    private static var state: VolatileMappedRegister<UInt32> { register(4) }
    private static var control: VolatileMappedRegister<UInt32> { register(8) }
    private static var interrupts: VolatileMappedRegister<UInt32> { register(12) }
    private static var divisor: VolatileMappedRegister<UInt32> { register(16) }

    // Bits of `state`.
    private static var transmitterIsFull: UInt32 { 1 }
    private static var receiverIsFull: UInt32 { 2 }
    // Values of `control`: transmit and receive, with the receiver's interrupt or without.
    private static var listening: UInt32 { 0b1011 }
    private static var deaf: UInt32 { 0b0011 }

    static func start() {
      divisor.store(max(BOARD_UART_DIVISOR, 16))
      control.store(listening)
      board_enable_uart_interrupts()
    }

    /// Called by the interrupt. A byte for which there is no room stays in the UART until there is.
    static func service() {
      interrupts.store(interrupts.load())
      while state.load() & receiverIsFull != 0 {
        guard !ReceiveQueue.isFull else { return control.store(deaf) }
        ReceiveQueue.append(UInt8(truncatingIfNeeded: data.load()))
      }
    }

    static func read() -> UInt8 {
      let (byte, wasFull) = ReceiveQueue.next()
      if wasFull {
        control.store(listening)
        board_request_uart_interrupt()
      }
      return byte
    }

    static func write(_ byte: UInt8) {
      while state.load() & transmitterIsFull != 0 {}
      data.store(UInt32(byte))
    }
  }
#endif

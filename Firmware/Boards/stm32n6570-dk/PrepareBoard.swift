import _Volatile

/// Memory, clocks and pins of the STM32N6570-DK, from what its boot ROM leaves to what the firmware needs.
///
/// Everything runs from the internal oscillator of 64 MHz, which needs no setting up: slow, but the same whatever ran
/// before. Register addresses are those of the secure peripherals.
func prepareBoard() {
  let clocks: UInt = 0x5602_8000
  // The processor's and the buses' clock is the internal oscillator; the USART takes it undivided.
  change(clocks + 0x20, clear: 3 << 16 | 3 << 24, set: 0)
  change(clocks + 0x174, clear: 7, set: 6)
  // Banks 3 to 6 of the memory and the NPU's cache, which follows them and is plain memory while the NPU is off; the
  // controller of the banks, port E, USART 1.
  store(1 << 10 | 0b1111, clocks + 0xA4C)
  store(1 << 12, clocks + 0xA54)
  store(1 << 4, clocks + 0xA5C)
  store(1 << 4, clocks + 0xA6C)
  // The banks of memory wake from the shutdown in which the boot ROM leaves them.
  for bank in UInt(0)..<4 { change(0x5202_3100 + 0x80 * bank, clear: 1 << 20, set: 0) }
  // Pins 5 and 6 of port E are the USART's, wired to the debugger's serial port.
  let port: UInt = 0x5602_1000
  change(port, clear: 0b1111 << 10, set: 0b1010 << 10)
  change(port + 0x20, clear: 0xFF << 20, set: 0x77 << 20)
}

private func store(_ value: UInt32, _ address: UInt) {
  VolatileMappedRegister<UInt32>(unsafeBitPattern: address).store(value)
}

private func change(_ address: UInt, clear: UInt32, set: UInt32) {
  let register = VolatileMappedRegister<UInt32>(unsafeBitPattern: address)
  register.store(register.load() & ~clear | set)
}

/// The answer to `Command.systemInformation` (`sysinfoMsg`). Field 5 changed its meaning after generation 1.
public struct SystemInformationMessage: Equatable, Sendable {
  /// Number of the microcontroller's family, as its debug unit tells it.
  public var deviceIdentifier: UInt32
  /// Hz.
  public var systemClock: UInt32
  /// Hz.
  public var busClock: UInt32
  /// Caches, FPU and flash latency; bit meanings depend on the series in bits 31...24.
  public var cacheConfiguration: UInt32
  /// Payload bytes of large packets, 0 for none. Generation 1 has no such field.
  public var largePacketByteCount: UInt32
  /// Device dependent; on STM32N6 format, NPU clock, NPU memory clock, 0.
  public var extra: WordList

  /// What a board says of its machine; figures that it does not know are 0.
  public init(
    deviceIdentifier: UInt32, systemClock: UInt32, busClock: UInt32, cacheConfiguration: UInt32 = 0,
    largePacketByteCount: UInt32 = 0, extra: WordList = WordList()
  ) {
    self.deviceIdentifier = deviceIdentifier
    self.systemClock = systemClock
    self.busClock = busClock
    self.cacheConfiguration = cacheConfiguration
    self.largePacketByteCount = largePacketByteCount
    self.extra = extra
  }

  /// Pairs the message with the generation that decides its layout.
  public func layout(for generation: Generation) -> Layout { Layout(information: self, generation: generation) }

  /// System information in the field numbers of one generation.
  public struct Layout: WireMessage, Sendable {
    /// What is to be sent.
    public var information: SystemInformationMessage
    /// Decides the field numbers.
    public var generation: Generation

    /// Writes the fields in the order of their numbers in this generation.
    public func encode<S: ByteSink>(to sink: inout S) throws(S.Failure) {
      try sink.write(information.deviceIdentifier, field: 1)
      try sink.write(information.systemClock, field: 2)
      try sink.write(information.busClock, field: 3)
      try sink.write(information.cacheConfiguration, field: 4)
      if generation == .first {
        try sink.write(unpacked: information.extra, field: 5)
      } else {
        try sink.write(information.largePacketByteCount, field: 5)
        try sink.write(unpacked: information.extra, field: 6)
      }
    }
  }

  /// Absent fields are zero or empty.
  public init(decoding bytes: Span<UInt8>, in range: Range<Int>, generation: Generation) throws(WireError) {
    self.init(deviceIdentifier: 0, systemClock: 0, busClock: 0)
    var cursor = FieldCursor(range)
    while let field = try cursor.next(in: bytes) {
      switch (field.number, generation) {
      case (1, _): deviceIdentifier = try field.word()
      case (2, _): systemClock = try field.word()
      case (3, _): busClock = try field.word()
      case (4, _): cacheConfiguration = try field.word()
      case (5, .first), (6, .second), (6, .third): try field.append(to: &extra, in: bytes)
      case (5, _): largePacketByteCount = try field.word()
      default: continue
      }
    }
  }
}

package import EdgeCodeGenerator

/// A board that firmware is built for, as data: a folder with `board.json` and, where needed, files of its own.
package struct BoardSpecification: Sendable, Hashable {
  /// What a piece of memory holds.
  package enum MemoryKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Instructions, read-only tables and the initial values of variables.
    case code
    /// Variables, heap and stack.
    case data
    /// The constants of the networks.
    case weights
    /// The working memory of the networks, shared by all of them.
    case activations
  }

  /// A piece of memory.
  package struct MemoryRegion: Sendable, Hashable {
    package var name: String
    package var kind: MemoryKind
    package var address: UInt32
    /// Bytes.
    package var size: Int
  }

  /// The serial port that speaks the wire protocol.
  package struct UART: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, Codable {
      /// Arm's CMSDK APB UART.
      case cmsdk
      /// The USART of recent STM32.
      case stm32
    }

    package var kind: Kind
    package var base: UInt32
    /// Hz, from which the baud rate is divided.
    package var clock: Int
    package var baud: Int
    /// Interrupt numbers; all of them lead to the driver.
    package var interrupts: [Int]
  }

  /// What durations of nodes are counted in.
  package enum Counter: String, Sendable, Hashable, Codable {
    /// Emulated instructions; exact and repeatable, but no measure of time on hardware.
    case instructions
    /// Processor cycles.
    case cycles
  }

  /// How the board is emulated.
  package struct Emulator: Sendable, Hashable, Codable {
    /// Executable, looked for on the PATH.
    package var program: String
    package var machine: String
    /// Arguments beside machine, kernel and serial port.
    package var arguments: [String]
    /// Virtual nanoseconds that one instruction takes.
    package var nanosecondsPerInstruction: Int
  }

  /// Name on the command line and of the board's folder.
  package var name: String
  /// One line for listings.
  package var title: String
  package var target: GenerationTarget
  /// Number by which hosts know the device.
  package var deviceIdentifier: UInt32
  /// What hosts call a device of that number; nil where it has a name already.
  package var deviceName: String?
  /// Hz of the processor.
  package var clock: Int
  package var memory: [MemoryRegion]
  /// Bytes reserved for the stack.
  package var stackByteCount: Int
  /// Bytes reserved for the heap, which is used only while starting.
  package var heapByteCount: Int
  package var uart: UART
  /// Payload bytes of the large packets that the firmware offers; 0 for none.
  package var packetByteCount: Int
  package var counter: Counter
  /// Nil for real boards.
  package var emulator: Emulator?
  /// True when nobody has run the firmware on the real board yet.
  package var isUntestedOnHardware: Bool
  /// Further files of the board's folder, text by name: Swift and C that is built with the firmware.
  package var files: [String: String] = [:]

  /// The first region of a kind; every board has one of each.
  package func region(_ kind: MemoryKind) -> MemoryRegion {
    // Decoding has made sure of it.
    memory.first { $0.kind == kind } ?? MemoryRegion(name: kind.rawValue, kind: kind, address: 0, size: 0)
  }

  /// Where the firmware starts: at the beginning of the code, with its vector table.
  package var vectorTableAddress: UInt32 { region(.code).address }
}

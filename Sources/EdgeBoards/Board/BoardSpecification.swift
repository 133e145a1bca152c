import EdgeCodeGenerator

/// A board that firmware is built for, as data: a folder with `board.json` and, where needed, files of its own.
public struct BoardSpecification: Sendable, Hashable {
  /// What a piece of memory holds.
  public enum MemoryKind: String, Sendable, Hashable, Codable, CaseIterable {
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
  public struct MemoryRegion: Sendable, Hashable {
    public var name: String
    public var kind: MemoryKind
    public var address: UInt32
    /// Bytes.
    public var size: Int
  }

  /// The serial port that speaks the wire protocol.
  public struct UART: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, Codable {
      /// Arm's CMSDK APB UART.
      case cmsdk
      /// The USART of recent STM32.
      case stm32
    }

    public var kind: Kind
    public var base: UInt32
    /// Hz, from which the baud rate is divided.
    public var clock: Int
    public var baud: Int
    /// Interrupt numbers; all of them lead to the driver.
    public var interrupts: [Int]
  }

  /// What durations of nodes are counted in.
  public enum Counter: String, Sendable, Hashable, Codable {
    /// Emulated instructions; exact and repeatable, but no measure of time on hardware.
    case instructions
    /// Processor cycles.
    case cycles
  }

  /// How the board is emulated.
  public struct Emulator: Sendable, Hashable, Codable {
    /// Executable, looked for on the PATH.
    public var program: String
    public var machine: String
    /// Arguments beside machine, kernel and serial port.
    public var arguments: [String]
    /// Virtual nanoseconds that one instruction takes.
    public var nanosecondsPerInstruction: Int
  }

  /// Name on the command line and of the board's folder.
  public var name: String
  /// One line for listings.
  public var title: String
  public var target: GenerationTarget
  /// Number by which hosts know the device.
  public var deviceIdentifier: UInt32
  /// What hosts call a device of that number; nil where it has a name already.
  public var deviceName: String?
  /// Hz of the processor.
  public var clock: Int
  public var memory: [MemoryRegion]
  /// Bytes reserved for the stack.
  public var stackByteCount: Int
  /// Bytes reserved for the heap, which is used only while starting.
  public var heapByteCount: Int
  public var uart: UART
  /// Payload bytes of the large packets that the firmware offers; 0 for none.
  public var packetByteCount: Int
  public var counter: Counter
  /// Nil for real boards.
  public var emulator: Emulator?
  /// True when nobody has run the firmware on the real board yet.
  public var isUntestedOnHardware: Bool
  /// Further files of the board's folder, text by name: Swift and C that is built with the firmware.
  public var files: [String: String] = [:]

  /// The first region of a kind; every board has one of each.
  public func region(_ kind: MemoryKind) -> MemoryRegion {
    // Decoding has made sure of it.
    memory.first { $0.kind == kind } ?? MemoryRegion(name: kind.rawValue, kind: kind, address: 0, size: 0)
  }

  /// Where the firmware starts: at the beginning of the code, with its vector table.
  public var vectorTableAddress: UInt32 { region(.code).address }
}

/// A fault that ended a node or the firmware, in the words that boards log.
public struct Fault: Sendable {
  /// What ended the work.
  public enum Cause: Sendable, Equatable {
    /// An exception of the processor, by its number in the vector table.
    case exception(UInt32)
    /// A node took longer than its limit.
    case watchdog
  }

  /// What ended the work.
  public var cause: Cause
  /// Where the processor was.
  public var programCounter: UInt32
  /// The processor's fault status (CFSR).
  public var status: UInt32
  /// Address of the access that failed; 0 when it is not known.
  public var address: UInt32

  /// A fault with the registers that the processor kept of it.
  public init(cause: Cause, programCounter: UInt32, status: UInt32, address: UInt32) {
    self.cause = cause
    self.programCounter = programCounter
    self.status = status
    self.address = address
  }

  /// `usage fault at 0x10001234, status 0x00010000, address 0x00000000`.
  public var text: WireText {
    var text = WireText()
    switch cause {
    case .exception(2): text.append("non-maskable interrupt")
    case .exception(3): text.append("hard fault")
    case .exception(4): text.append("memory fault")
    case .exception(5): text.append("bus fault")
    case .exception(6): text.append("usage fault")
    case .exception(7): text.append("security fault")
    case .exception(let number):
      text.append("exception ")
      text.append(decimal: UInt64(number))
    case .watchdog: text.append("watchdog: node took too long")
    }
    text.append(" at ")
    text.append(hexadecimal: programCounter)
    guard cause != .watchdog else { return text }
    text.append(", status ")
    text.append(hexadecimal: status)
    text.append(", address ")
    text.append(hexadecimal: address)
    return text
  }

  /// Where a fault happened: `node 12 model.2/conv of yolov8n`.
  public static func place(node: UInt32, name: WireText, network: WireText) -> WireText {
    var text = WireText("node ")
    text.append(decimal: UInt64(node))
    text.append(" ")
    text.append(name)
    text.append(" of ")
    text.append(network)
    return text
  }

  /// The place of a fault that no network is to blame for.
  public static var placeOutsideOfNetworks: WireText { WireText("outside of the networks") }

  /// What is logged when weights in memory are not those that the network was printed with.
  public static func changedWeights(of network: WireText) -> WireText {
    var text = WireText("the weights of ")
    text.append(network)
    text.append(" in the board's memory are not those of the model (CRC-32 differs)")
    return text
  }
}

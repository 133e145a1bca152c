/// What EdgeRunner's own boards say of themselves and hosts know them by.
public enum FirmwareIdentity {
  /// Begins the line that the firmware sends when it starts; the board's name follows. When it comes instead of an
  /// answer, the board has started anew.
  public static var greeting: StaticString { "EdgeRunner firmware for " }

  private static var product: StaticString { "EdgeRunner" }

  /// The runtime's description in the model descriptions of such a board.
  /// - Parameter rest: what the board is, ending with eight hexadecimal digits, as hosts look for a build number.
  public static func runtimeDescription(_ rest: StaticString) -> WireText {
    var text = WireText(product)
    text.append(" ")
    text.append(rest)
    return text
  }

  /// Whether a board with this runtime description numbers its nodes by the operators of the source file.
  public static func namesSourceOperators(_ description: WireText) -> Bool { description.hasPrefix(product) }
}

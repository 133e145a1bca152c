/// Texts of the firmware's C code.
extension WireText {
  /// Appends a C string; nothing for a null pointer.
  mutating func append(_ text: UnsafePointer<CChar>?, limit: Int = WireText.capacity) {
    guard let text else { return }
    var position = 0
    while position < limit, text[position] != 0, append(UInt8(bitPattern: text[position])) { position += 1 }
  }

  /// A C string, cut to `limit` bytes: the length of names.
  init(cString text: UnsafePointer<CChar>?, limit: Int = WireText.nameCapacity) {
    self.init()
    append(text, limit: limit)
  }
}

import EdgeModel
import EdgePlanner
import EdgeSystem

/// `NAME_data.c`.
extension NetworkPrinter {
  var dataSource: String {
    let image = design.weights
    let bytes = image.bytes
    var text: [UInt8] = []
    // Eight bytes of weights become 19 of text, and a comment precedes each constant.
    text.reserveCapacity(bytes.count / 8 * 20 + image.entries.count * 200 + 2000)
    func append(_ string: String) { text.append(contentsOf: string.utf8) }
    append(banner("Constants of \(name)."))
    append(
      """
      #include "\(name)_data.h"

      #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
      #error "the constants are little-endian"
      #endif

      _Alignas(\(image.alignment)) \(macro)_WEIGHTS_PLACEMENT const uint64_t \(name)_weights[] = {

      """)
    if image.entries.isEmpty { append("    0x0,\n") }
    for (position, entry) in image.entries.enumerated() {
      append("    /* " + CText.comment(describe(entry)) + " */\n")
      let end = position + 1 < image.entries.count ? image.entries[position + 1].offset : bytes.count
      appendWords(bytes, from: entry.offset, to: end, to: &text)
    }
    append("};\n")
    return String(decoding: text, as: UTF8.self)
  }

  /// What a constant is, for the comment before it.
  private func describe(_ entry: WeightsImage.Entry) -> String {
    let constant = design.plan.constants[entry.constant]
    let shape = constant.shape.map(String.init).joined(separator: ",")
    let packing = entry.packing.map { ", packed for \($0)" } ?? ""
    return "+\(entry.offset): \(constant.name): \(constant.role.rawValue), \(constant.elementType.rawValue) "
      + "[\(shape)]\(packing), \(entry.storage.byteCount) bytes"
  }

  /// Appends whole words of eight bytes, six to a line.
  private func appendWords(_ bytes: [UInt8], from start: Int, to end: Int, to text: inout [UInt8]) {
    var column = 0
    var offset = start
    while offset < end {
      text.append(contentsOf: column == 0 ? [0x20, 0x20, 0x20, 0x20, 0x30, 0x78] : [0x20, 0x30, 0x78])
      for byte in (0..<8).reversed() {
        let value = offset + byte < end ? bytes[offset + byte] : 0
        text.append(Hexadecimal.digit(value >> 4))
        text.append(Hexadecimal.digit(value & 15))
      }
      text.append(UInt8(ascii: ","))
      column += 1
      offset += 8
      if column == 6 || offset >= end {
        text.append(UInt8(ascii: "\n"))
        column = 0
      }
    }
  }
}

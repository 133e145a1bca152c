import Foundation

/// Numbers as text, as C's `printf` writes them in the C locale.
enum DecimalText {
  /// With a fixed number of decimals, as `%.2f`.
  static func fixed(_ value: Double, decimals: Int) -> String { format("%.*f", Int32(decimals), value) }

  /// With six significant digits and no trailing zeros, as `%g`.
  static func significant(_ value: Double) -> String { format("%g", value) }

  private static func format(_ format: String, _ arguments: any CVarArg...) -> String {
    withVaList(arguments) { list in
      // A double with a few decimals needs at most some 320 characters.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        let count = min(max(Int(vsnprintf(buffer.baseAddress, buffer.count, format, list)), 0), buffer.count - 1)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
  }
}

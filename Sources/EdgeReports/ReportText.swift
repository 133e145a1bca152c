import EdgeModel
import EdgeRunner
import Foundation

/// Numbers and names as reports for people write them.
package enum ReportText {
  /// `1,234,567`.
  package static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([digits[...]] + groups).joined(separator: ",")
  }

  /// `1,234 B`, `56.7 KiB`, `3.1 MiB`.
  static func bytes(_ count: Int) -> String {
    switch count {
    case ..<10_240: "\(grouped(count)) B"
    case ..<(10 << 20): String(format: "%.1f KiB", Double(count) / 1024)
    default: String(format: "%.1f MiB", Double(count) / 1_048_576)
    }
  }

  /// Milliseconds with three decimals, as ST's reports have them.
  static func milliseconds(_ duration: Duration) -> String { String(format: "%.3f", duration / .milliseconds(1)) }

  static func percent(_ share: Double) -> String { String(format: "%.1f%%", share * 100) }

  /// Six significant digits; `-` for nil.
  static func number(_ value: Double?) -> String {
    guard let value else { return "-" }
    return value == 0 ? "0" : String(format: "%.6g", value)
  }

  /// `float32[1,84,2100]`.
  static func type(_ elementType: ElementType, _ shape: [Int]) -> String {
    "\(elementType.rawValue)[\(shape.map(String.init).joined(separator: ","))]"
  }

  /// `scale 0.00392157, zero point 0`; empty without quantization.
  static func quantization(_ quantization: Quantization?) -> String {
    guard let quantization else { return "" }
    if quantization.isPerChannel { return "\(quantization.scales.count) scales along axis \(quantization.axis)" }
    return "scale \(String(format: "%.9g", quantization.scale)), zero point \(quantization.zeroPoint)"
  }

  /// A name cut in the middle when it is longer than `limit`.
  static func shortened(_ name: String, to limit: Int = 44) -> String {
    guard name.count > limit else { return name }
    let kept = limit - 2
    return "\(name.prefix(kept / 3))..\(name.suffix(kept - kept / 3))"
  }
}

extension TextTable {
  /// The table's lines with `indent` spaces before each.
  func text(indentedBy indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { margin + $0 }.joined(separator: "\n")
  }
}

extension ReportText {
  /// `1 object`, `2 objects`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// The last component of a path.
  static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The text with blanks for control characters, which a font cannot show.
  static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  }
}

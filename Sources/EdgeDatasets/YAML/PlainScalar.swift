import Foundation

/// What a plain scalar stands for, by the rules of YAML 1.1 as PyYAML applies them, which are not those of YAML 1.2:
/// `no` is a truth value, `012` is ten, `12:30` is 750, and `1e3` is text.
///
/// Printed as Python prints it.
enum PlainScalar: Equatable, CustomStringConvertible {
  case null
  case boolean(Bool)
  /// Decimal digits, of any number, after a minus for numbers below zero.
  case integer(String)
  case number(Double)
  case text(String)

  init(_ text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": self = .boolean(true)
    case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": self = .boolean(false)
    default:
      // Nothing else that starts otherwise is a number.
      guard let first = text.utf8.first, first < 58, let value = Self.readInteger(text) ?? Self.readNumber(text) else {
        self = .text(text)
        return
      }
      self = value
    }
  }

  var description: String {
    switch self {
    case .null: "None"
    case .boolean(let value): value ? "True" : "False"
    case .integer(let digits): digits
    case .number(let value): Self.python(value)
    case .text(let text): text
    }
  }

  /// Python goes over to exponents a little before Swift does.
  private static func python(_ value: Double) -> String {
    guard value.isFinite, abs(value) >= 1e16, abs(value) <= 0x1p54 else { return "\(value)" }
    var digits = String(Int64(abs(value)))
    while digits.last == "0" { digits.removeLast() }
    let fraction = digits.dropFirst()
    return (value < 0 ? "-" : "") + digits.prefix(1) + (fraction.isEmpty ? "" : ".\(fraction)") + "e+16"
  }

  /// The digits without underscores, and whether a minus stands before them.
  private static func unsigned(_ text: String) -> (digits: Substring, isNegative: Bool) {
    let digits = text.replacing("_", with: "")[...]
    return ("+-".contains(digits.first ?? " ") ? digits.dropFirst() : digits, digits.first == "-")
  }

  private static func readInteger(_ text: String) -> PlainScalar? {
    let (digits, isNegative) = unsigned(text)
    func signed(_ value: Int?) -> PlainScalar? { value.map { .integer(String(isNegative ? -$0 : $0)) } }
    if text.wholeMatch(of: /[-+]?(?:0|[1-9][0-9_]*)/) != nil {
      return .integer(isNegative && digits != "0" ? "-\(digits)" : String(digits))
    }
    if text.wholeMatch(of: /[-+]?0[0-7_]+/) != nil { return signed(Int(digits, radix: 8)) }
    if text.wholeMatch(of: /[-+]?0b[01_]+/) != nil { return signed(Int(digits.dropFirst(2), radix: 2)) }
    if text.wholeMatch(of: /[-+]?0x[0-9a-fA-F_]+/) != nil { return signed(Int(digits.dropFirst(2), radix: 16)) }
    guard text.wholeMatch(of: /[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+/) != nil else { return nil }
    var total = 0
    for part in digits.split(separator: ":") {
      let (scaled, isTooLarge) = total.multipliedReportingOverflow(by: 60)
      guard !isTooLarge, let value = Int(part), case let (sum, false) = scaled.addingReportingOverflow(value) else {
        return nil
      }
      total = sum
    }
    return signed(total)
  }

  private static func readNumber(_ text: String) -> PlainScalar? {
    let (digits, isNegative) = unsigned(text)
    func signed(_ value: Double?) -> PlainScalar? { value.map { .number(isNegative ? -$0 : $0) } }
    if text.wholeMatch(of: /[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?/) != nil {
      // Python reads `1.` and `.5`, and takes what is too large for infinite.
      return signed(strtod(String(digits), nil))
    }
    if text.wholeMatch(of: /[-+]?\.(?:inf|Inf|INF)/) != nil { return signed(.infinity) }
    if text.wholeMatch(of: /\.(?:nan|NaN|NAN)/) != nil { return .number(.nan) }
    guard text.wholeMatch(of: /[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*/) != nil else { return nil }
    return signed(digits.split(separator: ":").reduce(0) { $0 * 60 + strtod(String($1), nil) })
  }
}

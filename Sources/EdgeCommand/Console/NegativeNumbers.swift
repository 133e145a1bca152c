/// Lets options take numbers below zero as users write them: `--range -1 1`.
///
/// The argument parser takes whatever starts with a dash for an option, unless it is attached to one by `=`. So every
/// number below zero is attached to the option before it, whose name is repeated where it takes several.
enum NegativeNumbers {
  /// The arguments with numbers below zero attached to their options.
  static func attached(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var option: String?
    for (position, argument) in arguments.enumerated() {
      if argument == "--" { return result + arguments[position...] }
      if let name = option, isNegativeNumber(argument) {
        if result.last == name { result.removeLast() }
        result.append("\(name)=\(argument)")
        continue
      }
      if argument.hasPrefix("-"), !isNegativeNumber(argument) {
        option = argument.contains("=") ? nil : argument
      }
      result.append(argument)
    }
    return result
  }

  private static func isNegativeNumber(_ text: String) -> Bool {
    text.wholeMatch(of: /-(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|-(?:inf|infinity|nan)/.ignoresCase()) != nil
  }
}

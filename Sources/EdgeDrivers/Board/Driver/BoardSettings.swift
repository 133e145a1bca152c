import EdgeRunner
import EdgeWire

/// The query parameters that descriptors of boards share.
struct BoardSettings {
  /// Forms of the parameters, for listings.
  static let form = "[?generation=1|2|3&verify=on|off&timeout=SECONDS]"

  /// `base` with the parameters of `descriptor`.
  static func options(_ descriptor: Descriptor, base: LinkOptions) throws(RunnerError) -> LinkOptions {
    var options = base
    var parameters = DescriptorParameters(descriptor)
    if let number = try parameters.integer("generation", in: 1...3) {
      options.generation = Generation(rawValue: UInt8(number))
    }
    if let choice = try parameters.choice("verify", of: Switch.self) { options.verifiesPayloads = choice == .on }
    if let seconds = try parameters.integer("timeout", in: 1...86_400) {
      options.timeouts.inference = .seconds(seconds)
    }
    try parameters.finish()
    return options
  }

  private enum Switch: String, CaseIterable {
    case on, off
  }
}

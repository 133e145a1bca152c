import EdgeLink
import EdgeRunner
import EdgeWire

/// The query parameters that descriptors of boards share.
struct BoardSettings {
  /// Forms of the parameters, for listings.
  static let form = "[?generation=1|2|3&verify=on|off&timeout=SECONDS]"

  /// `base` with the parameters of `descriptor`.
  static func options(_ descriptor: Descriptor, base: LinkOptions) throws(RunnerError) -> LinkOptions {
    var parameters = DescriptorParameters(descriptor)
    let options = try options(&parameters, base: base)
    try parameters.finish()
    return options
  }

  /// `base` with those of `parameters` that concern the link; others may follow.
  static func options(
    _ parameters: inout DescriptorParameters, base: LinkOptions
  ) throws(RunnerError) -> LinkOptions {
    var options = base
    if let number = try parameters.integer("generation", in: 1...3) {
      options.generation = Generation(rawValue: UInt8(number))
    }
    if let choice = try parameters.choice("verify", of: Switch.self) { options.verifiesPayloads = choice == .on }
    if let seconds = try parameters.integer("timeout", in: 1...86_400) {
      options.timeouts.inference = .seconds(seconds)
    }
    return options
  }

  private enum Switch: String, CaseIterable {
    case on, off
  }
}

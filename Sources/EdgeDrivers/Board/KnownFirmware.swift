import EdgeFormats
import EdgeRunner

/// What is known of a board by those who built its firmware and started it, beyond what the board tells.
struct KnownFirmware: Sendable {
  /// A network of the firmware.
  struct Network: Sendable {
    /// The file it was built of.
    var source: ModelSource?
    /// Nodes of its plan, in order.
    var nodes: [NodeDescription]
  }

  /// Nil to say what the board says.
  var runtime: String?
  /// Nil to say what the board says.
  var device: String?
  /// Further facts about the runner, in display order.
  var details: [RunnerInformation.Detail] = []
  /// By the names that the board knows them by.
  var networks: [String: Network] = [:]
  /// What the board counts means nothing, as in emulators that follow the host's clock.
  var isWithoutCounter = false
}

/// What a board's counters count.
enum BoardCounter: Sendable, Hashable {
  case cycles
  /// Emulated instructions: exact and repeatable, and no measure of time on hardware.
  case instructions
  case nothing

  /// Name in listings.
  var name: String {
    switch self {
    case .cycles: "CPU cycles"
    case .instructions: "instructions"
    case .nothing: "-"
    }
  }
}

/// What the process returns.
///
/// The README lists these numbers; they are part of the interface and never change meaning.
struct ExitStatus: Hashable, Sendable {
  let code: Int32
  /// One word for help texts.
  let name: String
  /// One line for the table of exit statuses.
  let meaning: String

  private init(_ code: Int32, _ name: String, _ meaning: String) {
    self.code = code
    self.name = name
    self.meaning = meaning
  }

  static let success = ExitStatus(0, "done", "everything asked for was done")
  static let unexpected = ExitStatus(1, "unexpected", "unexpected error inside EdgeRunner: please report it")
  static let usage = ExitStatus(2, "usage", "wrong usage: unknown option, bad value, unusable descriptor")
  static let model = ExitStatus(3, "model", "model missing, damaged, unsupported or not fit for the command")
  static let input = ExitStatus(4, "input", "pictures or data missing or unreadable; the others were processed")
  static let unavailable = ExitStatus(
    5, "unavailable", "a runtime, library or tool that the command needs is not usable here")
  static let device = ExitStatus(6, "device", "the board or its link failed or did not answer in time")
  static let disagreement = ExitStatus(
    7, "disagreement", "the comparison or validation ran and did not meet its policy")
  static let outputUnwritable = ExitStatus(8, "output", "results cannot be written")
  static let outOfMemory = ExitStatus(9, "memory", "more memory is needed than can be had")

  /// 128 plus the signal's number, as shells expect: 130 for Ctrl-C.
  static func interrupted(by signal: Int32) -> ExitStatus {
    ExitStatus(128 + signal, "interrupted", "ended by signal \(signal)")
  }

  /// All statuses but those of signals, ascending.
  static let all = [
    success, unexpected, usage, model, input, unavailable, device, disagreement, outputUnwritable, outOfMemory,
  ]

  /// The table in one line, for the help text.
  static var summary: String {
    all.map { "\($0.code) \($0.name)" }.joined(separator: ", ") + ", 130 interrupted"
  }
}

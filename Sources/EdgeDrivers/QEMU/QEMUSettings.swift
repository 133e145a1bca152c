import EdgeBoards
import EdgeLink
import EdgeRunner
import Foundation

/// What a descriptor `qemu:BOARD?...` asks for.
struct QEMUSettings: Sendable {
  static let form = "qemu:BOARD?model=M.tflite[,...][&icount=on|off&kernels=best|portable&timeout=SECONDS]"
  static let imageForm = "qemu:BOARD?elf=FIRMWARE.elf[&icount=on|off&timeout=SECONDS]"

  /// What the board runs.
  enum Contents: Sendable, Hashable {
    /// Paths of model files, to be built.
    case models([String])
    /// Path of firmware that was built.
    case image(String)
  }

  var board: BoardSpecification
  var contents: Contents
  /// Virtual time follows the instructions, so that their number can be told; otherwise it follows the host's clock.
  var countsInstructions: Bool
  var firmware = FirmwareOptions()
  var link: LinkOptions

  private enum Switch: String, CaseIterable { case on, off }
  private enum Kernels: String, CaseIterable { case best, portable }

  /// - Parameter base: options of the link that the descriptor may change.
  init(_ descriptor: Descriptor, base: LinkOptions) throws(RunnerError) {
    board = try Self.board(descriptor)
    var parameters = DescriptorParameters(descriptor)
    let (models, image) = (parameters.text("model"), parameters.text("elf"))
    countsInstructions = try parameters.choice("icount", of: Switch.self) != .off
    firmware.usesPortableKernels = try parameters.choice("kernels", of: Kernels.self) == .portable
    link = try BoardSettings.options(&parameters, base: base.forEmulatedBoards)
    try parameters.finish()
    switch (models, image) {
    case (let text?, nil): contents = .models(Self.paths(text))
    case (nil, let path?): contents = .image(path)
    default:
      throw RunnerError(
        .invalidDescriptor, "descriptor \"\(descriptor)\" must name either a model or firmware",
        hint: "write qemu:\(board.name)?model=MODEL.tflite, or elf=FILE for what `edgerunner build` built")
    }
    if let image, !FileManager.default.isReadableFile(atPath: image) {
      throw RunnerError(.invalidModel, "\(image) is not there or cannot be read")
    }
  }

  /// The board, if it can be emulated.
  static func board(_ descriptor: Descriptor) throws(RunnerError) -> BoardSpecification {
    let emulated = BoardSpecification.all.filter { $0.emulator != nil }.map(\.name).joined(separator: ", ")
    guard !descriptor.target.isEmpty else {
      throw RunnerError(
        .invalidDescriptor, "descriptor \"\(descriptor)\" names no board", hint: "boards to emulate: \(emulated)")
    }
    let board: BoardSpecification
    do throws(FirmwareError) {
      board = try BoardSpecification.named(descriptor.target)
    } catch {
      throw RunnerError(
        .invalidDescriptor, "descriptor \"\(descriptor)\": \(error)", hint: error.hint ?? "boards: \(emulated)")
    }
    guard board.emulator != nil else {
      throw RunnerError(
        .invalidDescriptor, "descriptor \"\(descriptor)\": there is no emulator of \(board.name)",
        hint: "boards to emulate: \(emulated); build for the real board and use serial:PORT:BAUD")
    }
    return board
  }

  /// One path, or several with commas between them.
  private static func paths(_ text: String) -> [String] {
    FileManager.default.fileExists(atPath: text) ? [text] : text.split(separator: ",").map(String.init)
  }
}

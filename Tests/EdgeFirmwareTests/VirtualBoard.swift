import EdgeDrivers
import EdgeFirmware
import EdgeTestSupport
import Foundation

/// Firmware built and running in an emulator.
struct VirtualBoard {
  let image: FirmwareImage
  let elf: ELFFile
  private let folder: TemporaryFolder

  static let isAvailable = (try? EmulatorProgram.find("qemu-system-arm")) != nil && (try? FirmwareBuilder()) != nil
  static let whyAbsent = "qemu-system-arm or a Swift toolchain for firmware is missing (scripts/setup.sh firmware)"

  static func specification(_ name: String) throws -> BoardSpecification { try BoardSpecification.named(name) }

  /// Builds firmware in a folder that exists as long as this value.
  init(_ board: String, _ models: [FirmwareModel], options: FirmwareOptions = FirmwareOptions()) throws {
    folder = try TemporaryFolder()
    image = try FirmwareBuilder().build(
      board: BoardSpecification.named(board), models: models, options: options, workspace: folder.url.path)
    elf = try FirmwareBuilder.read(image.elfPath)
  }

  /// Starts the emulator; closing the transport ends it.
  func start() throws -> EmulatorTransport {
    guard let emulator = image.board.emulator else { throw CocoaError(.featureUnsupported) }
    let arguments =
      ["-M", emulator.machine, "-display", "none", "-monitor", "none", "-nodefaults", "-no-reboot"] + [
        "-kernel", image.elfPath, "-chardev", "socket,id=uart,fd=\(EmulatorTransport.descriptorPlaceholder)",
        "-serial", "chardev:uart",
      ] + emulator.arguments
    return try EmulatorTransport(
      path: EmulatorProgram.find(emulator.program), arguments: arguments, description: image.board.name)
  }

  /// Connects a link to a board that has just been started.
  func link(_ configure: (inout LinkOptions) -> Void = { _ in }) throws -> BoardLink {
    var options = LinkOptions()
    // Emulated boards share the machine with other tests.
    options.timeouts.control = .seconds(5)
    configure(&options)
    return BoardLink(transport: try start(), options: options)
  }
}

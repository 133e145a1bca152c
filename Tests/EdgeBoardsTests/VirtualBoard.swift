import EdgeBoards
import EdgeFormats
import EdgeLink
import EdgeTestSupport
import Foundation
import Testing

/// Firmware built and running in an emulator.
struct VirtualBoard: Sendable {
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

  /// The emulator's command line, with its serial line at `line`.
  private func arguments(line: String) throws -> (program: String, arguments: [String]) {
    guard let emulator = image.board.emulator else { throw CocoaError(.featureUnsupported) }
    let arguments =
      ["-M", emulator.machine, "-display", "none", "-monitor", "none", "-nodefaults", "-no-reboot"]
      + ["-kernel", image.elfPath, "-chardev", "socket,id=uart,\(line)", "-serial", "chardev:uart"]
      + emulator.arguments
    return (try EmulatorProgram.find(emulator.program), arguments)
  }

  /// Starts the emulator; closing the transport ends it.
  func start() throws -> EmulatorTransport {
    let (program, arguments) = try arguments(line: "fd=\(EmulatorTransport.descriptorPlaceholder)")
    return try EmulatorTransport(path: program, arguments: arguments, description: image.board.name)
  }

  /// Starts the emulator with its serial line at a TCP port, for one host after the other.
  func startServer(port: Int) throws -> EmulatorProcess {
    let (program, arguments) = try arguments(line: "host=127.0.0.1,port=\(port),server=on,wait=off,nodelay=on")
    return try EmulatorProcess(path: program, arguments: arguments)
  }

  /// Connects a link to a board that has just been started.
  func link(_ configure: (inout LinkOptions) -> Void = { _ in }) throws -> BoardLink {
    var options = LinkOptions()
    // Emulated boards share the machine with other tests.
    options.timeouts.control = .seconds(60)
    options.timeouts.alignment = .milliseconds(200)
    options.timeouts.recovery = .seconds(300)
    // Tests compare the bytes themselves, and each checksum takes a turn on the slow emulated line.
    options.verifiesPayloads = false
    configure(&options)
    return BoardLink(transport: try start(), options: options)
  }
}

extension BoardSpecification: CustomTestStringConvertible {
  package var testDescription: String { name }
}

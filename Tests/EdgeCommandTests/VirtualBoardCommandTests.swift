import EdgeBoards
import EdgeDrivers
import EdgeLink
import EdgeTestSupport
import Foundation
import Testing

private enum Tools {
  static let emulator = try? EmulatorProgram.find("qemu-system-arm")
  static let areAvailable = emulator != nil && (try? FirmwareTools.find()) != nil
  static let whyMissing = "qemu-system-arm or a Swift toolchain with Embedded Swift for Arm is missing"
  static let board = "qemu-mps3-an547"
}

@Suite("load and qemu:", .enabled(if: Tools.areAvailable, "\(Tools.whyMissing)"), .serialized)
struct VirtualBoardCommandTests {
  /// Firmware that the tests of this suite share.
  private static let cache = Result { try TemporaryFolder() }

  private func environment() throws -> [String: String] { ["XDG_CACHE_HOME": try Self.cache.get().url.path] }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SampleModels.classifier().write(to: URL(fileURLWithPath: folder.path("m.tflite")))
    return folder
  }

  @Test("from a model to exact results on a virtual board in one command")
  func validatesOnTarget() throws {
    let folder = try folder()
    let result = try folder.edgerunner(
      "validate", "--mode", "target", "-m", "m.tflite", "-d", "qemu:\(Tools.board)?model=m.tflite", "-b", "3",
      "--policy", "exact", environment: environment())
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("PASSED: policy exact"))
  }

  @Test("profile counts instructions and calls them so")
  func profiles() throws {
    let folder = try folder()
    let descriptor = "qemu:\(Tools.board)?model=m.tflite"
    let text = try folder.edgerunner("profile", descriptor, "--runs", "5", "--warm-up", "1", environment: environment())
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("instructions"))
    #expect(text.output.contains("no measure of time on hardware"))
    #expect(!text.output.contains("cycles"))
    let result = try folder.edgerunner("profile", descriptor, "--runs", "5", "--json", environment: environment())
    let nodes = try #require((try result.json() as? [String: Any])?["nodes"] as? [[String: Any]])
    #expect(nodes.allSatisfy { ($0["instructions"] as? Int ?? 0) > 0 && $0["cycles"] == nil })
  }

  @Test("a served virtual board answers at a serial port, and its emulator dies with the command even by kill -9")
  func serves() throws {
    let folder = try folder()
    let command = try folder.start(["load", "--board", Tools.board, "-m", "m.tflite"], environment: environment())
    let descriptor = try command.line { $0.hasPrefix("serial:") }
    for _ in 0..<2 {
      let result = try folder.edgerunner("compare", "m.tflite", descriptor, "--policy", "exact")
      #expect(result.status == 0, "\(result.errors)")
    }
    #if os(Linux)
      let emulators = command.children
      #expect(emulators.count == 1)
      command.send(SIGKILL)
      #expect(command.waitForEnd() == 128 + 9)
      for emulator in emulators { #expect(ChildProcess.waitUntilGone(emulator)) }
    #endif
  }

  @Test("firmware loaded through a debug server is verified, runs and answers")
  func loadsThroughDebugServer() throws {
    let folder = try folder()
    let (debugPort, linePort) = (try freePort(), try freePort())
    let emulator = try EmulatorProcess(
      path: #require(Tools.emulator),
      arguments: [
        "-M", "mps3-an547", "-display", "none", "-monitor", "none", "-S", "-gdb", "tcp:127.0.0.1:\(debugPort)",
        "-serial", "tcp:127.0.0.1:\(linePort),server=on,wait=off", "-icount", "shift=5,sleep=off",
      ])
    defer { emulator.stop() }
    // The emulator takes one client at a time, so its debug server is asked whether it is there yet.
    #expect(
      ChildProcess.waitUntil { (try? TCPTransport.connect(host: "127.0.0.1", port: debugPort)) != nil },
      "the emulator's debug server answers")
    let result = try folder.edgerunner(
      "load", "--board", Tools.board, "-m", "m.tflite", "--gdb", "localhost:\(debugPort)", "--json",
      environment: environment())
    #expect(result.status == 0, "\(result.errors)")
    let report = try #require(try result.json() as? [String: Any])
    #expect(report["verification"] as? String == "read back")
    #expect(report["wasReset"] as? Bool == true)
    #expect(report["vectorTable"] as? String == "0x10000000")
    let compared = try folder.edgerunner("compare", "m.tflite", "socket:localhost:\(linePort)", "--policy", "exact")
    #expect(compared.status == 0, "\(compared.errors)")
  }

  @Test("what cannot be done is said with the status for it")
  func failures() throws {
    let folder = try folder()
    let noEmulator = try folder.edgerunner(
      "run", "qemu:\(Tools.board)?model=m.tflite", environment: ["PATH": "/nowhere"])
    #expect(noEmulator.status == 5)
    #expect(noEmulator.errors.contains("qemu-system-arm"))
    #expect(noEmulator.errors.contains("hint: install QEMU"))
    let listed = try folder.edgerunner("runtimes", environment: ["PATH": "/nowhere"])
    #expect(listed.output.contains("qemu-system-arm is not on the PATH"))
    let noBoard = try folder.edgerunner("load", "--board", "mps3", "-m", "m.tflite")
    #expect(noBoard.status == 2)
    #expect(noBoard.errors.contains("did you mean \(Tools.board)"))
    let noServer = try folder.edgerunner(
      "load", "--board", Tools.board, "-m", "m.tflite", "--gdb", "localhost:\(try freePort())",
      environment: environment())
    #expect(noServer.status == 6)
    let noFirmware = try folder.edgerunner("load", "--board", Tools.board, "m.tflite")
    #expect(noFirmware.status == 3)
    #expect(noFirmware.errors.contains("no ELF file"))
    let noTarget = try folder.edgerunner("validate", "--mode", "target", "-m", "m.tflite", "-d", "m.tflite")
    #expect(noTarget.status == 2)
  }

  private func freePort() throws -> Int {
    let listener = try ListeningTransport(port: 0)
    defer { listener.close() }
    return listener.port
  }
}

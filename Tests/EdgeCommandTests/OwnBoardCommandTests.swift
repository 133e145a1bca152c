import EdgeBoards
import EdgeTestSupport
import Foundation
import Testing

@Suite(
  "Boards of one's own",
  .enabled(
    if: (try? EmulatorProgram.find("qemu-system-arm")) != nil && (try? FirmwareTools.find()) != nil,
    "qemu-system-arm or a Swift toolchain with Embedded Swift for Arm is missing"))
struct OwnBoardCommandTests {
  /// A copy of a board's folder under another name, in a folder with a model.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SampleModels.classifier().write(to: URL(fileURLWithPath: folder.path("m.tflite")))
    let (board, name) = (folder.url.appendingPathComponent("boards/my-board"), "qemu-mps2-an500")
    try FileManager.default.createDirectory(
      at: board.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: SharedFiles.repositoryRoot.appendingPathComponent("Firmware/Boards/\(name)"), to: board)
    let description = board.appendingPathComponent("board.json")
    let text = try String(contentsOf: description, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "\"\(name)\"", with: "\"my-board\"").utf8).write(to: description)
    return folder
  }

  @Test("a copy of a board's folder is built for and computes what the engine does, without rebuilding the program")
  func buildsAndRuns() throws {
    let folder = try folder()
    let build = try folder.edgerunner("build", "--board", "boards/my-board/board.json", "-m", "m.tflite")
    #expect(build.status == 0, "\(build.errors)")
    #expect(build.output.contains("firmware/my-board/firmware.elf: m for "))
    let comparison = try folder.edgerunner(
      "compare", "m.tflite", "qemu:boards/my-board/board.json?model=m.tflite",
      environment: ["XDG_CACHE_HOME": folder.path("cache")])
    #expect(comparison.status == 0, "\(comparison.output)\(comparison.errors)")
  }

  @Test("what is wrong with a board is told by build, load and qemu: alike")
  func complaints() throws {
    let folder = try folder()
    let description = URL(fileURLWithPath: folder.path("boards/my-board/board.json"))
    let text = try String(contentsOf: description, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "\"stack\": 65536", with: "\"stack\": 1").utf8).write(to: description)
    for arguments in [
      ["build", "--board", "boards/my-board", "-m", "m.tflite"],
      ["load", "--board", "boards/my-board/board.json", "-m", "m.tflite"],
      ["info", "qemu:boards/my-board/board.json?model=m.tflite"],
    ] {
      let result = try folder.edgerunner(arguments)
      #expect(result.status != 0)
      #expect(result.errors.contains("board.json: stack: stack and heap are multiples of 8"), "\(result.errors)")
    }
  }
}

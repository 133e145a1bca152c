import EdgeBoards
import EdgeCodeGenerator
import EdgeRunner
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("Supervised programs") struct EmulatorProcessTests {
  private static let sleep = "/bin/sleep"

  private func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  @Test("what a program printed and how it ended are known", arguments: [false, true])
  func tellsTheEnd(usesGuard: Bool) throws {
    let process = try EmulatorProcess(
      path: "/bin/sh", arguments: ["-c", "echo out; echo err >&2; exit 3"], usesGuard: usesGuard)
    let end = try #require(process.waitForEnd(within: .seconds(60)))
    #expect(end.status == 3)
    #expect(end.output == "out\nerr")
    #expect(!isAlive(process.identifier))
  }

  @Test("a program is gone after it was stopped, and when nobody refers to it", arguments: [false, true])
  func stops(usesGuard: Bool) throws {
    var process: EmulatorProcess? = try EmulatorProcess(path: Self.sleep, arguments: ["100"], usesGuard: usesGuard)
    let first = try #require(process?.identifier)
    #expect(isAlive(first))
    #expect(process?.end == nil)
    process?.stop()
    process?.stop()
    #expect(process?.waitForEnd(within: .seconds(60))?.status == 128 + 9)
    process = try EmulatorProcess(path: Self.sleep, arguments: ["100"], usesGuard: usesGuard)
    let second = try #require(process?.identifier)
    process = nil
    #expect(ChildProcess.waitUntilGone(second))
  }

  @Test("a program that is not there is an error with the system's words")
  func missingProgram() {
    let error = #expect(throws: RunnerError.self) {
      try EmulatorProcess(path: "/no/such/emulator", arguments: [])
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("No such file") == true)
  }

  @Test("an emulator that is not installed comes with the way to install it")
  func missingEmulator() {
    let error = #expect(throws: RunnerError.self) {
      try EmulatorProgram.find("qemu-system-arm", environment: ["PATH": "/nowhere"])
    }
    #expect(error?.code == .unavailable)
    #expect(error?.hint?.contains("install") == true)
  }

  @Test(
    "kill -9 of this process ends the program too",
    .enabled(if: (try? CCompiler.find(for: .host)) != nil, "no C compiler is on the PATH"),
    arguments: ["0", "1"])
  func outlivesNobody(guardFlag: String) throws {
    let folder = try TemporaryFolder()
    let sources = SharedFiles.repositoryRoot
    let executable = folder.url.appendingPathComponent("supervise").path
    let host = sources.appendingPathComponent("Sources/CEdgeHost")
    let built = try ToolProcess.run(
      CCompiler.find(for: .host).path,
      [
        sources.appendingPathComponent("Tests/EdgeBoardsTests/Fixtures/supervise.c").path,
        host.appendingPathComponent("process.c").path, "-I", host.appendingPathComponent("include").path, "-o",
        executable,
      ], in: folder.url)
    try #require(built.status == 0, "\(built.output)")
    let parent = Process()
    parent.executableURL = URL(fileURLWithPath: executable)
    parent.arguments = [guardFlag, Self.sleep, "100"]
    let output = Pipe()
    parent.standardOutput = output
    try parent.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(isAlive(child))
    kill(parent.processIdentifier, SIGKILL)
    parent.waitUntilExit()
    #expect(ChildProcess.waitUntilGone(child))
  }
}

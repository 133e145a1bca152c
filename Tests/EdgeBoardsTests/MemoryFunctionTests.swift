import EdgeBoards
import EdgeCodeGenerator
import EdgeSystem
import EdgeTestSupport
import Foundation
import Testing

@Suite("The firmware's functions on memory") struct MemoryFunctionTests {
  private static let support = SharedFiles.repositoryRoot.appendingPathComponent("Firmware/Support")

  @Test("copies, also of ranges that overlap, are those of plain loops", arguments: ["-O0", "-O2", "-O3"])
  func copies(optimization: String) throws {
    let folder = try TemporaryFolder()
    let source = SharedFiles.repositoryRoot.appendingPathComponent("Tests/EdgeBoardsTests/Fixtures/memory_check.c")
    let compiler = try CCompiler.find(for: .host)
    let build = try ToolProcess.run(
      compiler.path,
      [
        optimization, "-std=c11", "-ffreestanding", "-Wall", "-Wextra", "-Wconversion", "-Werror",
        "-I\(Self.support.path)", source.path, "-o", "check",
      ], in: folder.url)
    try #require(build.status == 0, "\(build.output)")
    let run = try ToolProcess.run(folder.url.appendingPathComponent("check").path, [], in: folder.url)
    #expect(run.status == 0, "\(run.output)")
  }

  @Test(
    "no loop of theirs becomes a call of the function that it is in",
    .enabled(if: (try? FirmwareTools.find()) != nil, "no Swift toolchain with Embedded Swift for Arm is on the PATH"),
    arguments: BoardSpecification.all, GenerationOptions.Optimization.allCases)
  func callsNothing(board: BoardSpecification, optimization: GenerationOptions.Optimization) throws {
    let folder = try TemporaryFolder()
    let clang = try FirmwareTools.find().clang
    let source = try String(contentsOf: Self.support.appendingPathComponent("memory.c"), encoding: .utf8)
    try source.write(to: folder.url.appendingPathComponent("memory.c"), atomically: true, encoding: .utf8)
    // "-S" leaves assembly text under the object's name.
    let objects = try CCompiler(path: clang).compile(
      ["memory.c"], in: folder.url, for: board.target, flags: [optimization.compilerFlag, "-S"])
    let text = try String(contentsOf: try #require(objects.first), encoding: .utf8)
    #expect(text.contains("memmove:"))
    let calls = text.split(separator: "\n").filter { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      return words.count > 1 && words[0].hasPrefix("b") && (words[1].contains("mem"))
    }
    #expect(calls.isEmpty, "\(calls)")
  }
}

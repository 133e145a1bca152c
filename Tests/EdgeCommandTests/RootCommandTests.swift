import EdgeTestSupport
import Foundation
import Testing

@Suite("edgerunner")
struct RootCommandTests {
  @Test func withoutArgumentsPrintsItsHelp() throws {
    let result = try TemporaryFolder().edgerunner()
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: edgerunner"))
    #expect(result.errors.isEmpty)
  }

  @Test func printsItsVersion() throws {
    let result = try TemporaryFolder().edgerunner("--version")
    #expect(result.status == 0)
    #expect(result.output == "0.1.0\n")
  }

  @Test(arguments: ["frobnicate", "--frobnicate"])
  func wrongUsageIsStatus2OnStandardError(_ argument: String) throws {
    let result = try TemporaryFolder().edgerunner(argument)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("error: "))
    #expect(result.errors.contains(argument))
    #expect(result.errors.contains("--help"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func unwritableStandardOutputIsStatus8() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let folder = try TemporaryFolder()
    let result = try CommandProcess(folder: folder.url).run(["--help"], standardOutput: full)
    #expect(result.status == 8)
    #expect(result.errors.contains("No space left on device"))
  }

  @Test func readerThatGoesAwayEndsItQuietly() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let folder = try TemporaryFolder()
    let result = try CommandProcess(folder: folder.url).run(
      ["--help"], standardOutput: pipe.fileHandleForWriting)
    #expect(result.status == 128 + SIGPIPE)
    #expect(result.errors.isEmpty)
  }
}

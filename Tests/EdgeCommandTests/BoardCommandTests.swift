import Foundation
import Testing

@Suite("board and ports") struct BoardCommandTests {
  @Test("a served model gives over the line what it gives here, and its end is told")
  func servesAModel() throws {
    let folder = try TemporaryFolder()
    let outputURL = folder.url.appendingPathComponent("board.txt")
    try Data().write(to: outputURL)
    let board = Process()
    board.executableURL = CommandProcess.executable
    board.arguments = ["board", "--pty"]
    board.standardInput = FileHandle.nullDevice
    board.standardOutput = try FileHandle(forWritingTo: outputURL)
    board.standardError = FileHandle.nullDevice
    try board.run()
    defer { board.terminate() }
    var descriptor: String?
    for _ in 0..<200 where descriptor == nil {
      Thread.sleep(forTimeInterval: 0.1)
      let text = String(decoding: try Data(contentsOf: outputURL), as: UTF8.self)
      descriptor = text.split(separator: "\n").map(String.init).first { $0.hasPrefix("serial:") }
    }
    let line = try #require(descriptor, "the board prints the descriptor to use")
    let result = try folder.edgerunner("compare", "builtin:", line, "--io-only", "--policy", "exact")
    #expect(result.status == 0, "\(result.errors)")
    board.terminate()
    board.waitUntilExit()
    let gone = try folder.edgerunner("info", line)
    #expect(gone.status == 6)
    #expect(gone.errors.hasPrefix("error: "))
  }

  @Test("ports lists what there is, in text and JSON")
  func listsPorts() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.edgerunner("ports").status == 0)
    #expect(try folder.edgerunner("ports", "--json").json() is [Any])
  }
}

import EdgeLink
import EdgeTestSupport
import Foundation
import Testing

@Suite("board and ports") struct BoardCommandTests {
  @Test("every command works with a board over a terminal, and its end is told")
  func servesAModel() throws {
    let folder = try TemporaryFolder()
    let board = try BoardProcess("--pty", "--packet", "4094", "--model", "builtin:", "builtin:", in: folder)
    let line = board.descriptor
    #expect(line.hasPrefix("serial:/dev/"))
    let result = try folder.edgerunner("compare", "builtin:", line, "--io-only", "--policy", "exact")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("board: 1 run in"), "\(result.errors)")
    let info = try #require(try folder.edgerunner("info", line, "--json").json() as? [String: Any])
    let model = try #require(info["model"] as? String)
    #expect((info["nodes"] as? [Any])?.isEmpty == false)
    let profile = try folder.edgerunner("profile", line, "--warm-up", "0", "--runs", "2", "--json")
    let report = try #require(try profile.json() as? [String: Any])
    #expect(
      (report["nodes"] as? [Any])?.isEmpty == false && report["data"] as? String == "one value, repeated on the board")
    let validation = try folder.edgerunner("validate", "-m", "builtin:", "-d", line, "-b", "1", "--policy", "exact")
    #expect(validation.status == 0, "\(validation.errors)")
    let second = try folder.edgerunner("run", line, "--model", "\(model)_2")
    #expect(second.status == 0, "\(second.errors)")
    let unknown = try folder.edgerunner("run", line, "--model", "nobody")
    #expect(unknown.status == 2 && unknown.errors.contains(model), "\(unknown.errors)")
    board.stop()
    let gone = try folder.edgerunner("info", line)
    #expect(gone.status == 6)
    #expect(gone.errors.hasPrefix("error: "))
  }

  @Test("a board that is killed halfway ends the command with an error, and the next board is found")
  func survivesAKilledBoard() throws {
    let folder = try TemporaryFolder()
    let board = try BoardProcess("--socket", "0", in: folder)
    let port = try #require(board.descriptor.split(separator: ":").last.map(String.init))
    // The picture alone is half a megabyte.
    let cable = try DeadlyCable(toPort: try #require(Int(port)), of: board.identifier, afterByteCount: 100_000)
    let cut = try folder.edgerunner("predict", "-d", cable.descriptor, "--no-save")
    #expect(cut.status == 6, "\(cut.errors)")
    #expect(cut.errors.contains("error: ") && cut.errors.contains("hint: "), "\(cut.errors)")
    let next = try BoardProcess("--socket", port, in: folder)
    #expect(try folder.edgerunner("info", next.descriptor, "--no-nodes").status == 0)
  }

  @Test("ports lists what there is, in text and JSON")
  func listsPorts() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.edgerunner("ports").status == 0)
    #expect(try folder.edgerunner("ports", "--json").json() is [Any])
  }
}

/// A cable to a board at a TCP port that kills the board after a number of bytes towards it, and is then unplugged.
private final class DeadlyCable {
  /// What hosts connect to.
  let descriptor: String
  private let host: ListeningTransport

  init(toPort port: Int, of process: Int32, afterByteCount limit: Int) throws {
    let board = try TCPTransport.connect(host: "127.0.0.1", port: port)
    let host = try ListeningTransport(port: 0)
    self.host = host
    descriptor = "socket:localhost:\(host.port)"
    Thread.detachNewThread {
      var left = limit
      while left > 0, let bytes = try? host.read(atMost: 4096, timeout: .seconds(1)) {
        guard (try? board.write(bytes, timeout: ChildProcess.patience)) != nil else { break }
        left -= bytes.count
      }
      kill(process, SIGKILL)
      host.close()
      board.close()
    }
    Thread.detachNewThread {
      while let bytes = try? board.read(atMost: 4096, timeout: .seconds(1)) {
        guard (try? host.write(bytes, timeout: ChildProcess.patience)) != nil else { break }
      }
    }
  }

  deinit { host.close() }
}

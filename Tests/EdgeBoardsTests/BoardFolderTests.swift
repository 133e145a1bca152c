import EdgeBoards
import EdgeLink
import EdgeTestSupport
import EdgeWire
import Foundation
import Testing

/// Boards that are read from folders.
@Suite("Boards of one's own") struct BoardFolderTests {
  /// A folder with the files of a built-in board, under another name.
  private func folder(of board: String, changing files: [String: String?] = [:]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var all = try #require(BoardSpecification.files(ofBoard: board))
    all["board.json"] = try #require(all["board.json"]).replacingOccurrences(of: "\"\(board)\"", with: "\"my-board\"")
    for (name, text) in files { all[name] = text }
    for (name, text) in all {
      try Data(text.utf8).write(to: folder.url.appendingPathComponent(name))
    }
    return folder
  }

  @Test("a board is read from its folder or its board.json, with its files", arguments: ["", "/", "/board.json"])
  func reads(suffix: String) throws {
    let folder = try folder(of: "stm32n6570-dk", changing: ["notes.txt": "not a part of it"])
    let board = try BoardSpecification.named(folder.url.path + suffix)
    #expect(board.name == "my-board")
    var expected = try BoardSpecification.named("stm32n6570-dk")
    expected.name = "my-board"
    #expect(board == expected)
    #expect(board.files.keys.sorted() == ["PrepareBoard.swift"])
  }

  @Test("a board that is encoded is the board that was read", arguments: BoardSpecification.all)
  func roundTrip(board: BoardSpecification) throws {
    var copy = try JSONDecoder().decode(BoardSpecification.self, from: JSONEncoder().encode(board))
    copy.files = board.files
    #expect(copy == board)
  }

  @Test("what is wrong with a folder is told with file and field")
  func complaints() throws {
    let json = try #require(BoardSpecification.files(ofBoard: "qemu-mps3-an547")?["board.json"])
    func complaint(_ files: [String: String?]) throws -> String {
      let folder = try folder(of: "qemu-mps3-an547", changing: files)
      let error = #expect(throws: FirmwareError.self) { try BoardSpecification.named(folder.url.path) }
      return try #require(error).description
    }
    #expect(try complaint(["board.json": nil]).hasSuffix("/board.json: it is not there"))
    #expect(try complaint(["board.json": "{"]).contains("/board.json: "))
    #expect(
      try complaint(["board.json": json.replacingOccurrences(of: "\"clock\": 32000000,", with: "")])
        .hasSuffix("/board.json: clock: it is missing"))
    #expect(
      try complaint(["board.json": json.replacingOccurrences(of: "\"size\": 524288", with: "\"size\": \"big\"")])
        .contains("memory.#1.size: "))
    #expect(
      try complaint(["board.json": json.replacingOccurrences(of: "\"qemu-mps3-an547\"", with: "\"../x\"")])
        .contains("name: \"../x\""))
    #expect(try complaint(["Main.swift": "func prepareBoard() {}"]).contains("Main.swift: a file of the firmware"))
    #expect(try complaint(["Pins.swift": "func pins() {}"]).contains("prepareBoard()"))
    #expect(throws: FirmwareError.self) { try BoardSpecification.named("/no/such/board.json") }
  }
}

@Suite(
  "Firmware for boards of one's own", .enabled(if: VirtualBoard.isAvailable, Comment(rawValue: VirtualBoard.whyAbsent)))
struct OwnBoardFirmwareTests {
  @Test("a board from a folder, with linker script, start-up code and preparation of its own, computes as the engine")
  func runs() async throws {
    let name = "qemu-mps3-an547"
    let folder = try TemporaryFolder()
    let json = try #require(BoardSpecification.files(ofBoard: name)?["board.json"])
    let support = SharedFiles.repositoryRoot.appendingPathComponent("Firmware/Support")
    let files = [
      "board.json": json.replacingOccurrences(of: "\"\(name)\"", with: "\"my-board\"")
        .replacingOccurrences(of: "0xED55", with: "0xED99"),
      "startup.c": try String(contentsOf: support.appendingPathComponent("startup.c"), encoding: .utf8),
      "Preparation.swift": "func prepareBoard() {}\n",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: folder.url.appendingPathComponent(name)) }
    // The script that is made of the board's memory, found in the first build's folder, as a start for one's own.
    let first = try SampleFirmware(board: folder.url.path)
    let script = try String(
      contentsOf: URL(fileURLWithPath: first.virtual.image.elfPath).deletingLastPathComponent()
        .appendingPathComponent("build/board.ld"), encoding: .utf8)
    try Data(("/* my own */\n" + script).utf8).write(to: folder.url.appendingPathComponent("board.ld"))

    let sample = try SampleFirmware(board: folder.url.appendingPathComponent("board.json").path)
    #expect(sample.virtual.image.board.files.keys.sorted() == ["Preparation.swift", "board.ld", "startup.c"])
    let link = try sample.virtual.link()
    let identity = try await link.connect()
    #expect(identity.system.deviceIdentifier == 0xED99)
    #expect(try await link.models().first?.configuration.first { $0.key == "board" }?.value == "my-board")
    #expect(try await link.run(sample.order).outputs.map(\.bytes) == sample.expected.outputs)
    await link.close()
  }
}

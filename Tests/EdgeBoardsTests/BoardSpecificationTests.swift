import EdgeBoards
import Foundation
import Testing

@Suite("Board specifications")
struct BoardSpecificationTests {
  @Test("every board has each kind of memory once and a name that can be looked up", arguments: BoardSpecification.all)
  func complete(board: BoardSpecification) throws {
    #expect(try BoardSpecification.named(board.name) == board)
    #expect(try BoardSpecification.named(board.name.uppercased()) == board)
    for kind in BoardSpecification.MemoryKind.allCases { #expect(board.region(kind).size > 0) }
    #expect(board.stackByteCount + board.heapByteCount < board.region(.data).size)
    #expect(board.emulator != nil || board.isUntestedOnHardware)
  }

  @Test("the boards that the product promises are there")
  func names() {
    #expect(
      BoardSpecification.all.map(\.name) == ["qemu-mps2-an386", "qemu-mps2-an500", "qemu-mps3-an547", "stm32n6570-dk"])
  }

  @Test(
    "an unknown board is answered with similar names",
    arguments: [
      ("qemu-mps3-an546", "did you mean qemu-mps3-an547"), ("an386", "did you mean qemu-mps2-an386?"),
      ("stm32n6570", "did you mean stm32n6570-dk?"), ("teapot", "boards: qemu-mps2-an386, "),
    ])
  func unknown(name: String, hint: String) {
    let error = #expect(throws: FirmwareError.self) { try BoardSpecification.named(name) }
    #expect(error?.hint?.hasPrefix(hint) == true, "\(error?.hint ?? "no hint")")
  }

  @Test(
    "board data that cannot be built for are refused with the field's name",
    arguments: [
      ("\"cortex-m55\"", "\"host\"", "target"), ("\"kind\": \"weights\"", "\"kind\": \"code\"", "exactly one"),
      ("\"0x31000000\"", "\"0x30000000\"", "overlap"), ("\"0x31000000\"", "\"31000000\"", "no address"),
      ("\"size\": 524288", "\"size\": 0", "32-bit"), ("\"stack\": 65536", "\"stack\": 10", "multiples of 8"),
      ("[33, 34, 43]", "[]", "interrupt"), ("\"packet\": 254", "\"packet\": 9000", "4094"),
      ("\"instructions\"", "\"cycles\"", "hardware only"),
    ])
  func damaged(part: String, replacement: String, complaint: String) throws {
    let text = try #require(BoardSpecification.files(ofBoard: "qemu-mps3-an547")?["board.json"])
    try #require(text.contains(part))
    let changed = text.replacingOccurrences(of: part, with: replacement)
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(BoardSpecification.self, from: Data(changed.utf8))
    }
    #expect("\(try #require(error))".contains(complaint))
  }
}

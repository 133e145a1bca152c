import EdgeBoards
import EdgeDrivers
import EdgeReports

/// What `edgerunner load --gdb` did.
struct LoadReport: Encodable {
  /// Bytes at an address.
  struct Segment: Encodable {
    /// Hexadecimal with its prefix, as are all addresses here.
    var address: String
    var byteCount: Int
  }

  var board: String
  var file: String
  /// The debug server.
  var server: String
  var segments: [Segment]
  var byteCount: Int
  var seconds: Double
  /// `read back` or `checksum`.
  var verification: String
  /// False when the debug server knows no reset.
  var wasReset: Bool
  var vectorTable: String
  var stackPointer: String
  /// First instruction.
  var start: String

  init(
    program: TargetLoader.Program, summary: TargetLoader.Summary, file: String, board: String, server: String,
    elapsed: Duration
  ) {
    self.board = board
    self.file = file
    self.server = server
    segments = program.segments.map { Segment(address: $0.address.hexadecimal, byteCount: $0.bytes.count) }
    byteCount = summary.byteCount
    seconds = elapsed.inSeconds
    verification = summary.verification.rawValue
    wasReset = summary.wasReset
    vectorTable = program.vectorTable.hexadecimal
    stackPointer = summary.stackPointer.hexadecimal
    start = summary.start.hexadecimal
  }

  /// For people.
  var text: String {
    var table = TextTable([.left("address"), .right("bytes")])
    for segment in segments { table.append([segment.address, "\(segment.byteCount)"]) }
    return """
      \(table.text)
      \(byteCount) bytes in the memory of \(board) (debug server \(server)), verified: \(verification)
      \(wasReset ? "reset and started" : "started without a reset"), vector table \(vectorTable), stack \(stackPointer)
      """
  }
}

/// What `edgerunner load` serves.
struct ServedBoard: Encodable {
  var board: String
  /// What other commands open.
  var descriptor: String
  var file: String
}

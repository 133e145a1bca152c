import EdgeFirmware
import EdgeRunner

extension TargetLoader.Program {
  /// What an ELF file loads on `board`.
  /// - Throws: `RunnerError.Code.invalidModel` when it is not firmware for that board.
  package init(_ file: ELFFile, path: String, for board: BoardSpecification) throws(RunnerError) {
    for segment in file.segments {
      let (first, end) = (Int(segment.loadAddress), Int(segment.loadAddress) + segment.bytes.count)
      let holds = board.memory.contains { Int($0.address) <= first && end <= Int($0.address) + $0.size }
      guard holds else {
        throw RunnerError(
          .invalidModel,
          "\(path) loads \(segment.bytes.count) bytes at \(segment.loadAddress.hexadecimal), which is no memory of "
            + board.name, hint: "build it for this board: edgerunner build --board \(board.name)")
      }
    }
    guard file.loadedBytes(at: board.vectorTableAddress, count: 8)?.count == 8 else {
      throw RunnerError(
        .invalidModel,
        "\(path) has no vector table where \(board.name) starts, at \(board.vectorTableAddress.hexadecimal)",
        hint: "build it for this board: edgerunner build --board \(board.name)")
    }
    self.init(
      segments: file.segments.map { Segment(address: $0.loadAddress, bytes: Array($0.bytes)) },
      vectorTable: board.vectorTableAddress)
  }
}

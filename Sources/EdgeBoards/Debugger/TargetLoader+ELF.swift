package import EdgeFormats
package import EdgeRunner
import EdgeSystem

extension TargetLoader.Program {
  /// What an ELF file loads on `board`.
  /// - Throws: `RunnerError.Code.invalidModel` when it is not firmware for that board.
  package init(_ file: ELFFile, path: String, for board: BoardSpecification) throws(RunnerError) {
    var segments: [Segment] = []
    for segment in file.segments {
      let address = UInt32(exactly: segment.loadAddress)
      let holds = board.memory.contains { memory in
        guard let address, address >= memory.address else { return false }
        return Int(address - memory.address) + segment.bytes.count <= memory.size
      }
      guard let address, holds else {
        throw RunnerError(
          .invalidModel,
          "\(path) loads \(segment.bytes.count) bytes at 0x\(String(segment.loadAddress, radix: 16)), which is no "
            + "memory of \(board.name)", hint: "build it for this board: edgerunner build --board \(board.name)")
      }
      segments.append(Segment(address: address, bytes: segment.bytes.array()))
    }
    guard file.loadedBytes(at: board.vectorTableAddress, count: 8)?.count == 8 else {
      throw RunnerError(
        .invalidModel,
        "\(path) has no vector table where \(board.name) starts, at \(board.vectorTableAddress.hexadecimal)",
        hint: "build it for this board: edgerunner build --board \(board.name)")
    }
    self.init(segments: segments, vectorTable: board.vectorTableAddress)
  }
}

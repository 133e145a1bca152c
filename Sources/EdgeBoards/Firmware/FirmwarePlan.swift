import EdgeCodeGenerator
import Foundation

/// What is built for a board: the networks' designs and where their memory lies.
struct FirmwarePlan {
  let board: BoardSpecification
  let designs: [NetworkDesign]
  /// Bytes of activations that the networks share: the most that one of them needs.
  let arenaByteCount: Int

  /// - Throws: `FirmwareError.doesNotFit` when weights or activations do not.
  init(board: BoardSpecification, designs: [NetworkDesign]) throws(FirmwareError) {
    self.board = board
    self.designs = designs
    arenaByteCount = designs.map { Self.regionOffsets(of: $0).end }.max() ?? 0
    let weights = designs.reduce(0) { $0 + ($1.weightsByteCount + 15) / 16 * 16 }
    for (kind, needed, contents) in [
      (BoardSpecification.MemoryKind.weights, weights, "the weights"),
      (.activations, arenaByteCount, "the activations"),
    ] where needed > board.region(kind).size {
      throw .doesNotFit(region: board.region(kind), needed: needed, contents: contents)
    }
  }

  /// Where each memory region of a network begins in the shared activations, and where the last one ends.
  static func regionOffsets(of design: NetworkDesign) -> (starts: [Int], end: Int) {
    var end = 0
    let starts = design.memory.regions.map { region in
      let start = (end + region.alignment - 1) / region.alignment * region.alignment
      end = start + region.byteCount
      return start
    }
    return (starts, end)
  }

  /// Where the linker finds its script.
  static let linkerScriptPath = "board.ld"

  /// Everything that is printed for this firmware, by path.
  func files() throws(FirmwareError) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [
      "board_configuration.h": Array(configurationHeader.utf8),
      Self.linkerScriptPath: Array((board.files[BoardSpecification.linkerScriptFile] ?? linkerScript).utf8),
      "board_networks.c": Array(networksSource.utf8),
    ]
    for design in designs {
      do throws(GenerationError) {
        for file in try NetworkPrinter(design).files() { files[file.path] = file.bytes }
      } catch { throw .generation(network: design.options.name, error) }
    }
    return files
  }

  /// The linker's complaint in terms of the board's memory.
  func linkFailure(output: String, status: Int32) -> FirmwareError {
    for line in output.split(separator: "\n") where line.contains("will not fit in region") {
      let quoted = line.split(separator: "'").map(String.init)
      guard let kind = quoted.lazy.compactMap({ BoardSpecification.MemoryKind(rawValue: $0.lowercased()) }).first,
        let excess = line.split(separator: " ").compactMap({ Int($0) }).last
      else { continue }
      let region = board.region(kind)
      let contents = kind == .code ? "code and tables" : kind == .data ? "variables, heap and stack" : "the \(kind)"
      return .doesNotFit(region: region, needed: region.size + excess, contents: contents)
    }
    // Of a linker script of the board's own, symbols may be missing too.
    if output.contains("undefined symbol"), board.files[BoardSpecification.linkerScriptFile] == nil {
      return .missingTool(
        "arm-none-eabi-gcc",
        reason: "its libraries have functions that this model's float operators call\n\(output.prefix(2000))")
    }
    return .build(.toolFailed("linking the firmware", status: status, output: output))
  }
}

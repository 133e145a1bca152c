package import EdgeCodeGenerator
package import EdgeFormats

/// Why firmware cannot be built.
package enum FirmwareError: Error, Sendable, CustomStringConvertible {
  case unknownBoard(String, similar: [String])
  /// A file of a board's folder is missing or wrong.
  case invalidBoard(String, reason: String)
  /// No networks, or two of one name.
  case invalidNetworks(String)
  /// A tool is not on the PATH or cannot do what is needed.
  case missingTool(String, reason: String)
  /// A model file cannot be had.
  case model(ModelError)
  case generation(network: String, GenerationError)
  /// Something needs more than its memory region has.
  case doesNotFit(region: BoardSpecification.MemoryRegion, needed: Int, contents: String)
  case build(BuildError)
  /// The linked file is not what it should be.
  case unreadableImage(String, ELFError)

  package var description: String {
    switch self {
    case .unknownBoard(let name, _): "there is no board \"\(name)\""
    case .invalidBoard(let file, let reason): "\(file): \(reason)"
    case .invalidNetworks(let reason): reason
    case .missingTool(let tool, let reason): "\(tool) is needed to build firmware: \(reason)"
    case .model(let error): error.description
    case .generation(let network, let error): "network \(network): \(error)"
    case .doesNotFit(let region, let needed, let contents):
      "\(contents) need \(needed) bytes, \(needed - region.size) more than the \(region.size) bytes of \(region.name)"
    case .build(let error): error.description
    case .unreadableImage(let path, let error): "\(path): \(error)"
    }
  }

  /// What the user can do about it.
  package var hint: String? {
    switch self {
    case .unknownBoard(_, let similar):
      similar.isEmpty
        ? "boards: " + BoardSpecification.all.map(\.name).joined(separator: ", ")
        : "did you mean \(similar.joined(separator: " or "))?"
    case .missingTool: "install a Swift toolchain from swift.org and put its usr/bin on the PATH"
    case .doesNotFit(_, _, _): "choose a board with more memory, a smaller input size or fewer models"
    case .invalidBoard: "docs/firmware.md tells what a board's folder holds"
    case .model(let error): error.hint
    case .invalidNetworks, .generation, .build, .unreadableImage: nil
    }
  }
}

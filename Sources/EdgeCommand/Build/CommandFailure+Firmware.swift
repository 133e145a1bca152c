import EdgeBoards
import EdgeCodeGenerator

extension CommandFailure {
  init(_ error: FirmwareError) {
    self.init(ExitStatus(error), error.description, hint: error.hint)
  }
}

extension ExitStatus {
  /// The status that stands for a failure to build firmware.
  init(_ error: FirmwareError) {
    switch error {
    case .unknownBoard, .invalidBoard, .invalidNetworks: self = .usage
    case .missingTool: self = .unavailable
    case .model, .generation: self = .model
    case .doesNotFit: self = .outOfMemory
    case .build(.noCompiler), .build(.cannotStart): self = .unavailable
    case .build(.unwritable): self = .outputUnwritable
    case .build, .unreadableImage: self = .unexpected
    }
  }
}

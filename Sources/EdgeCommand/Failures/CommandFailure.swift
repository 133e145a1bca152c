import ArgumentParser
import EdgeBoards
import EdgeCodeGenerator
import EdgeDatasets
import EdgeEvaluation
import EdgeFormats
import EdgeModel
import EdgeRunner
import EdgeSystem
import EdgeVision

/// Why a command ended, as the user sees it: `error: message`, `hint: ...` and an exit status.
struct CommandFailure: Error {
  var status: ExitStatus
  /// One sentence, no trailing period, naming the file, option or device.
  var message: String
  /// What the user can do about it; nil when there is nothing better than the message.
  var hint: String?
  /// The operators because of which a model is refused; the message summarises them.
  var refusedOperators: [RefusedOperator] = []

  init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }
}

extension CommandFailure {
  /// The failure that `error` means to the user; nil for errors of the argument parser, which prints its own.
  init?(describing error: any Error) {
    switch error {
    case let failure as CommandFailure:
      self = failure
    case let error as RunnerError:
      self.init(error)
    case let error as FirmwareError:
      self.init(error)
    case let error as ModelError:
      self.init(.model, error.description, hint: error.hint)
    case let error as PictureError:
      self.init(error.exitStatus, error.description)
    case let error as ValidationFailure:
      self.init(error)
    case is NumpyError, is CSVError, is ArchiveError, is FileError, is DatasetError:
      self.init(.input, "\(error)")
    case is GenerationError, is OutputError, is BuildError:
      guard let failure = CommandFailure(ofGeneration: error) else { return nil }
      self = failure
    case is ValidationError, is CleanExit, is ExitCode:
      return nil
    default:
      if String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") { return nil }
      self.init(.unexpected, String(describing: error))
    }
  }

  /// A validation's error with what helps against it.
  init(_ error: ValidationFailure) {
    let (status, hint): (ExitStatus, String) =
      switch error {
      case .unlikeKeypoints: (.input, "take the data set that the model was trained for, or mend kpt_shape")
      case .unknownClass(_, let names):
        (.usage, "it has 0 to \(names.count - 1): \(names.prefix(5).joined(separator: ", "))...; see --classes")
      case .noClasses: (.usage, "see --classes")
      case .unusable: (.input, "without --strict it is left out")
      case .nothingScored: (.input, "check that the pictures and labels of --data are what it says")
      case .unwritable: (.outputUnwritable, "check free space and permissions, or choose a folder by --project")
      case .incompleteJournal: (.unexpected, "run it again, without --resume")
      }
    self.init(status, error.description, hint: hint)
  }

  /// A runner's error with the exit status its code stands for.
  init(_ error: RunnerError) {
    var message = error.message
    if let cause = error.cause { message += ": \(cause)" }
    self.init(ExitStatus(error.code), message, hint: error.hint)
    refusedOperators = error.refusedOperators
  }
}

extension ExitStatus {
  /// The status that stands for a runner error's code; an unknown code is a driver's own, so its device failed.
  init(_ code: RunnerError.Code) {
    switch code {
    case .invalidDescriptor, .invalidArgument, .missingCapability: self = .usage
    case .invalidModel, .unsupportedModel: self = .model
    case .unavailable: self = .unavailable
    case .outOfMemory: self = .outOfMemory
    case .cancelled: self = .interrupted(by: 2)
    default: self = .device
    }
  }
}

extension PictureError {
  /// The status that stands for it: pictures that cannot be read are bad input.
  var exitStatus: ExitStatus {
    switch reason {
    case .notEncodable, .unwritable: .outputUnwritable
    case .missingLibrary: .unavailable
    default: .input
    }
  }
}

/// Why printed C could not be compiled or its objects read.
public enum BuildError: Error, Sendable, CustomStringConvertible {
  /// No compiler for the target is on the PATH.
  case noCompiler(target: String, tried: [String])
  case cannotStart(String, reason: String)
  /// A compiler or linker failed; the output is its own.
  case toolFailed(String, status: Int32, output: String)
  /// An object file is damaged or of a kind that is not read.
  case unreadableObject(String, reason: String)
  /// A file or folder of the build cannot be written.
  case unwritable(String, reason: String)

  /// The reason, with the first 4000 characters of a tool's output.
  public var description: String {
    switch self {
    case .noCompiler(let target, let tried):
      "no C compiler for \(target) is on the PATH (tried \(tried.joined(separator: ", ")))"
    case .cannotStart(let path, let reason): "cannot start \(path): \(reason)"
    case .toolFailed(let command, let status, let output):
      "\(command) failed with status \(status):\n\(output.prefix(4000))"
    case .unreadableObject(let path, let reason): "\(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}

import SystemPackage

/// A regular file, open for reading until this value goes.
struct RegularFile: ~Copyable {
  /// Why a path does not lead to one.
  enum Failure: Error {
    case system(operation: String, Errno)
    case folder
    /// A pipe, socket or device.
    case notRegular
  }

  let descriptor: FileDescriptor
  let byteCount: Int64

  init(path: String) throws(Failure) {
    // Without O_NONBLOCK opening a pipe would wait for a writer.
    let descriptor: FileDescriptor
    do throws(Errno) {
      descriptor = try systemCall { try .open(path, .readOnly, options: [.closeOnExec, .nonBlocking]) }
    } catch { throw .system(operation: "open", error) }
    do throws(Failure) {
      byteCount = try Self.byteCount(of: descriptor)
    } catch {
      try? descriptor.close()
      throw error
    }
    self.descriptor = descriptor
  }

  private static func byteCount(of descriptor: FileDescriptor) throws(Failure) -> Int64 {
    let status: Stat
    do throws(Errno) { status = try Stat(descriptor) } catch { throw .system(operation: "inspect", error) }
    switch status.type {
    case .regular: return status.size
    case .directory: throw .folder
    default: throw .notRegular
    }
  }

  deinit { try? descriptor.close() }
}

/// Runs a call of swift-system, which throws nothing but `Errno` without saying so in its type.
func systemCall<R>(_ call: () throws -> R) throws(Errno) -> R {
  do { return try call() } catch {
    guard let error = error as? Errno else { preconditionFailure("\(error)") }
    throw error
  }
}

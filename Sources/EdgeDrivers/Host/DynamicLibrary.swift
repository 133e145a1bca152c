import Foundation

/// A shared library opened at run time.
///
/// It stays loaded until the process ends, unless asked otherwise: runtimes keep threads of their own.
package final class DynamicLibrary: @unchecked Sendable {
  /// Why a library cannot be used.
  package enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The loader refused; the reason is the loader's own.
    case cannotOpen(path: String, reason: String)
    case missingSymbol(path: String, symbol: String)

    package var description: String {
      switch self {
      case .cannotOpen(let path, let reason):
        reason.contains(path) ? reason : "\(path): \(reason)"
      case .missingSymbol(let path, let symbol): "\(path) does not export \(symbol)"
      }
    }
  }

  /// Path as given to `init`.
  package let path: String
  private let handle: UnsafeMutableRawPointer
  private let staysLoaded: Bool

  /// Loads the library with all its symbols resolved and none of them offered to later libraries.
  /// - Parameter staysLoaded: false unloads it with this object, which must then outlive all use of its functions.
  package init(path: String, staysLoaded: Bool = true) throws(Failure) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .cannotOpen(path: path, reason: dlerror().map { String(cString: $0) } ?? "unknown reason")
    }
    self.path = path
    self.handle = handle
    self.staysLoaded = staysLoaded
  }

  deinit { if !staysLoaded { dlclose(handle) } }

  /// True when the library exports `name`.
  package func exports(_ name: String) -> Bool { dlsym(handle, name) != nil }

  /// The function called `name`.
  /// - Parameter type: a C function pointer type that matches the function; nothing can check it.
  package func function<F>(_ name: String, as type: F.Type = F.self) throws(Failure) -> F {
    precondition(MemoryLayout<F>.size == MemoryLayout<UnsafeRawPointer>.size, "\(F.self) is no C function pointer")
    guard let address = dlsym(handle, name) else { throw .missingSymbol(path: path, symbol: name) }
    return unsafeBitCast(address, to: F.self)
  }

  /// The data called `name`; nil when the library exports no such symbol.
  /// - Parameter type: what lies there; nothing can check it.
  package func data<T>(_ name: String, as type: T.Type = T.self) -> UnsafePointer<T>? {
    dlsym(handle, name).map { UnsafePointer($0.assumingMemoryBound(to: T.self)) }
  }
}

package import EdgeRunner
import EdgeSystem
import Foundation

/// Emulators that are installed here.
package enum EmulatorProgram {
  /// The executable called `name` on the PATH; one with a slash is taken as it is.
  package static func find(
    _ name: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(RunnerError) -> String {
    if let path = ProgramSearch.find(name, environment: environment) { return path }
    throw RunnerError(.unavailable, "\(name) is not on the PATH", hint: hint(name))
  }

  private static func hint(_ name: String) -> String {
    #if os(macOS)
      "install QEMU: brew install qemu"
    #else
      "install QEMU: apt-get install --no-install-recommends \(name.hasPrefix("qemu-") ? name : "qemu-system-arm")"
    #endif
  }
}

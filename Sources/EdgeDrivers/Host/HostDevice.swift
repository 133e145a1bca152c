import Foundation

/// The machine this process runs on, as listings show it.
package enum HostDevice {
  /// Architecture, processor name and number of cores, e.g. `x86-64 host, Intel Xeon, 2 cores`.
  package static let summary: String = {
    var parts = ["\(architecture) host"]
    if let name = processorName { parts.append(name) }
    parts.append(cores == 1 ? "1 core" : "\(cores) cores")
    return parts.joined(separator: ", ")
  }()

  /// Sessions of so many threads each that fill this machine.
  package static func parallelSessionCount(threads: Int = 1) -> Int {
    max(cores / max(threads, 1), 1)
  }

  /// Processors that this process may use. Asked once: the system answers from a file.
  private static let cores = ProcessInfo.processInfo.activeProcessorCount

  /// Name of the instruction set this program was built for.
  package static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "unknown"
    #endif
  }

  private static var processorName: String? {
    #if canImport(Darwin)
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
      for line in text.split(separator: "\n") where line.hasPrefix("model name") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      }
      return nil
    #endif
  }
}

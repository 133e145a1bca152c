import Foundation

/// This process's memory: what the system says of it.
public enum ProcessMemory {
  /// Most bytes that were resident at once since the program began; nil where the system does not tell.
  public static var peakByteCount: Int? {
    #if os(Linux)
      // Unlike getrusage's figure, this one does not include what the parent process had when it started this one.
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    #else
      var usage = rusage()
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
      return Int(usage.ru_maxrss)
    #endif
  }
}

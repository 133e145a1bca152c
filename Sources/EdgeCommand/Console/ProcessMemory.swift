import Foundation

/// What the system says of this process's memory.
enum ProcessMemory {
  /// Most bytes that were resident at once since the process began; nil where the system does not tell.
  static var peakByteCount: Int? {
    var usage = rusage()
    #if canImport(Darwin)
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
      return Int(usage.ru_maxrss)
    #else
      // In kibibytes here.
      guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}

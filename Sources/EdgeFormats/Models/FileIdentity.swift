#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which content a path named at one moment: every change of a file changes its identity.
struct FileIdentity: Sendable, Equatable {
  private let device: UInt64
  private let number: UInt64
  private let byteCount: Int64
  private let modified: Duration
  private let changed: Duration

  /// False right after a change: another one within the same step of the file system's clock would go unnoticed.
  private(set) var isSettled: Bool

  /// File systems step their clock with the kernel's timer, at most this far.
  private static let clockStep = Duration.milliseconds(20)

  /// Of the regular file at `path`; nil when there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(status.st_ino)
    byteCount = Int64(status.st_size)
    #if canImport(Darwin)
      modified = Duration(status.st_mtimespec)
      changed = Duration(status.st_ctimespec)
    #else
      modified = Duration(status.st_mtim)
      changed = Duration(status.st_ctim)
    #endif
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    isSettled = Duration(now) - changed > Self.clockStep
  }

  static func == (a: FileIdentity, b: FileIdentity) -> Bool {
    a.device == b.device && a.number == b.number && a.byteCount == b.byteCount && a.modified == b.modified
      && a.changed == b.changed
  }
}

extension Duration {
  fileprivate init(_ time: timespec) {
    self = .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}

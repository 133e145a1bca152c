import SystemPackage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Which content a path named at one moment: every change of a file changes its identity.
package struct FileIdentity: Sendable, Equatable {
  private let device: UInt64
  private let number: UInt64
  private let byteCount: Int64
  private let modified: Duration
  private let changed: Duration

  /// False right after a change: another one within the same step of the file system's clock would go unnoticed.
  package let isSettled: Bool

  /// File systems step their clock with the kernel's timer, at most this far.
  private static let clockStep = Duration.milliseconds(20)

  /// Of the regular file at `path`, links followed; nil when there is none.
  package init?(path: String) {
    guard let status = try? Stat(path), status.type == .regular else { return nil }
    device = UInt64(truncatingIfNeeded: status.deviceID.rawValue)
    number = UInt64(truncatingIfNeeded: status.inode.rawValue)
    byteCount = status.size
    modified = Duration(status.st_mtim)
    changed = Duration(status.st_ctim)
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    isSettled = Duration(now) - changed > Self.clockStep
  }

  package static func == (a: FileIdentity, b: FileIdentity) -> Bool {
    a.device == b.device && a.number == b.number && a.byteCount == b.byteCount && a.modified == b.modified
      && a.changed == b.changed
  }
}

extension Duration {
  fileprivate init(_ time: timespec) {
    self = .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}

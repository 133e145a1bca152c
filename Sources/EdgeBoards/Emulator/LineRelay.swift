package import EdgeLink
import Synchronization

/// Passes bytes between a board and whoever comes to its line, as a cable would.
package struct LineRelay: Sendable {
  private let board: any Transport
  private let host: any Transport

  /// Bytes passed on at once.
  private static let sliceByteCount = 4096
  /// Hosts that read nothing for so long miss what the board says: it must not wait for those that went away.
  private static let patience = Duration.seconds(5)
  private static let pollTime = Duration.milliseconds(100)

  /// - Parameters:
  ///   - board: its line.
  ///   - host: the end that hosts open.
  package init(board: any Transport, host: any Transport) {
    self.board = board
    self.host = host
  }

  /// Passes bytes on until the task is cancelled or one side is gone.
  /// - Returns: why it ended; nil when it was cancelled.
  package func run() async -> TransportError? {
    let stop = StopFlag()
    let (board, host) = (board, host)
    return await withTaskCancellationHandler {
      async let up = onOwnThread { () -> TransportError? in
        defer { stop.raise() }
        return Self.pass(from: host, to: board, stop, dropsWhenBlocked: false)
      }
      async let down = onOwnThread { () -> TransportError? in
        defer { stop.raise() }
        return Self.pass(from: board, to: host, stop, dropsWhenBlocked: true)
      }
      let (first, second) = await (down, up)
      return first ?? second
    } onCancel: {
      stop.raise()
    }
  }

  private static func pass(
    from source: any Transport, to destination: any Transport, _ stop: StopFlag, dropsWhenBlocked: Bool
  ) -> TransportError? {
    do throws(TransportError) {
      while !stop.isRaised {
        let bytes = try source.read(atMost: sliceByteCount, timeout: pollTime)
        if bytes.isEmpty { continue }
        do throws(TransportError) {
          try destination.write(bytes, timeout: dropsWhenBlocked ? patience : .seconds(60))
        } catch {
          guard error == .blocked, dropsWhenBlocked || stop.isRaised else { throw error }
        }
      }
      return nil
    } catch { return error }
  }
}

import Board
import Synchronization

/// Bytes that the UART's interrupt has received and the program has not read yet.
enum ReceiveQueue {
  // One side writes each of them: the interrupt the head, the program the tail.
  private static let head = Atomic<UInt32>(0)
  private static let tail = Atomic<UInt32>(0)

  /// Called by the interrupt.
  static var isFull: Bool {
    head.load(ordering: .relaxed) &- tail.load(ordering: .acquiring) >= BOARD_RECEIVE_SIZE
  }

  /// Called by the interrupt, when the queue is not full.
  static func append(_ byte: UInt8) {
    let position = head.load(ordering: .relaxed)
    board_store_received(position, byte)
    head.store(position &+ 1, ordering: .releasing)
  }

  private static var isEmpty: Bool { head.load(ordering: .acquiring) == tail.load(ordering: .relaxed) }

  /// Waits for the next byte, asleep.
  /// - Returns: the byte, and whether the queue was full before it was taken.
  static func next() -> (byte: UInt8, wasFull: Bool) {
    while isEmpty {
      // A byte that comes between the question and the sleep must wake the processor.
      board_mask_interrupts()
      if isEmpty { board_sleep() }
      board_unmask_interrupts()
    }
    let wasFull = isFull
    let position = tail.load(ordering: .relaxed)
    let byte = board_load_received(position)
    tail.store(position &+ 1, ordering: .releasing)
    return (byte, wasFull)
  }
}

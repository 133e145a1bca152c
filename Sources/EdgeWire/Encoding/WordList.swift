/// Up to 32 words stored in place: dimensions, counters, device extras.
public struct WordList: Sendable {
  /// Most elements; boards send at most ten (five 64-bit counters).
  public static var capacity: Int { 32 }

  private var storage:
    (
      UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32,
      UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32,
      UInt32, UInt32, UInt32, UInt32
    ) = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  /// Elements stored.
  public private(set) var count = 0

  /// The empty list.
  public init() {}

  /// One word.
  public init(_ element: UInt32) { _ = append(element) }

  /// One 64-bit counter: low word, high word.
  public init(counter: UInt64) { _ = append(counter: counter) }

  /// The element at `position`, which must be below `count`.
  public subscript(position: Int) -> UInt32 {
    precondition(position >= 0 && position < count)
    return withUnsafeBytes(of: storage) { $0.load(fromByteOffset: 4 * position, as: UInt32.self) }
  }

  /// Appends one element; false when the list is full.
  public mutating func append(_ element: UInt32) -> Bool {
    guard count < Self.capacity else { return false }
    let position = count
    withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: element, toByteOffset: 4 * position, as: UInt32.self) }
    count += 1
    return true
  }

  /// Appends a 64-bit counter as two words, low one first; false when the list is full.
  public mutating func append(counter: UInt64) -> Bool {
    guard count + 2 <= Self.capacity else { return false }
    return append(UInt32(truncatingIfNeeded: counter)) && append(UInt32(truncatingIfNeeded: counter >> 32))
  }
}

extension WordList: Equatable {
  /// Lists are equal when their words are; what lies behind the end does not count.
  public static func == (left: WordList, right: WordList) -> Bool {
    guard left.count == right.count else { return false }
    for position in 0..<left.count where left[position] != right[position] { return false }
    return true
  }
}

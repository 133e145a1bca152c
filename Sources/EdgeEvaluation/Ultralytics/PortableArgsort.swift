/// NumPy's `argsort` as processors without its vector sort compute it: an introsort that is not stable, so that the
/// order of equal keys is a property of this very algorithm.
///
/// Ultralytics ranks detections with it, and int8 networks give few distinct confidences: the order of ties decides the
/// figures in the third decimal. Median of three, insertion sort up to 16 elements, heap sort when too deep.
enum PortableArgsort {
  private static let insertionLimit = 15

  /// Positions of `keys`, ascending by key. Keys must not be NaN.
  static func ascending(_ keys: [Float]) -> [Int32] {
    var order = [Int32](0..<Int32(keys.count))
    guard keys.count > 1 else { return order }
    keys.withUnsafeBufferPointer { keys in
      order.withUnsafeMutableBufferPointer { order in
        guard let keys = keys.baseAddress, let base = order.baseAddress else { return }
        sort(base, count: order.count, keys)
      }
    }
    return order
  }

  private static func sort(_ order: UnsafeMutablePointer<Int32>, count: Int, _ keys: UnsafePointer<Float>) {
    var first = 0
    var last = count - 1
    var depth = 2 * (Int.bitWidth - 1 - count.leadingZeroBitCount)
    var pending: [(first: Int, last: Int, depth: Int)] = []
    while true {
      if depth < 0 {
        heapSort(order + first, count: last - first + 1, keys)
      } else {
        while last - first > insertionLimit {
          let split = partition(order, first, last, keys)
          depth -= 1
          // The larger part waits, so that few are ever pending.
          if split - first < last - split {
            pending.append((split + 1, last, depth))
            last = split - 1
          } else {
            pending.append((first, split - 1, depth))
            first = split + 1
          }
        }
        insertionSort(order, first, last, keys)
      }
      guard let next = pending.popLast() else { return }
      (first, last, depth) = next
    }
  }

  /// Splits a range around the median of its first, middle and last key; returns where that one ends up.
  private static func partition(
    _ order: UnsafeMutablePointer<Int32>, _ first: Int, _ last: Int, _ keys: UnsafePointer<Float>
  ) -> Int {
    @inline(__always) func key(_ position: Int) -> Float { keys[Int(order[position])] }
    @inline(__always) func swap(_ a: Int, _ b: Int) { (order[a], order[b]) = (order[b], order[a]) }
    let middle = first + (last - first) >> 1
    if key(middle) < key(first) { swap(middle, first) }
    if key(last) < key(middle) { swap(last, middle) }
    if key(middle) < key(first) { swap(middle, first) }
    let pivot = key(middle)
    var low = first
    var high = last - 1
    swap(middle, high)
    while true {
      repeat { low += 1 } while key(low) < pivot
      repeat { high -= 1 } while pivot < key(high)
      if low >= high { break }
      swap(low, high)
    }
    swap(low, last - 1)
    return low
  }

  private static func insertionSort(
    _ order: UnsafeMutablePointer<Int32>, _ first: Int, _ last: Int, _ keys: UnsafePointer<Float>
  ) {
    guard first < last else { return }
    for position in first + 1...last {
      let element = order[position]
      let key = keys[Int(element)]
      var hole = position
      while hole > first && key < keys[Int(order[hole - 1])] {
        order[hole] = order[hole - 1]
        hole -= 1
      }
      order[hole] = element
    }
  }

  private static func heapSort(_ order: UnsafeMutablePointer<Int32>, count: Int, _ keys: UnsafePointer<Float>) {
    // Counted from one, as the children of k are then 2k and 2k + 1.
    let heap = order - 1
    @inline(__always) func sift(_ element: Int32, from start: Int, count: Int) {
      var hole = start
      var child = start * 2
      while child <= count {
        if child < count && keys[Int(heap[child])] < keys[Int(heap[child + 1])] { child += 1 }
        guard keys[Int(element)] < keys[Int(heap[child])] else { break }
        heap[hole] = heap[child]
        hole = child
        child += child
      }
      heap[hole] = element
    }
    for start in stride(from: count >> 1, to: 0, by: -1) { sift(heap[start], from: start, count: count) }
    for end in stride(from: count, to: 1, by: -1) {
      let element = heap[end]
      heap[end] = heap[1]
      sift(element, from: 1, count: end - 1)
    }
  }
}

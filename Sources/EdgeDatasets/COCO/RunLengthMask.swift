/// A binary mask as run lengths in COCO's order: column by column from the left, starting with a run of zeros.
///
/// Area, bounding box, overlap and rasterisation follow the mask interface of the COCO protocol, so that scores of masks
/// equal those of pycocotools.
public struct RunLengthMask: Sendable, Hashable {
  /// Rows of the picture.
  public let height: Int
  /// Columns of the picture.
  public let width: Int
  /// Lengths of alternating runs of zeros and ones; their sum is `height * width`.
  public let runs: [UInt32]
  /// Number of ones.
  public let area: Int
  /// Bounding box of the ones; zero for an empty mask. A run that continues in the next column spans all rows.
  public let box: COCOBox

  /// Pixels of the largest mask that is accepted.
  public static let maximumPixelCount = 1 << 31

  /// A mask from run lengths; nil unless they add up to the picture's pixels, which must be within the limit.
  public init?(height: Int, width: Int, runs: [UInt32]) {
    guard Self.isAcceptable(height: height, width: width) else { return nil }
    var sum = 0
    for run in runs { sum += Int(run) }
    guard sum == height * width else { return nil }
    self.init(uncheckedHeight: height, width: width, runs: runs)
  }

  /// A mask from a row-major bitmap, of which only the given part can hold ones.
  /// - Parameters:
  ///   - bitmap: `height * width` values; any value but zero is a one.
  ///   - columns: columns that may hold ones.
  ///   - rows: rows that may hold ones.
  public init(bitmap: [UInt8], height: Int, width: Int, columns: Range<Int>? = nil, rows: Range<Int>? = nil) {
    precondition(bitmap.count == height * width && Self.isAcceptable(height: height, width: width))
    let columns = (columns ?? 0..<width).clamped(to: 0..<width)
    let rows = (rows ?? 0..<height).clamped(to: 0..<height)
    var builder = RunBuilder()
    bitmap.withUnsafeBufferPointer { pixels in
      for column in columns {
        var row = rows.lowerBound
        while row < rows.upperBound {
          guard pixels[row * width + column] != 0 else {
            row += 1
            continue
          }
          let first = row
          while row < rows.upperBound && pixels[row * width + column] != 0 { row += 1 }
          builder.appendOnes(from: column * height + first, to: column * height + row)
        }
      }
    }
    self.init(uncheckedHeight: height, width: width, runs: builder.finish(at: height * width))
  }

  /// A mask without ones; of no size where the size is not acceptable.
  public static func empty(height: Int, width: Int) -> RunLengthMask {
    RunLengthMask(
      height: height, width: width, runs: [UInt32(clamping: height.multipliedReportingOverflow(by: width).partialValue)]
    )
      ?? RunLengthMask(uncheckedHeight: 0, width: 0, runs: [])
  }

  /// A mask whose runs are known to fill its size.
  package init(uncheckedHeight height: Int, width: Int, runs: [UInt32]) {
    self.height = height
    self.width = width
    self.runs = runs
    (area, box) = Self.measure(runs, height: height, width: width)
  }

  static func isAcceptable(height: Int, width: Int) -> Bool {
    let (count, overflow) = height.multipliedReportingOverflow(by: width)
    return height >= 0 && width >= 0 && !overflow && count <= maximumPixelCount
  }

  /// The mask as a row-major bitmap of zeros and ones.
  public func bitmap() -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: height * width)
    forEachRunOfOnes { start, end in
      for position in start..<end { pixels[position % height * width + position / height] = 1 }
    }
    return pixels
  }

  /// The pixels that are one in any of `masks`, which must have the given size.
  public static func union(of masks: [RunLengthMask], height: Int, width: Int) -> RunLengthMask {
    if masks.count == 1 { return masks[0] }
    var spans: [(start: Int, end: Int)] = []
    for mask in masks {
      precondition(mask.height == height && mask.width == width, "masks of different sizes")
      mask.forEachRunOfOnes { spans.append(($0, $1)) }
    }
    spans.sort { $0.start < $1.start }
    var builder = RunBuilder()
    for span in spans { builder.appendOnes(from: span.start, to: span.end) }
    return RunLengthMask(uncheckedHeight: height, width: width, runs: builder.finish(at: height * width))
  }

  /// Intersection over union with `other`; over this mask's own area instead when `other` is a crowd.
  ///
  /// Masks of different sizes do not overlap: the result is -1 where their boxes touch, as in the protocol.
  public func overlap(with other: RunLengthMask, isCrowd: Bool) -> Double {
    guard box.intersects(other.box) else { return 0 }
    guard height == other.height && width == other.width else { return -1 }
    let intersection = intersectionArea(with: other)
    guard intersection > 0 else { return 0 }
    return Double(intersection) / Double(isCrowd ? area : area + other.area - intersection)
  }

  /// Number of pixels that are one in both masks, which have the same size.
  private func intersectionArea(with other: RunLengthMask) -> Int {
    runs.withUnsafeBufferPointer { a in
      other.runs.withUnsafeBufferPointer { b in
        var i = 0
        var j = 0
        var aEnd = 0
        var bEnd = 0
        var position = 0
        var common = 0
        while true {
          while aEnd == position {
            guard i < a.count else { return common }
            aEnd &+= Int(a[i])
            i &+= 1
          }
          while bEnd == position {
            guard j < b.count else { return common }
            bEnd &+= Int(b[j])
            j &+= 1
          }
          let next = min(aEnd, bEnd)
          // After reading run number i - 1 the index i is even exactly inside a run of ones.
          if (i | j) & 1 == 0 { common &+= next &- position }
          position = next
        }
      }
    }
  }

  /// Calls `body` with the first position and the position after the last of each run of ones.
  private func forEachRunOfOnes(_ body: (Int, Int) -> Void) {
    var position = 0
    var isOne = false
    for run in runs {
      if isOne && run > 0 { body(position, position + Int(run)) }
      position += Int(run)
      isOne.toggle()
    }
  }

  private static func measure(_ runs: [UInt32], height: Int, width: Int) -> (Int, COCOBox) {
    var area = 0
    var left = width
    var top = height
    var right = -1
    var bottom = -1
    var position = 0
    for index in runs.indices {
      let end = position + Int(runs[index])
      if index & 1 == 1 && end > position {
        area += end - position
        let (firstColumn, firstRow) = position.quotientAndRemainder(dividingBy: height)
        let (lastColumn, lastRow) = (end - 1).quotientAndRemainder(dividingBy: height)
        left = min(left, firstColumn)
        right = max(right, lastColumn)
        if firstColumn == lastColumn {
          top = min(top, firstRow)
          bottom = max(bottom, lastRow)
        } else {
          top = 0
          bottom = height - 1
        }
      }
      position = end
    }
    guard area > 0 else { return (0, COCOBox(x: 0, y: 0, width: 0, height: 0)) }
    return (
      area, COCOBox(x: Double(left), y: Double(top), width: Double(right - left + 1), height: Double(bottom - top + 1))
    )
  }
}

/// Collects runs of ones in ascending order; touching and overlapping ones merge.
package struct RunBuilder {
  private var runs: [UInt32] = []
  /// Where the last run of ones ends, -1 before the first.
  private var end = -1

  package init() {}

  /// Adds the ones from a position to the one before `newEnd`.
  package mutating func appendOnes(from start: Int, to newEnd: Int) {
    if end >= 0 && start <= end {
      guard newEnd > end else { return }
      runs[runs.count - 1] += UInt32(newEnd - end)
    } else {
      runs.append(UInt32(start - max(end, 0)))
      runs.append(UInt32(newEnd - start))
    }
    end = newEnd
  }

  /// All runs of a mask of `count` pixels.
  package mutating func finish(at count: Int) -> [UInt32] {
    if max(end, 0) < count || runs.isEmpty { runs.append(UInt32(count - max(end, 0))) }
    return runs
  }
}

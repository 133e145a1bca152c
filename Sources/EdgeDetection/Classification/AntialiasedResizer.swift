package import EdgeVision

/// Bilinear resizing of 8-bit RGB that averages over all pixels it leaves out, equal to Pillow's `BILINEAR` bit for bit.
///
/// Each side is a pass of its own, and what lies between them is rounded to 8 bits. A pass adds products of pixels and
/// weights with 22 fractional bits, rounds half up and clamps. The weights are a triangle as wide as two pixels of the
/// larger of both grids, made to add up to one in double precision, then rounded half away from zero. The pass across
/// comes first, unless more than twice as many rows as columns fall away: that order is Pillow 13's.
struct AntialiasedResizer {
  private static let channelCount = 3
  private static let fractionBits: Int32 = 22

  private let columns: [Tap]
  private let rows: [Tap]
  private let isDownFirst: Bool

  /// The source positions that one position of the result mixes.
  private struct Tap {
    var first: Int
    var weights: [Int32]
  }

  /// Prepares the weights of a part of the result.
  /// - Parameters:
  ///   - sourceWidth: columns of the picture.
  ///   - sourceHeight: rows of the picture.
  ///   - width: columns of the whole result.
  ///   - height: rows of the whole result.
  ///   - columns: the columns of the result that are computed, inside `0..<width`.
  ///   - rows: the rows that are computed, inside `0..<height`.
  init(sourceWidth: Int, sourceHeight: Int, width: Int, height: Int, columns: Range<Int>, rows: Range<Int>) {
    self.columns = Self.taps(from: sourceWidth, to: width, at: columns)
    self.rows = Self.taps(from: sourceHeight, to: height, at: rows)
    isDownFirst = height < sourceHeight && sourceHeight - height > 2 * (sourceWidth - width)
  }

  private static func taps(from sourceCount: Int, to count: Int, at positions: Range<Int>) -> [Tap] {
    let scale = Double(sourceCount) / Double(count)
    // Enlarging mixes neighbours only; making smaller, everything in reach.
    let reach = max(scale, 1)
    return positions.map { position in
      let center = (Double(position) + 0.5) * scale
      let first = max(Int(center - reach + 0.5), 0)
      let end = min(Int(center + reach + 0.5), sourceCount)
      let weights = (0..<max(end - first, 0)).map { offset in
        max(1 - abs((Double(offset + first) - center + 0.5) * (1 / reach)), 0)
      }
      let sum = weights.reduce(0, +)
      return Tap(
        first: first,
        weights: weights.map { weight in
          Int32(0.5 + (sum != 0 ? weight / sum : weight) * Double(Int32(1) << fractionBits))
        })
    }
  }

  /// Resizes `source`, whose rows are packed, into packed rows of the part.
  /// - Parameters:
  ///   - source: the picture's pixels.
  ///   - sourceWidth: columns of the picture.
  ///   - target: room for the columns and rows of the part, three bytes each.
  func resize(_ source: UnsafePointer<UInt8>, sourceWidth: Int, into target: UnsafeMutablePointer<UInt8>) {
    let reach = isDownFirst ? Self.reach(columns) : Self.reach(rows)
    let middleWidth = isDownFirst ? reach.count : columns.count
    let middleHeight = isDownFirst ? rows.count : reach.count
    let stride = (source: sourceWidth * Self.channelCount, middle: middleWidth * Self.channelCount)
    let byteCount = stride.middle * middleHeight
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(byteCount, 1)) { middle in
      guard let middle = middle.baseAddress else { return }
      if isDownFirst {
        let first = source + reach.lowerBound * Self.channelCount
        down(first, stride: stride.source, into: middle, count: stride.middle, firstRow: 0)
        for row in 0..<rows.count {
          across(
            middle + row * stride.middle, firstColumn: reach.lowerBound,
            into: target + row * columns.count * Self.channelCount)
        }
      } else {
        for row in reach {
          across(
            source + row * stride.source, firstColumn: 0, into: middle + (row - reach.lowerBound) * stride.middle)
        }
        down(middle, stride: stride.middle, into: target, count: stride.middle, firstRow: reach.lowerBound)
      }
    }
  }

  /// The source positions that some taps mix.
  private static func reach(_ taps: [Tap]) -> Range<Int> {
    let first = taps.map(\.first).min() ?? 0
    return first..<(taps.map { $0.first + $0.weights.count }.max() ?? first)
  }

  /// One row across; its first pixel is that of column `firstColumn`.
  private func across(
    _ source: UnsafePointer<UInt8>, firstColumn: Int, into target: UnsafeMutablePointer<UInt8>
  ) {
    for (column, tap) in columns.enumerated() {
      Self.mix(
        source + (tap.first - firstColumn) * Self.channelCount, stride: Self.channelCount, tap.weights,
        into: target + column * Self.channelCount, count: Self.channelCount)
    }
  }

  /// All rows down, `count` bytes of each; the first row of the source is row `firstRow`.
  private func down(
    _ source: UnsafePointer<UInt8>, stride: Int, into target: UnsafeMutablePointer<UInt8>, count: Int, firstRow: Int
  ) {
    for (row, tap) in rows.enumerated() {
      Self.mix(
        source + (tap.first - firstRow) * stride, stride: stride, tap.weights, into: target + row * count, count: count)
    }
  }

  /// Weighted sums of neighbours that lie `stride` bytes apart, for `count` bytes side by side.
  private static func mix(
    _ source: UnsafePointer<UInt8>, stride: Int, _ weights: [Int32], into target: UnsafeMutablePointer<UInt8>,
    count: Int
  ) {
    weights.withUnsafeBufferPointer { weights in
      for index in 0..<count {
        var sum = Int32(1) << (fractionBits - 1)
        for offset in 0..<weights.count {
          sum &+= Int32(source[index &+ offset &* stride]) &* weights[offset]
        }
        target[index] = UInt8(min(max(sum >> fractionBits, 0), 255))
      }
    }
  }
}

/// Where the middle of a picture lies in a classifier's input: the picture is scaled until its shorter side fits, and
/// what its longer side has too much is cut off on both ends. Inputs that are not square take the whole picture,
/// stretched.
package struct CenterCrop: Sendable, Hashable {
  /// Sides of the scaled picture, before it is cut.
  package let scaledWidth: Int
  /// Rows of the scaled picture.
  package let scaledHeight: Int
  /// The columns that are kept, as many as the input has.
  package let columns: Range<Int>
  /// The rows that are kept, as many as the input has.
  package let rows: Range<Int>

  /// Places a picture as Ultralytics' `classify_transforms` does, which calls torchvision; all sides must be positive.
  package init(pictureWidth: Int, pictureHeight: Int, inputWidth: Int, inputHeight: Int) {
    precondition(min(pictureWidth, pictureHeight, inputWidth, inputHeight) > 0, "sides must be positive")
    if inputWidth == inputHeight {
      let short = min(pictureWidth, pictureHeight)
      let long = Int(Double(inputWidth * max(pictureWidth, pictureHeight)) / Double(short))
      (scaledWidth, scaledHeight) = pictureWidth <= pictureHeight ? (inputWidth, long) : (long, inputWidth)
    } else {
      (scaledWidth, scaledHeight) = (inputWidth, inputHeight)
    }
    let left = roundedToEven(Double(scaledWidth - inputWidth) / 2)
    let top = roundedToEven(Double(scaledHeight - inputHeight) / 2)
    columns = left..<left + inputWidth
    rows = top..<top + inputHeight
  }
}

extension Picture {
  /// Writes the middle of the picture as RGB bytes into `target`, which holds three bytes for each pixel of the crop.
  func writeCenter(_ crop: CenterCrop, into target: UnsafeMutableBufferPointer<UInt8>) {
    precondition(target.count == crop.columns.count * crop.rows.count * 3, "the target is not as large as the crop")
    guard let base = target.baseAddress else { return }
    let resizer = AntialiasedResizer(
      sourceWidth: width, sourceHeight: height, width: crop.scaledWidth, height: crop.scaledHeight,
      columns: crop.columns, rows: crop.rows)
    pixels.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      resizer.resize(source, sourceWidth: width, into: base)
    }
  }

  /// The middle of the picture at the size of a classifier's input.
  package func centerCropped(width: Int, height: Int) -> Picture {
    let crop = CenterCrop(pictureWidth: self.width, pictureHeight: self.height, inputWidth: width, inputHeight: height)
    return Picture(width: width, height: height) { writeCenter(crop, into: $0) }
  }
}

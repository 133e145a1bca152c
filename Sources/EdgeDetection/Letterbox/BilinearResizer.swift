public import EdgeVision

/// Bilinear resizing of 8-bit RGB in fixed point, equal to OpenCV's `INTER_LINEAR` bit for bit.
///
/// Weights have 11 fractional bits. A row is first interpolated horizontally, dropping 4 bits, then two such rows
/// vertically: `(((b0 * h0) >> 16) + ((b1 * h1) >> 16) + 2) >> 2`.
struct BilinearResizer {
  private static let channelCount = 3
  private static let weightOne: Float = 2048

  private let sourceWidth: Int
  private let sourceHeight: Int
  private let width: Int
  private let height: Int
  private let columns: [Tap]
  private let rows: [Tap]

  /// The two source positions that a destination position mixes, and how much of each.
  private struct Tap {
    var first: Int32
    var second: Int32
    var firstWeight: Int32
    var secondWeight: Int32
  }

  /// Prepares the weights; all sides must be positive.
  init(sourceWidth: Int, sourceHeight: Int, width: Int, height: Int) {
    self.sourceWidth = sourceWidth
    self.sourceHeight = sourceHeight
    self.width = width
    self.height = height
    columns = Self.taps(from: sourceWidth, to: width, clampsWeights: true)
    rows = Self.taps(from: sourceHeight, to: height, clampsWeights: false)
  }

  /// Resizes `source`, whose rows are packed, into rows that lie `destinationStride` bytes apart.
  func resize(
    _ source: UnsafePointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>, destinationStride: Int
  ) {
    let rowByteCount = width * Self.channelCount
    if width == sourceWidth && height == sourceHeight {
      for row in 0..<height {
        (destination + row * destinationStride).update(from: source + row * rowByteCount, count: rowByteCount)
      }
      return
    }
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: rowByteCount * 2) { scratch in
      guard let base = scratch.baseAddress else { return }
      var upper = base
      var lower = base + rowByteCount
      var upperRow: Int32 = -1
      var lowerRow: Int32 = -1
      for row in 0..<height {
        let tap = rows[row]
        if lowerRow == tap.first {
          swap(&upper, &lower)
          swap(&upperRow, &lowerRow)
        }
        if upperRow != tap.first {
          interpolateRow(source + Int(tap.first) * sourceWidth * Self.channelCount, into: upper)
          upperRow = tap.first
        }
        let second: UnsafeMutablePointer<Int16>
        if tap.second == tap.first {
          second = upper
        } else {
          if lowerRow != tap.second {
            interpolateRow(source + Int(tap.second) * sourceWidth * Self.channelCount, into: lower)
            lowerRow = tap.second
          }
          second = lower
        }
        Self.mix(
          upper, second, tap.firstWeight, tap.secondWeight, into: destination + row * destinationStride,
          count: rowByteCount)
      }
    }
  }

  /// Interpolates one source row horizontally, keeping 7 fractional bits.
  private func interpolateRow(_ source: UnsafePointer<UInt8>, into row: UnsafeMutablePointer<Int16>) {
    columns.withUnsafeBufferPointer { columns in
      var target = row
      for tap in columns {
        let first = source + Int(tap.first) * Self.channelCount
        let second = source + Int(tap.second) * Self.channelCount
        for channel in 0..<Self.channelCount {
          let sum = Int32(first[channel]) &* tap.firstWeight &+ Int32(second[channel]) &* tap.secondWeight
          target[channel] = Int16(truncatingIfNeeded: sum >> 4)
        }
        target += Self.channelCount
      }
    }
  }

  private static func mix(
    _ first: UnsafePointer<Int16>, _ second: UnsafePointer<Int16>, _ firstWeight: Int32, _ secondWeight: Int32,
    into target: UnsafeMutablePointer<UInt8>, count: Int
  ) {
    for index in 0..<count {
      let sum = ((firstWeight &* Int32(first[index])) >> 16) &+ ((secondWeight &* Int32(second[index])) >> 16)
      // Both weights add up to one, so the result stays within 8 bits.
      target[index] = UInt8(truncatingIfNeeded: (sum &+ 2) >> 2)
    }
  }

  /// Positions and weights along one side: pixel centres are mapped, in double and then single precision.
  ///
  /// Beyond the first and last source position `clampsWeights` gives the edge all the weight; otherwise only the
  /// positions are clamped, which mixes the edge with itself.
  private static func taps(from sourceCount: Int, to count: Int, clampsWeights: Bool) -> [Tap] {
    let scale = 1 / (Double(count) / Double(sourceCount))
    return (0..<count).map { index in
      let center = Float((Double(index) + 0.5) * scale - 0.5)
      var position = Int(center.rounded(.down))
      var fraction = center - Float(position)
      if clampsWeights && position < 0 { (position, fraction) = (0, 0) }
      if clampsWeights && position >= sourceCount - 1 { (position, fraction) = (sourceCount - 1, 0) }
      return Tap(
        first: Int32(min(max(position, 0), sourceCount - 1)),
        second: Int32(min(max(position + 1, 0), sourceCount - 1)),
        firstWeight: Int32(((1 - fraction) * weightOne).rounded(.toNearestOrEven)),
        secondWeight: Int32((fraction * weightOne).rounded(.toNearestOrEven)))
    }
  }
}

extension Picture {
  /// The picture brought to a network's input size; what it does not cover is grey 114.
  public func letterboxed(_ geometry: LetterboxGeometry) -> Picture {
    precondition(width == geometry.pictureWidth && height == geometry.pictureHeight, "made for another picture")
    return Picture(width: geometry.inputWidth, height: geometry.inputHeight) { target in
      writeLetterboxed(geometry, into: target)
    }
  }

  /// Bilinear resizing with OpenCV's `INTER_LINEAR` arithmetic; sides must be positive.
  public func resized(width: Int, height: Int) -> Picture {
    letterboxed(
      LetterboxGeometry(
        pictureWidth: self.width, pictureHeight: self.height, inputWidth: width, inputHeight: height, mode: .stretch))
  }

  /// Writes the network's input as RGB bytes into `target`, which holds `inputHeight * inputWidth * 3` bytes.
  func writeLetterboxed(_ geometry: LetterboxGeometry, into target: UnsafeMutableBufferPointer<UInt8>) {
    let stride = geometry.inputWidth * 3
    precondition(target.count == stride * geometry.inputHeight, "the target is not as large as the input")
    guard let base = target.baseAddress else { return }
    if geometry.contentWidth != geometry.inputWidth || geometry.contentHeight != geometry.inputHeight {
      target.initialize(repeating: letterboxGrey)
    }
    let resizer = BilinearResizer(
      sourceWidth: width, sourceHeight: height, width: geometry.contentWidth, height: geometry.contentHeight)
    pixels.withUnsafeBufferPointer { source in
      guard let pixels = source.baseAddress else { return }
      resizer.resize(pixels, into: base + geometry.top * stride + geometry.left * 3, destinationStride: stride)
    }
  }
}

/// The grey that YOLO networks are trained to see around a picture.
private let letterboxGrey: UInt8 = 114

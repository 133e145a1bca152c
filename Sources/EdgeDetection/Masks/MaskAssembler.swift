import EdgeModel
import Foundation

/// Combines mask prototypes with a detection's coefficients.
///
/// Release 8.4.190 enlarges the sums bilinearly to the input and takes what is above 0 inside the box. Release 8.2.39
/// takes the logistic function, clears what lies outside the box, enlarges, and takes what is above 0.5; its validation
/// clears after enlarging.
struct MaskAssembler {
  private let layout: HeadLayout.Prototypes
  private let inputWidth: Int
  private let inputHeight: Int
  private let options: PostprocessOptions
  /// Prototype numbers by row, column and mask.
  private let values: [Float]

  init(
    _ output: OutputValues, layout: HeadLayout.Prototypes, inputWidth: Int, inputHeight: Int,
    options: PostprocessOptions
  ) {
    self.layout = layout
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.options = options
    let block = HeadLayout.Block(
      output: layout.output, firstRow: 0, rowCount: layout.count, isFeaturesFirst: !layout.isChannelsLast,
      featureCount: layout.count)
    let pixelCount = layout.width * layout.height
    values = output.tensor.withUnsafeBytes { bytes in
      let view = FeatureView(bytes, output, block, anchorCount: pixelCount)
      return [Float](unsafeUninitializedCapacity: pixelCount * layout.count) { buffer, initializedCount in
        for pixel in 0..<pixelCount {
          for mask in 0..<layout.count { buffer[pixel * layout.count + mask] = view[mask, pixel] }
        }
        initializedCount = pixelCount * layout.count
      }
    }
  }

  /// The mask of a detection whose box is in pixels of the input.
  func mask(coefficients: [Float], box: BoundingBox) -> InstanceMask {
    let scaleX = Float(Double(layout.width) / Double(inputWidth))
    let scaleY = Float(Double(layout.height) / Double(inputHeight))
    let small = Crop(
      box: BoundingBox(x1: box.x1 * scaleX, y1: box.y1 * scaleY, x2: box.x2 * scaleX, y2: box.y2 * scaleY),
      width: layout.width, height: layout.height)
    let large = Crop(box: box, width: inputWidth, height: inputHeight)
    switch (options.maskResolution, options.version) {
    case (.prototype, _):
      // The logistic function is above 0.5 exactly where the sum is above 0.
      return threshold(small, width: layout.width, height: layout.height) { row, column in
        logit(row, column, coefficients) > 0
      }
    case (.input, .v84190):
      let grid = LogitGrid(large, self) { logit($0, $1, coefficients) }
      return threshold(large, width: inputWidth, height: inputHeight) { grid.interpolated($0, $1) > 0 }
    case (.input, .v8239) where options.makesValidationMasks:
      let grid = LogitGrid(large, self) { 1 / (1 + exp(-logit($0, $1, coefficients))) }
      return threshold(large, width: inputWidth, height: inputHeight) { grid.interpolated($0, $1) > 0.5 }
    case (.input, .v8239):
      let everything = Crop(columns: 0..<inputWidth, rows: 0..<inputHeight)
      let part = enlarged(small)
      let grid = LogitGrid(part, self) { row, column in
        small.contains(row, column) ? 1 / (1 + exp(-logit(row, column, coefficients))) : 0
      }
      return threshold(part.intersection(everything), width: inputWidth, height: inputHeight) {
        grid.interpolated($0, $1) > 0.5
      }
    }
  }

  private func logit(_ row: Int, _ column: Int, _ coefficients: [Float]) -> Float {
    let first = (row * layout.width + column) * layout.count
    var sum: Float = 0
    for mask in 0..<layout.count { sum += coefficients[mask] * values[first + mask] }
    return sum
  }

  /// Where a part of the prototypes can still be seen after enlarging: up to one prototype around it.
  private func enlarged(_ crop: Crop) -> Crop {
    func grow(_ range: Range<Int>, _ count: Int, _ inputCount: Int) -> Range<Int> {
      let first = max(range.lowerBound - 1, 0) * inputCount / count
      let last = (min(range.upperBound + 1, count) * inputCount + count - 1) / count
      return range.isEmpty ? 0..<0 : first..<max(first, last)
    }
    return Crop(
      columns: grow(crop.columns, layout.width, inputWidth), rows: grow(crop.rows, layout.height, inputHeight))
  }

  private func threshold(
    _ crop: Crop, width: Int, height: Int, _ isSet: (_ row: Int, _ column: Int) -> Bool
  ) -> InstanceMask {
    var bits: [UInt8] = []
    bits.reserveCapacity(crop.rows.count * crop.columns.count)
    for row in crop.rows {
      for column in crop.columns { bits.append(isSet(row, column) ? 1 : 0) }
    }
    return InstanceMask(gridWidth: width, gridHeight: height, columns: crop.columns, rows: crop.rows, values: bits)
  }

  /// The pixels of a grid whose index is at least the box's first edge and below its second.
  private struct Crop {
    var columns: Range<Int>
    var rows: Range<Int>

    init(columns: Range<Int>, rows: Range<Int>) {
      self.columns = columns
      self.rows = rows
    }

    init(box: BoundingBox, width: Int, height: Int) {
      columns = Self.range(from: box.x1, to: box.x2, count: width)
      rows = Self.range(from: box.y1, to: box.y2, count: height)
    }

    func contains(_ row: Int, _ column: Int) -> Bool { rows.contains(row) && columns.contains(column) }

    func intersection(_ other: Crop) -> Crop {
      Crop(columns: columns.clamped(to: other.columns), rows: rows.clamped(to: other.rows))
    }

    private static func range(from first: Float, to second: Float, count: Int) -> Range<Int> {
      guard first < second else { return 0..<0 }
      let lower = Int(min(max(first, 0), Float(count)).rounded(.up))
      let upper = Int(min(max(second, 0), Float(count)).rounded(.up))
      return lower < upper ? lower..<upper : 0..<0
    }
  }

  /// Prototype sums under a part of the input, enlarged bilinearly as PyTorch does without aligned corners.
  private struct LogitGrid {
    private let columns: Axis
    private let rows: Axis
    private let values: [Float]

    init(_ part: Crop, _ assembler: MaskAssembler, _ value: (_ row: Int, _ column: Int) -> Float) {
      columns = Axis(part.columns, from: assembler.layout.width, to: assembler.inputWidth)
      rows = Axis(part.rows, from: assembler.layout.height, to: assembler.inputHeight)
      var values: [Float] = []
      values.reserveCapacity(rows.sources.count * columns.sources.count)
      for row in rows.sources {
        for column in columns.sources { values.append(value(row, column)) }
      }
      self.values = values
    }

    /// The value at a pixel of the input, which must lie in the part.
    func interpolated(_ row: Int, _ column: Int) -> Float {
      let vertical = rows[row]
      let horizontal = columns[column]
      let width = columns.sources.count
      func mixed(_ gridRow: Int) -> Float {
        values[gridRow * width + horizontal.first] * (1 - horizontal.fraction)
          + values[gridRow * width + horizontal.second] * horizontal.fraction
      }
      return mixed(vertical.first) * (1 - vertical.fraction) + mixed(vertical.second) * vertical.fraction
    }
  }

  /// The source positions that positions of one side of the input mix.
  private struct Axis {
    struct Tap {
      var first: Int
      var second: Int
      var fraction: Float
    }

    let sources: Range<Int>
    private let taps: [Tap]
    private let start: Int

    init(_ positions: Range<Int>, from sourceCount: Int, to count: Int) {
      let scale = Float(sourceCount) / Float(count)
      let taps = positions.map { position in
        let center = max((Float(position) + 0.5) * scale - 0.5, 0)
        let first = min(Int(center), sourceCount - 1)
        return Tap(first: first, second: min(first + 1, sourceCount - 1), fraction: center - Float(first))
      }
      let lower = taps.first?.first ?? 0
      let upper = (taps.last?.second ?? -1) + 1
      sources = lower..<max(lower, upper)
      self.taps = taps.map { Tap(first: $0.first - lower, second: $0.second - lower, fraction: $0.fraction) }
      start = positions.lowerBound
    }

    subscript(position: Int) -> Tap { taps[position - start] }
  }
}

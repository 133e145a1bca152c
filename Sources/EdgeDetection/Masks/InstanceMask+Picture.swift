extension InstanceMask {
  /// The mask in pixels of the picture: interpolated bilinearly and cut at one half, within the picture.
  public func inPicture(_ geometry: LetterboxGeometry) -> InstanceMask {
    let horizontal = PictureAxis(
      grid: columns, gridCount: gridWidth, inputCount: geometry.inputWidth, content: geometry.contentWidth,
      offset: geometry.left, pictureCount: geometry.pictureWidth)
    let vertical = PictureAxis(
      grid: rows, gridCount: gridHeight, inputCount: geometry.inputHeight, content: geometry.contentHeight,
      offset: geometry.top, pictureCount: geometry.pictureHeight)
    var bits: [UInt8] = []
    bits.reserveCapacity(horizontal.pixels.count * vertical.pixels.count)
    func value(_ column: Int, _ row: Int) -> Float { self[column, row] ? 1 : 0 }
    for y in vertical.pixels {
      let (row, rowFraction) = vertical.position(of: y)
      for x in horizontal.pixels {
        let (column, columnFraction) = horizontal.position(of: x)
        let upper = value(column, row) * (1 - columnFraction) + value(column + 1, row) * columnFraction
        let lower = value(column, row + 1) * (1 - columnFraction) + value(column + 1, row + 1) * columnFraction
        bits.append(upper * (1 - rowFraction) + lower * rowFraction > 0.5 ? 1 : 0)
      }
    }
    return InstanceMask(
      gridWidth: geometry.pictureWidth, gridHeight: geometry.pictureHeight, columns: horizontal.pixels,
      rows: vertical.pixels, values: bits)
  }

  /// One side of the picture over one side of the mask's grid.
  private struct PictureAxis {
    /// The pixels of the picture that the kept part of the grid can reach.
    let pixels: Range<Int>
    private let scale: Float
    private let offset: Float

    init(
      grid: Range<Int>, gridCount: Int, inputCount: Int, content: Int, offset: Int, pictureCount: Int
    ) {
      let gridPerInput = Float(gridCount) / Float(inputCount)
      scale = Float(content) / Float(pictureCount) * gridPerInput
      self.offset = Float(offset) * gridPerInput
      guard !grid.isEmpty else {
        pixels = 0..<0
        return
      }
      let first = (Float(grid.lowerBound) - self.offset) / scale - 1
      let last = (Float(grid.upperBound) - self.offset) / scale + 1
      let lower = Int(min(max(first, 0), Float(pictureCount)).rounded(.down))
      let upper = Int(min(max(last, 0), Float(pictureCount)).rounded(.up))
      pixels = lower..<max(lower, upper)
    }

    /// The grid position before a pixel's centre, and how far the centre lies beyond it.
    func position(of pixel: Int) -> (Int, Float) {
      let center = (Float(pixel) + 0.5) * scale + offset - 0.5
      let position = center.rounded(.down)
      return (Int(position), center - position)
    }
  }
}

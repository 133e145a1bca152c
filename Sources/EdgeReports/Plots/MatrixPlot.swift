import Foundation

/// A square table of numbers as shades, with the numbers themselves where there is room.
package struct MatrixPlot: Plot {
  package let title: String
  package let width: Double
  package let height: Double
  private let names: [String]
  private let xLabel: String
  private let yLabel: String
  /// Row by row.
  private let values: [Double]
  private let maximum: Double
  /// True when there are numbers above the maximum.
  private let isCut: Bool
  private let decimals: Int
  private let cell: Double
  private let labelSize: Double
  private let originX: Double
  private let originY = 52.0

  /// - Parameters:
  ///   - names: of rows and columns alike.
  ///   - values: `names.count` squared, not negative, row by row.
  ///   - decimals: of the numbers; zero for counts, whose shades grow with the square root as they span wide ranges.
  ///   - unscaledColumn: a column whose numbers may be so large that the others would be pale beside them: numbers
  ///     above the largest of the others have its shade.
  package init(
    title: String, names: [String], xLabel: String, yLabel: String, values: [Double], decimals: Int,
    unscaledColumn: Int? = nil
  ) {
    precondition(values.count == names.count * names.count, "as many values as cells")
    self.title = title
    self.names = names.map { ReportText.shortened(ReportText.printable($0), to: 22) }
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.values = values
    self.decimals = decimals
    let shown = values.enumerated().filter { $0.offset % names.count != unscaledColumn }.map(\.element)
    let largest = shown.max() ?? 0
    maximum = largest > 0 ? largest : max(values.max() ?? 0, decimals == 0 ? 1 : 0.01)
    isCut = values.contains { $0 > largest } && largest > 0
    let count = Double(max(names.count, 1))
    cell = names.count <= 100 ? min(max(560 / count, 10), 130) : 1000 / count
    let size = min(12, max(cell * 0.86, 8.6))
    labelSize = size
    let labelWidth = self.names.map { TextWidth.of($0, size: size) }.max() ?? 0
    originX = 44 + labelWidth
    let side = cell * count
    // Room for the title above, and for the scale with its numbers at the right.
    width = max(originX + side + 90, TextWidth.of(title, size: 16) * 1.15 + 40)
    height = originY + side + labelWidth + 48
  }

  package func draw(on surface: some PlotSurface) {
    let side = cell * Double(names.count)
    surface.drawText(title, at: PlotPoint(16, 27), style: PlotTextStyle(size: 16, isBold: true))
    for line in 0...names.count where cell >= 6 {
      let offset = Double(line) * cell
      surface.strokePath(
        [PlotPoint(originX + offset, originY), PlotPoint(originX + offset, originY + side)], lineWidth: 0.5, dash: 0,
        color: .grid, opacity: 1)
      surface.strokePath(
        [PlotPoint(originX, originY + offset), PlotPoint(originX + side, originY + offset)], lineWidth: 0.5, dash: 0,
        color: .grid, opacity: 1)
    }
    for row in names.indices {
      for column in names.indices where values[row * names.count + column] > 0 { drawCell(row, column, on: surface) }
    }
    surface.strokePath(
      [(0.0, 0.0), (1, 0), (1, 1), (0, 1), (0, 0)].map { PlotPoint(originX + $0.0 * side, originY + $0.1 * side) },
      lineWidth: 1, dash: 0, color: .faint, opacity: 1)
    drawNames(side, on: surface)
    drawScale(side, on: surface)
  }

  private func drawCell(_ row: Int, _ column: Int, on surface: some PlotSurface) {
    let value = values[row * names.count + column]
    let strength = self.strength(value)
    let area = PlotArea(
      x: originX + Double(column) * cell, y: originY + Double(row) * cell, width: cell, height: cell)
    surface.fillRectangle(area, color: .accent, opacity: max(strength, 0.04))
    let text = fixed(value)
    let size = min(13, cell * 0.36, (cell - 3) / max(TextWidth.of(text, size: 1), 0.1))
    guard size >= 6.5, decimals == 0 || value >= 0.005 else { return }
    surface.drawText(
      text, at: PlotPoint(area.x + cell / 2, area.y + cell / 2 + size * 0.36),
      style: PlotTextStyle(size: size, color: strength > 0.55 ? .onAccent : .ink, anchor: .middle))
  }

  private func strength(_ value: Double) -> Double {
    let share = min(value / maximum, 1)
    return decimals == 0 ? share.squareRoot() : share
  }

  private func drawNames(_ side: Double, on surface: some PlotSurface) {
    let step = max(Int((labelSize / cell).rounded(.up)), 1)
    for index in stride(from: 0, to: names.count, by: step) {
      let center = (Double(index) + 0.5) * cell
      surface.drawText(
        names[index], at: PlotPoint(originX - 6, originY + center + labelSize * 0.36),
        style: PlotTextStyle(size: labelSize, anchor: .end))
      surface.drawText(
        names[index], at: PlotPoint(originX + center + labelSize * 0.36, originY + side + 6),
        style: PlotTextStyle(size: labelSize, anchor: .end, isVertical: true))
    }
    surface.drawText(
      xLabel, at: PlotPoint(originX + side / 2, height - 14), style: PlotTextStyle(size: 13, anchor: .middle))
    surface.drawText(
      yLabel, at: PlotPoint(20, originY + side / 2), style: PlotTextStyle(size: 13, anchor: .middle, isVertical: true))
  }

  private func drawScale(_ side: Double, on surface: some PlotSurface) {
    // Whole points a step, so that no seam shows between two.
    let steps = 40
    let bar = PlotArea(
      x: (originX + side + 18).rounded(), y: originY, width: 14,
      height: max((min(side, 360) / Double(steps)).rounded(.down), 1) * Double(steps))
    for step in 0..<steps {
      let share = (Double(step) + 0.5) / Double(steps)
      let slice = bar.height / Double(steps)
      surface.fillRectangle(
        PlotArea(x: bar.x, y: bar.maxY - Double(step + 1) * slice, width: bar.width, height: slice), color: .accent,
        opacity: decimals == 0 ? share.squareRoot() : share)
    }
    for tick in 0...4 {
      let share = Double(tick) / 4
      if decimals == 0, (maximum * share).rounded() != maximum * share, maximum < 8 { continue }
      surface.drawText(
        (isCut && tick == 4 ? "≥ " : "") + fixed(maximum * share),
        at: PlotPoint(bar.maxX + 5, bar.maxY - share * bar.height + 4),
        style: PlotTextStyle(size: 11, color: .faint))
    }
  }

  private func fixed(_ value: Double) -> String { String(format: "%.\(decimals)f", value) }
}

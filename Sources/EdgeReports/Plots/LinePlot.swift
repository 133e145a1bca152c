/// Curves over an axis from 0 to 1, with a legend at the right.
package struct LinePlot: Plot {
  /// One curve.
  package struct Line: Sendable {
    package var name: String
    /// What the legend says beside the name.
    package var value: String
    /// Ordinates from 0 to 1, at evenly spaced abscissas from 0 to 1.
    package var ordinates: [Double]
    package var color: PlotColor
    package var isBold = false

    package init(name: String, value: String, ordinates: [Double], color: PlotColor, isBold: Bool = false) {
      self.name = name
      self.value = value
      self.ordinates = ordinates
      self.color = color
      self.isBold = isBold
    }
  }

  /// An upright line that marks an abscissa.
  package struct Mark: Sendable {
    package var abscissa: Double
    package var label: String

    package init(abscissa: Double, label: String) {
      self.abscissa = abscissa
      self.label = label
    }
  }

  package let title: String
  package let width: Double
  package let height = 540.0
  private let xLabel: String
  private let yLabel: String
  private let lines: [Line]
  private let mark: Mark?
  private let legend: Legend

  private static let frame = PlotArea(x: 64, y: 44, width: 560, height: 440)

  /// - Parameter lines: in the order of the legend; bold ones are drawn last.
  package init(title: String, xLabel: String, yLabel: String, lines: [Line], mark: Mark? = nil) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.lines = lines
    self.mark = mark
    legend = Legend(lines, x: Self.frame.maxX + 20, y: Self.frame.y, height: Self.frame.height)
    width = max(legend.maxX, Self.frame.maxX) + 16
  }

  package func draw(on surface: some PlotSurface) {
    drawAxes(on: surface)
    for line in lines.filter({ !$0.isBold }) + lines.filter(\.isBold) {
      surface.strokePath(
        Self.simplified(points(of: line.ordinates), tolerance: 0.1), lineWidth: line.isBold ? 2.6 : 1, dash: 0,
        color: line.color, opacity: line.isBold ? 1 : lines.count > 20 ? 0.6 : 0.9)
    }
    if let mark {
      let x = Self.frame.x + mark.abscissa * Self.frame.width
      surface.strokePath(
        [PlotPoint(x, Self.frame.y), PlotPoint(x, Self.frame.maxY)], lineWidth: 1.2, dash: 5, color: .faint, opacity: 1)
      let isLeft = mark.abscissa > 0.6
      surface.drawText(
        mark.label, at: PlotPoint(x + (isLeft ? -6 : 6), Self.frame.y + 14),
        style: PlotTextStyle(size: 11, color: .faint, anchor: isLeft ? .end : .start))
    }
    legend.draw(on: surface)
  }

  private func drawAxes(on surface: some PlotSurface) {
    let frame = Self.frame
    surface.drawText(title, at: PlotPoint(frame.x, 27), style: PlotTextStyle(size: 16, isBold: true))
    for tick in 0...10 {
      let share = Double(tick) / 10
      let (x, y) = (frame.x + share * frame.width, frame.maxY - share * frame.height)
      let isEdge = tick == 0
      surface.strokePath(
        [PlotPoint(x, frame.y), PlotPoint(x, frame.maxY)], lineWidth: 1, dash: 0, color: isEdge ? .faint : .grid,
        opacity: 1)
      surface.strokePath(
        [PlotPoint(frame.x, y), PlotPoint(frame.maxX, y)], lineWidth: 1, dash: 0, color: isEdge ? .faint : .grid,
        opacity: 1)
      guard tick.isMultiple(of: 2) else { continue }
      let label = tick == 10 ? "1.0" : "0.\(tick)"
      surface.drawText(
        label, at: PlotPoint(x, frame.maxY + 18), style: PlotTextStyle(color: .faint, anchor: .middle))
      surface.drawText(label, at: PlotPoint(frame.x - 8, y + 4), style: PlotTextStyle(color: .faint, anchor: .end))
    }
    surface.drawText(
      xLabel, at: PlotPoint(frame.x + frame.width / 2, frame.maxY + 40), style: PlotTextStyle(size: 13, anchor: .middle)
    )
    surface.drawText(
      yLabel, at: PlotPoint(22, frame.y + frame.height / 2),
      style: PlotTextStyle(size: 13, anchor: .middle, isVertical: true))
  }

  private func points(of ordinates: [Double]) -> [PlotPoint] {
    ordinates.enumerated().map { index, value in
      PlotPoint(
        Self.frame.x + Double(index) / Double(max(ordinates.count - 1, 1)) * Self.frame.width,
        Self.frame.maxY - min(max(value, 0), 1) * Self.frame.height)
    }
  }

  /// Fewer points, between which a straight line stays within `tolerance` of all: a swinging door.
  ///
  /// Abscissas must ascend.
  package static func simplified(_ points: [PlotPoint], tolerance: Double) -> [PlotPoint] {
    guard var anchor = points.first, var previous = points.first else { return [] }
    var result = [anchor]
    var (low, high) = (-Double.infinity, Double.infinity)
    for point in points.dropFirst() {
      let slope = (point.y - anchor.y) / (point.x - anchor.x)
      if slope < low || slope > high {
        result.append(previous)
        anchor = previous
        (low, high) = (-Double.infinity, Double.infinity)
      }
      let distance = point.x - anchor.x
      low = max(low, (point.y - tolerance - anchor.y) / distance)
      high = min(high, (point.y + tolerance - anchor.y) / distance)
      previous = point
    }
    return points.count > 1 ? result + [previous] : result
  }
}

/// Names, values and colours of curves, in as many columns as they need.
private struct Legend: Sendable {
  private struct Entry {
    var line: LinePlot.Line
    var x: Double
    var y: Double
  }

  /// Most curves that are named; of more, the first and the last half.
  private static let limit = 120

  private var entries: [Entry] = []
  private let size: Double
  private let columnWidth: Double
  private var omission: (text: String, at: PlotPoint)?
  let maxX: Double

  init(_ lines: [LinePlot.Line], x: Double, y: Double, height: Double) {
    var named = lines.map { line in
      var line = line
      line.name = ReportText.shortened(ReportText.printable(line.name), to: 26)
      return line
    }
    let omitted = named.count - Self.limit
    if omitted > 0 {
      named = Array(named.prefix(Self.limit / 2)) + Array(named.suffix(Self.limit / 2))
      omission = ("\(omitted) between them are not named", PlotPoint(x, y + height + 18))
    }
    let size = named.count <= 24 ? 12 : 10.0
    let rowHeight = size * 1.32
    let rows = max(Int(height / rowHeight), 1)
    let nameWidth = named.map { TextWidth.of($0.name, size: size) }.max() ?? 0
    let valueWidth = named.map { TextWidth.of($0.value, size: size) }.max() ?? 0
    columnWidth = 22 + nameWidth + 10 + valueWidth
    self.size = size
    for (index, line) in named.enumerated() {
      entries.append(
        Entry(
          line: line, x: x + Double(index / rows) * (columnWidth + 18),
          y: y + (Double(index % rows) + 0.75) * rowHeight))
    }
    maxX = (entries.last?.x ?? x) + columnWidth
  }

  func draw(on surface: some PlotSurface) {
    for entry in entries {
      let line = entry.line
      surface.strokePath(
        [PlotPoint(entry.x, entry.y - size * 0.35), PlotPoint(entry.x + 16, entry.y - size * 0.35)],
        lineWidth: line.isBold ? 3 : 2, dash: 0, color: line.color, opacity: 1)
      surface.drawText(
        line.name, at: PlotPoint(entry.x + 22, entry.y), style: PlotTextStyle(size: size, isBold: line.isBold))
      surface.drawText(
        line.value, at: PlotPoint(entry.x + columnWidth, entry.y),
        style: PlotTextStyle(size: size, isBold: line.isBold, anchor: .end))
    }
    if let omission {
      surface.drawText(omission.text, at: omission.at, style: PlotTextStyle(size: 11, color: .faint))
    }
  }
}

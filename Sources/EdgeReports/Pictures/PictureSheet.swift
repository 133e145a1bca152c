package import EdgeDetection
package import EdgeVision
import Foundation

/// One picture twice, side by side, with other objects on each side.
package struct PictureSheet: Sendable {
  /// How an object is shown.
  package enum Tone: Sendable, CaseIterable {
    case right, changed, wrong

    package var color: Picture.Color {
      switch self {
      case .right: Picture.Color(hex: 0x1A9E5C)
      case .wrong: Picture.Color(hex: 0xE0312D)
      case .changed: Picture.Color(hex: 0xE88A00)
      }
    }
  }

  /// An object in pixels of the picture.
  package struct Mark: Sendable {
    package var box: BoundingBox
    package var shape: ObjectShape
    package var label: String
    package var tone: Tone

    package init(box: BoundingBox, shape: ObjectShape = ObjectShape(), label: String, tone: Tone) {
      self.box = box
      self.shape = shape
      self.label = label
      self.tone = tone
    }
  }

  /// One side of the sheet.
  package struct Side: Sendable {
    package var caption: String
    /// The most important last: it lies on top.
    package var marks: [Mark]

    package init(caption: String, marks: [Mark]) {
      self.caption = caption
      self.marks = marks
    }
  }

  /// What a colour means.
  package struct LegendEntry: Sendable {
    package var tone: Tone
    package var text: String

    package init(_ tone: Tone, _ text: String) {
      self.tone = tone
      self.text = text
    }
  }

  package var title: String
  package var sides: [Side]
  package var legend: [LegendEntry]

  package init(title: String, sides: [Side], legend: [LegendEntry] = []) {
    self.title = title
    self.sides = sides
    self.legend = legend
  }

  private static let gap = 12.0
  /// Room for the title, the legend and the captions.
  private static let header = 80.0
  /// Width of a side for which the captions can still be read.
  private static let leastWidth = 240.0
  private static let ink = PlotColor.ink.onWhite
  private static let faint = PlotColor.faint.onWhite

  /// The sheet over a picture; each side is brought to 360 to 900 pixels where proportions allow.
  package func draw(over picture: Picture) throws(PictureError) -> Picture {
    let longest = Double(max(picture.width, picture.height))
    let shortest = Double(min(picture.width, picture.height))
    let scale = min(900 / longest, max(1, 360 / shortest))
    let width = max((Double(picture.width) * scale).rounded(), 1)
    let height = max((Double(picture.height) * scale).rounded(), 1)
    let sideWidth = max(width, Self.leastWidth)
    let sheetWidth = Self.gap + (sideWidth + Self.gap) * Double(sides.count)
    let canvas = try Canvas(
      Picture(
        width: Int(sheetWidth), height: Int(Self.header + height + Self.gap),
        filledWith: Picture.Color(hex: 0xFFFFFF)))
    drawText(
      title, x: Self.gap, baseline: 24, size: 17, isBold: true, color: Self.ink, limit: sheetWidth - 2 * Self.gap,
      on: canvas)
    drawLegend(limit: sheetWidth - Self.gap, on: canvas)
    for (index, side) in sides.enumerated() {
      let x = Self.gap + (sideWidth + Self.gap) * Double(index)
      drawText(
        side.caption, x: x, baseline: 71, size: 14, isBold: false, color: Self.ink, limit: sideWidth, on: canvas)
      let panel = try SheetPanel(side, over: picture, scale: scale, width: Int(width), height: Int(height)).draw()
      canvas.drawPicture(panel, x: x, y: Self.header, width: width, height: height)
    }
    return canvas.picture()
  }

  /// What the colours mean, as far as there is room.
  private func drawLegend(limit: Double, on canvas: Canvas) {
    let (side, baseline) = (11.0, 49.0)
    var x = Self.gap
    for entry in legend {
      canvas.setFont(size: 13, isBold: false)
      let end = x + side + 5 + canvas.extent(of: entry.text).width
      guard end <= limit else { return }
      canvas.fillRectangle(
        x: x, y: baseline - side + 1, width: side, height: side, radius: 2, color: entry.tone.color)
      canvas.drawText(entry.text, x: x + side + 5, baseline: baseline, color: Self.faint)
      x = end + 18
    }
  }

  /// Text, cut where there is no more room.
  private func drawText(
    _ text: String, x: Double, baseline: Double, size: Double, isBold: Bool, color: Picture.Color, limit: Double,
    on canvas: Canvas
  ) {
    canvas.setFont(size: size, isBold: isBold)
    var shown = ReportText.printable(text)
    while shown.count > 4, canvas.extent(of: shown).width > limit {
      shown = ReportText.shortened(shown, to: shown.count - 2)
    }
    canvas.drawText(shown, x: x, baseline: baseline, color: color)
  }
}

package import EdgeVision

/// What plots are drawn on: a picture or a page. Coordinates are in points from the top left corner.
package protocol PlotSurface: AnyObject {
  func fillRectangle(_ area: PlotArea, color: PlotColor, opacity: Double)
  func strokePath(_ points: [PlotPoint], lineWidth: Double, dash: Double, color: PlotColor, opacity: Double)
  /// Text around `point`, as its style says.
  func drawText(_ text: String, at point: PlotPoint, style: PlotTextStyle)
}

/// A colour by what it is for, so that a page can show a plot light and dark.
package enum PlotColor: Hashable, Sendable {
  /// Text and the most important line.
  case ink
  /// Text and lines of less importance.
  case faint
  /// Lines behind the data.
  case grid
  /// How strong something is, by its opacity.
  case accent
  /// Text on a strong accent.
  case onAccent
  /// One of many classes.
  case series(Int)

  /// The colour on white.
  package var onWhite: Picture.Color {
    switch self {
    case .ink: Picture.Color(hex: 0x1B1F24)
    case .faint: Picture.Color(hex: 0x59636E)
    case .grid: Picture.Color(hex: 0xDDE1E6)
    case .accent: Picture.Color(hex: 0x0B5CD6)
    case .onAccent: Picture.Color(hex: 0xFFFFFF)
    case .series(let index): Self.seriesColor(index)
    }
  }

  /// Hues a golden angle apart, so that neighbours differ, in three turns of lightness; visible on black and white.
  private static func seriesColor(_ index: Int) -> Picture.Color {
    let hue = (Double(index) * 137.508 + 210).truncatingRemainder(dividingBy: 360)
    let lightness = [0.48, 0.38, 0.58][(index / 9) % 3]
    let chroma = (1 - abs(2 * lightness - 1)) * 0.72
    func channel(_ offset: Double) -> UInt8 {
      let position = (offset + hue / 30).truncatingRemainder(dividingBy: 12)
      let value = lightness - chroma / 2 * max(-1, min(position - 3, 9 - position, 1))
      return UInt8((value * 255).rounded())
    }
    return Picture.Color(red: channel(0), green: channel(8), blue: channel(4))
  }
}

/// A point in points.
package struct PlotPoint: Hashable, Sendable {
  package var x: Double
  package var y: Double

  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A rectangle in points.
package struct PlotArea: Hashable, Sendable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var maxX: Double { x + width }
  package var maxY: Double { y + height }
}

/// How text lies around its point, which is on its base line.
package struct PlotTextStyle: Hashable, Sendable {
  package enum Anchor: String, Hashable, Sendable {
    case start, middle, end
  }

  package var size = 12.0
  package var isBold = false
  package var color = PlotColor.ink
  package var anchor = Anchor.start
  /// The text runs upwards.
  package var isVertical = false
}

/// Something that can be drawn on any surface.
package protocol Plot: Sendable {
  var title: String { get }
  /// In points.
  var width: Double { get }
  var height: Double { get }
  func draw(on surface: some PlotSurface)
}

package import EdgeVision

/// Plots as pictures.
package final class CanvasSurface: PlotSurface {
  private let canvas: Canvas

  /// - Parameter scale: pixels per point.
  package init(width: Double, height: Double, scale: Double = 2) throws(PictureError) {
    canvas = try Canvas(
      Picture(
        width: max(Int((width * scale).rounded(.up)), 1), height: max(Int((height * scale).rounded(.up)), 1),
        filledWith: Picture.Color(hex: 0xFFFFFF)))
    canvas.scale(by: scale)
  }

  package var picture: Picture { canvas.picture() }

  package func fillRectangle(_ area: PlotArea, color: PlotColor, opacity: Double) {
    canvas.fillRectangle(
      x: area.x, y: area.y, width: area.width, height: area.height, radius: 0, color: color.onWhite, opacity: opacity)
  }

  package func strokePath(
    _ points: [PlotPoint], lineWidth: Double, dash: Double, color: PlotColor, opacity: Double
  ) {
    canvas.strokePath(
      points.map { ($0.x, $0.y) }, lineWidth: lineWidth, dash: dash, color: color.onWhite, opacity: opacity)
  }

  package func drawText(_ text: String, at point: PlotPoint, style: PlotTextStyle) {
    canvas.setFont(size: style.size, isBold: style.isBold)
    let width = style.anchor == .start ? 0 : canvas.extent(of: text).width
    let shift = style.anchor == .middle ? width / 2 : width
    if style.isVertical {
      canvas.drawTextUpwards(text, x: point.x, y: point.y + shift, color: style.color.onWhite)
    } else {
      canvas.drawText(text, x: point.x - shift, baseline: point.y, color: style.color.onWhite)
    }
  }
}

extension Plot {
  /// The plot on white, two pixels a point.
  package func picture() throws(PictureError) -> Picture {
    let surface = try CanvasSurface(width: width, height: height)
    draw(on: surface)
    return surface.picture
  }
}

/// How wide text is, whatever it is drawn on.
enum TextWidth {
  /// In points; wide letters, so that no browser's font needs more.
  static func of(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar {
      case "i", "j", "l", ".", ",", "'", ":", "|", "I", " ": sum + 0.36
      case "m", "w", "M", "W", "@", "%": sum + 0.98
      case "A"..."Z": sum + 0.74
      default: sum + (scalar.value < 0x1100 ? 0.635 : 1)
      }
    } * size
  }
}

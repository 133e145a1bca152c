import EdgeVision

/// Plots as part of a page, whose style gives the colours.
package final class SVGSurface: PlotSurface {
  private var body = ""

  package init() {}

  /// The drawing as an element of a page.
  package func element(width: Double, height: Double, title: String) -> String {
    """
    <svg class="plot" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" width="\(Self.number(width))" \
    role="img" aria-label="\(HTMLText.escaped(title))">\(body)</svg>
    """
  }

  package func fillRectangle(_ area: PlotArea, color: PlotColor, opacity: Double) {
    body += "<rect x=\"\(Self.number(area.x))\" y=\"\(Self.number(area.y))\" width=\"\(Self.number(area.width))\" "
    body += "height=\"\(Self.number(area.height))\"\(Self.paint("fill", color))\(Self.opacity(opacity))/>"
  }

  package func strokePath(
    _ points: [PlotPoint], lineWidth: Double, dash: Double, color: PlotColor, opacity: Double
  ) {
    let list = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    body += "<polyline points=\"\(list)\" fill=\"none\" stroke-width=\"\(Self.number(lineWidth))\""
    if dash > 0 { body += " stroke-dasharray=\"\(Self.number(dash))\"" }
    body += "\(Self.paint("stroke", color))\(Self.opacity(opacity))/>"
  }

  package func drawText(_ text: String, at point: PlotPoint, style: PlotTextStyle) {
    let (x, y) = (Self.number(point.x), Self.number(point.y))
    body += "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(Self.number(style.size))\""
    if style.anchor != .start { body += " text-anchor=\"\(style.anchor.rawValue)\"" }
    if style.isBold { body += " font-weight=\"bold\"" }
    if style.isVertical { body += " transform=\"rotate(-90 \(x) \(y))\"" }
    body += "\(Self.paint("fill", style.color))>\(HTMLText.escaped(text))</text>"
  }

  private static func paint(_ attribute: String, _ color: PlotColor) -> String {
    switch color {
    case .ink: " \(attribute)=\"var(--ink)\""
    case .faint: " \(attribute)=\"var(--faint)\""
    case .grid: " \(attribute)=\"var(--grid)\""
    case .accent: " \(attribute)=\"var(--accent)\""
    case .onAccent: " \(attribute)=\"var(--on-accent)\""
    case .series:
      " \(attribute)=\"rgb(\(color.onWhite.red),\(color.onWhite.green),\(color.onWhite.blue))\""
    }
  }

  private static func opacity(_ value: Double) -> String {
    value < 1 ? " opacity=\"\(number(value, places: 100))\"" : ""
  }

  /// With one decimal, which is a tenth of a point.
  private static func number(_ value: Double, places: Double = 10) -> String {
    let rounded = (value * places).rounded() / places
    return rounded == rounded.rounded() && abs(rounded) < 1e9 ? "\(Int(rounded))" : "\(rounded)"
  }
}

extension Plot {
  /// The plot as an element of a page.
  package var svg: String {
    let surface = SVGSurface()
    draw(on: surface)
    return surface.element(width: width, height: height, title: title)
  }
}

import Foundation

/// Tensor lifetimes as SVG: time to the right, addresses upwards, a rectangle for everything that needs memory.
package struct LifetimePicture: Sendable {
  /// The SVG document.
  package let svg: String

  private static let plotWidth = 1100.0
  private static let plotHeight = 460.0
  private static let left = 96.0
  private static let top = 64.0
  private static let gap = 64.0
  /// What each kind is drawn in.
  private static let colors = ["input": "#4c9f70", "output": "#d1603d", "tensor": "#4f7cac", "scratch": "#c9a227"]
  private static let kinds = ["input", "tensor", "output", "scratch"]

  package init(_ report: GenerationReport) {
    let memory = report.memory
    let regions = memory.regions.enumerated().filter { $0.element.byteCount > 0 }
    let height = Self.top + Double(regions.count) * (Self.plotHeight + Self.gap) + 20
    let width = Self.left + Self.plotWidth + 40
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" height="\(Self.number(height))" \
      viewBox="0 0 \(Self.number(width)) \(Self.number(height))" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(Self.number(Self.left))" y="22" font-size="16">\
      \(Self.escaped("\(report.network): \(report.modelFile) on \(report.target)"))</text>
      <text x="\(Self.number(Self.left))" y="42" fill="#555">\(Self.escaped(Self.subtitle(memory)))</text>

      """
    var x = Self.left + Self.plotWidth - 300
    for kind in Self.kinds {
      text += """
        <rect x="\(Self.number(x))" y="12" width="12" height="12" fill="\(Self.colors[kind] ?? "")"/>\
        <text x="\(Self.number(x + 17))" y="22">\(kind)</text>

        """
      x += 76
    }
    var y = Self.top + 16
    for (index, region) in regions {
      text += Self.plot(memory, index, region, y: y)
      y += Self.plotHeight + Self.gap
    }
    svg = text + "</svg>\n"
  }

  private static func subtitle(_ memory: GenerationReport.Memory) -> String {
    "\(ReportText.grouped(memory.byteCount)) bytes; lower bound \(ReportText.grouped(memory.lowerBound)) at \(memory.peak); "
      + "gap \(ReportText.grouped(memory.gap)); greedy by size \(ReportText.grouped(memory.greedyByteCount)); darker: in use at the peak"
  }

  private static func plot(
    _ memory: GenerationReport.Memory, _ index: Int, _ region: GenerationReport.Memory.Region, y top: Double
  ) -> String {
    let moments = Double(memory.stepCount + 2)
    let bottom = top + plotHeight
    func x(_ step: Int) -> Double { left + Double(step + 1) / moments * plotWidth }
    func y(_ offset: Int) -> Double { bottom - Double(offset) / Double(region.byteCount) * plotHeight }
    var text = "<g>\n"
    for block in memory.blocks where block.region == index {
      let (x0, x1, y0, y1) = (
        x(block.firstStep), x(block.lastStep + 1), y(block.offset + block.byteCount), y(block.offset)
      )
      let steps = "steps \(block.firstStep) to \(block.lastStep)"
      let title =
        "\(block.kind) \(block.tensors.isEmpty ? block.name : block.tensors.joined(separator: ", ")): "
        + "\(ReportText.grouped(block.byteCount)) bytes at \(ReportText.grouped(block.offset)), \(steps)"
      text += """
        <rect x="\(number(x0))" y="\(number(y0))" width="\(number(x1 - x0))" height="\(number(y1 - y0))" \
        fill="\(colors[block.kind] ?? "gray")" fill-opacity="\(block.isAtPeak ? "0.95" : "0.6")" stroke="white" \
        stroke-width="0.6"><title>\(escaped(title))</title></rect>

        """
      // A label where there is room for one.
      let label = ReportText.grouped(block.byteCount)
      if x1 - x0 > Double(label.count) * 6.5 + 6, y1 - y0 > 14 {
        text += """
          <text x="\(number((x0 + x1) / 2))" y="\(number((y0 + y1) / 2 + 4))" text-anchor="middle" fill="white" \
          font-size="11" pointer-events="none">\(label)</text>

          """
      }
    }
    return text + axes(memory, region, top: top, x: x, y: y) + "</g>\n"
  }

  private static func axes(
    _ memory: GenerationReport.Memory, _ region: GenerationReport.Memory.Region, top: Double, x: (Int) -> Double,
    y: (Int) -> Double
  ) -> String {
    let bottom = top + plotHeight
    let right = left + plotWidth
    var text = """
      <path d="M\(number(left)) \(number(top)) V\(number(bottom)) H\(number(right))" fill="none" stroke="black"/>
      <text x="\(number(left))" y="\(number(top - 8))" font-weight="bold">\(escaped(region.name))</text>

      """
    for tick in 0...4 {
      let offset = region.byteCount * tick / 4
      text += """
        <text x="\(number(left - 8))" y="\(number(y(offset) + 4))" text-anchor="end">\(ReportText.grouped(offset))</text>
        <path d="M\(number(left - 4)) \(number(y(offset))) H\(number(left))" stroke="black"/>

        """
    }
    let stride = max(1, (memory.stepCount + 9) / 10)
    for step in Swift.stride(from: 0, to: memory.stepCount, by: stride) {
      text += """
        <text x="\(number(x(step)))" y="\(number(bottom + 18))" text-anchor="middle">\(step)</text>
        <path d="M\(number(x(step))) \(number(bottom)) V\(number(bottom + 4))" stroke="black"/>

        """
    }
    text += "<text x=\"\(number(right))\" y=\"\(number(bottom + 34))\" text-anchor=\"end\">kernel calls</text>\n"
    if memory.regions.count == 1, memory.lowerBound < memory.byteCount {
      text += """
        <path d="M\(number(left)) \(number(y(memory.lowerBound))) H\(number(right))" stroke="#b00020" \
        stroke-dasharray="6 4"/>
        <text x="\(number(right - 4))" y="\(number(y(memory.lowerBound) - 4))" text-anchor="end" fill="#b00020">\
        lower bound</text>

        """
    }
    return text
  }

  private static func number(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      // XML has no control characters.
      case _ where scalar.value < 0x20: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

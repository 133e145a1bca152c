/// Who uses which bytes when, in letters: time to the right, addresses upwards.
package struct MemoryChart: Sendable {
  private static let columnLimit = 96
  private static let rowLimit = 24
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

  package let text: String

  package init(_ memory: GenerationReport.Memory) {
    var parts: [String] = []
    for (index, region) in memory.regions.enumerated() where region.byteCount > 0 {
      parts.append(Self.chart(memory, index, region))
    }
    text = parts.joined(separator: "\n\n")
  }

  private static func chart(
    _ memory: GenerationReport.Memory, _ number: Int, _ region: GenerationReport.Memory.Region
  ) -> String {
    let blocks = memory.blocks.filter { $0.region == number && $0.byteCount > 0 }
    // The moments before the first and after the last step are columns too.
    let moments = memory.stepCount + 2
    let columns = min(moments, columnLimit)
    let rows = min(rowLimit, max(1, region.byteCount / max(blocks.map(\.byteCount).min() ?? 1, 1)))
    var cells = Array(repeating: Array(repeating: Character(" "), count: columns), count: rows)
    let bySize = blocks.indices.sorted { (blocks[$0].byteCount, $1) > (blocks[$1].byteCount, $0) }
    // Small ones first, so that large ones are not hidden where they share a cell.
    for rank in bySize.indices.reversed() {
      let block = blocks[bySize[rank]]
      let letter = rank < letters.count ? letters[rank] : "+"
      let left = (block.firstStep + 1) * columns / moments
      let right = max(left, ((block.lastStep + 2) * columns - 1) / moments)
      let bottom = block.offset * rows / region.byteCount
      let top = max(bottom, ((block.offset + block.byteCount) * rows - 1) / region.byteCount)
      for row in bottom...min(top, rows - 1) {
        for column in left...min(right, columns - 1) { cells[row][column] = letter }
      }
    }
    let labels = (0..<rows).map { ReportText.grouped(region.byteCount * $0 / rows) }
    let width = max(labels.map(\.count).max() ?? 0, 6)
    var lines = ["\(region.name): \(ReportText.grouped(region.byteCount)) bytes, \(memory.stepCount) kernel calls"]
    for row in (0..<rows).reversed() {
      let label = labels[row]
      lines.append(String(repeating: " ", count: width - label.count) + label + " |" + String(cells[row]) + "|")
    }
    lines.append(String(repeating: " ", count: width + 1) + "+" + String(repeating: "-", count: columns) + "> time")
    var table = TextTable([.left(""), .right("bytes"), .right("offset"), .right("steps"), .left("peak"), .left("what")])
    for (rank, index) in bySize.enumerated().prefix(letters.count) {
      let block = blocks[index]
      table.append([
        String(letters[rank]), ReportText.grouped(block.byteCount), ReportText.grouped(block.offset),
        "\(block.firstStep)..\(block.lastStep)", block.isAtPeak ? "yes" : "",
        "\(block.kind) \(ReportText.shortened(block.name, to: 60))",
      ])
    }
    lines += ["", table.text]
    if blocks.count > letters.count { lines.append("and \(blocks.count - letters.count) smaller ones (+)") }
    return lines.joined(separator: "\n")
  }
}

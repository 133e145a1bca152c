import EdgeVision
import Foundation

/// A page that holds all it shows: no script, no network, light and dark as the reader's system is.
package struct ReportPage: Sendable {
  /// A table whose cells are text.
  package struct Table: Sendable {
    package var columns: [TextTable.Column]
    package var rows: [[String]]

    package init(columns: [TextTable.Column], rows: [[String]]) {
      self.columns = columns
      self.rows = rows
    }

    package init(_ table: TextTable) { self.init(columns: table.columns, rows: table.rows) }
  }

  /// How a line stands out.
  package enum Tone: String, Sendable {
    case plain, good, bad
  }

  /// One part of the page.
  package enum Part: Sendable {
    case heading(String)
    /// A line that sums up.
    case statement(String, Tone)
    case text(String)
    /// Names and values.
    case facts([(name: String, value: String)])
    case table(title: String, Table)
    case plots([any Plot])
    /// A JPEG file that shows its own caption.
    case picture(caption: String, jpeg: [UInt8])
  }

  package var title: String
  package var parts: [Part]

  package init(title: String, parts: [Part]) {
    self.title = title
    self.parts = parts
  }

  /// The whole file.
  package var html: String {
    let title = HTMLText.escaped(title)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>\(title)</h1>
      \(parts.map(Self.html).joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private static func html(_ part: Part) -> String {
    switch part {
    case .heading(let text): return "<h2>\(HTMLText.escaped(text))</h2>"
    case .statement(let text, let tone): return "<p class=\"statement \(tone.rawValue)\">\(HTMLText.escaped(text))</p>"
    case .text(let text): return "<p>\(HTMLText.escaped(text))</p>"
    case .facts(let facts):
      let rows = facts.map { "<dt>\(HTMLText.escaped($0.name))</dt><dd>\(HTMLText.escaped($0.value))</dd>" }
      return "<dl>\(rows.joined())</dl>"
    case .table(let title, let table): return html(table, title: title)
    case .plots(let plots):
      let isNarrow = plots.allSatisfy { $0.width <= 900 }
      return
        "<div class=\"plots\(isNarrow ? " narrow" : "")\">\(plots.map { "<figure>\($0.svg)</figure>" }.joined(separator: "\n"))</div>"
    case .picture(let caption, let jpeg):
      let data = Data(jpeg).base64EncodedString()
      return
        "<figure><img alt=\"\(HTMLText.escaped(caption))\" loading=\"lazy\" src=\"data:image/jpeg;base64,\(data)\">"
        + "</figure>"
    }
  }

  private static func html(_ table: Table, title: String) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>"
        + zip(cells, table.columns).map { cell, column in
          "<\(tag)\(column.isRightAligned ? " class=\"n\"" : "")>\(HTMLText.escaped(cell))</\(tag)>"
        }.joined() + "</tr>"
    }
    return "<div class=\"table\"><table><caption>\(HTMLText.escaped(title))</caption>"
      + "<thead>\(row(table.columns.map(\.header), "th"))</thead>"
      + "<tbody>\(table.rows.map { row($0, "td") }.joined(separator: "\n"))</tbody></table></div>"
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1b1f24; --faint: #59636e; --grid: #dde1e6; --paper: #ffffff;
      --accent: #0b5cd6; --on-accent: #ffffff; --good: #157a45; --bad: #c0262b; --shade: #f5f7f9; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --faint: #9aa4af; --grid: #353b43; --paper: #14171b;
      --accent: #4c96ff; --on-accent: #0a0d11; --good: #4cc38a; --bad: #ff7b72; --shade: #1c2127; } }
    body { margin: 0 auto; padding: 24px 20px 64px; max-width: 1240px; background: var(--paper); color: var(--ink);
      font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; }
    h1 { font-size: 24px; margin: 0 0 12px; }
    h2 { font-size: 18px; margin: 36px 0 10px; padding-top: 10px; border-top: 1px solid var(--grid); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; margin: 0; }
    dt { color: var(--faint); }
    dd { margin: 0; overflow-wrap: anywhere; }
    .statement { font-size: 17px; font-weight: 600; margin: 8px 0; }
    .good { color: var(--good); }
    .bad { color: var(--bad); }
    .table { overflow-x: auto; margin: 14px 0; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    caption { text-align: left; white-space: nowrap; font-weight: 600; padding: 0 0 6px; }
    th { text-align: left; font-weight: 600; color: var(--faint); border-bottom: 1px solid var(--grid); }
    th, td { padding: 3px 18px 3px 0; white-space: nowrap; }
    tbody tr:nth-child(even) { background: var(--shade); }
    .n { text-align: right; }
    .plots { display: grid; gap: 24px; }
    .narrow { grid-template-columns: repeat(auto-fit, minmax(min(100%, 540px), 1fr)); }
    figure { margin: 14px 0; overflow-x: auto; }
    img, svg.plot { max-width: 100%; height: auto; display: block; }
    svg.plot { font-family: "DejaVu Sans", system-ui, sans-serif; }
    svg.plot rect { shape-rendering: crispEdges; }
    """
}

import EdgeModel

/// An input or output, as reports list it.
protocol ReportedPort {
  var name: String { get }
  var shape: [Int] { get }
  var elementType: String { get }
  var quantization: Quantization? { get }
  var byteCount: Int { get }
  /// Where its bytes lie; empty where that is not known.
  var whereabouts: String { get }
}

extension ModelReport.Port: ReportedPort {
  var whereabouts: String { location ?? "" }
}

extension GenerationReport.Port: ReportedPort {
  var whereabouts: String { "\(place) + \(ReportText.grouped(offset))" }
}

extension TextTable {
  /// A table of inputs, then outputs, each counted from 1.
  init<Port: ReportedPort>(inputs: [Port], outputs: [Port]) {
    self.init([
      .left("tensor"), .left("name"), .left("type"), .right("bytes"), .left("quantization"), .left("where"),
    ])
    for (kind, ports) in [("input", inputs), ("output", outputs)] {
      for (index, port) in ports.enumerated() {
        let type = "\(port.elementType)[\(port.shape.map(String.init).joined(separator: ","))]"
        append([
          "\(kind) \(index + 1)", ReportText.shortened(port.name), type, ReportText.grouped(port.byteCount),
          ReportText.quantization(port.quantization), port.whereabouts,
        ])
      }
    }
  }
}

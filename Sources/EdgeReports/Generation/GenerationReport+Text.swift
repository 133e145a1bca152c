import EdgeCodeGenerator
import EdgeModel

extension GenerationReport {
  /// For people, without the tables of layers and nodes and the chart of memory.
  package var summaryText: String {
    var lines = [headerText, "", TextTable(inputs: inputs, outputs: outputs).text, "", totalsText, "", memoryText]
    lines += ["", sectionsText, "", footprintTable.text]
    return lines.joined(separator: "\n")
  }

  /// All of it, for the report's file.
  package var text: String {
    var lines = [summaryText]
    lines += ["", "Memory over time", MemoryChart(memory).text]
    lines += ["", "Layers of the file: \(layers.count)", layerTable.text]
    lines += ["", "Nodes of the network: \(nodes.count)", nodeTable.text]
    lines += ["", "Share of each kind of node", kindTable.text]
    lines += ["", "MACC and weights of each node", shareTable.text]
    return lines.joined(separator: "\n")
  }

  private var headerText: String {
    var facts = FactList()
    facts.append("tool", tool)
    facts.append("model", modelFile)
    facts.append("sha256", modelHash)
    facts.append("parameters", ReportText.grouped(parameterCount))
    facts.append("C name", network)
    facts.append("target", "\(target) (\(targetSummary))")
    facts.append("optimization", "\(optimization): \(optimizationMeaning)")
    facts.append("arithmetic", arithmetic)
    facts.append("options", options)
    return facts.text
  }

  private var totalsText: String {
    var facts = FactList()
    facts.append("MACC", "\(ReportText.grouped(macc)) (multiplications with weights: \(ReportText.grouped(macs)))")
    let change = weights.floatByteCount > 0 ? Double(weights.byteCount) / Double(weights.floatByteCount) - 1 : 0
    facts.append(
      "weights",
      "\(Self.bytes(weights.byteCount)), read-only, \(weights.place) "
        + "(\(change < 0 ? "" : "+")\(ReportText.percent(change)) against float32)")
    facts.append("activations", "\(Self.bytes(memory.byteCount)), read-write, inputs and outputs overlaid")
    return facts.text
  }

  private var memoryText: String {
    var facts = FactList()
    for region in memory.regions {
      let address = region.address.map { " at 0x\(String($0, radix: 16))" } ?? ""
      let capacity = region.capacity.map {
        " of \(Self.bytes($0)) (\(ReportText.percent(Double(region.byteCount) / Double(max($0, 1)))))"
      }
      facts.append("region \(region.name)", "\(Self.bytes(region.byteCount))\(capacity ?? "")\(address)")
    }
    let share = Double(memory.gap) / Double(max(memory.lowerBound, 1))
    facts.append(
      "lower bound",
      "\(Self.bytes(memory.lowerBound)), set at \(memory.peak); gap \(Self.bytes(memory.gap)) "
        + "(\(ReportText.percent(share)))")
    facts.append("greedy by size", Self.bytes(memory.greedyByteCount))
    facts.append(
      "TFLM-style", "\(Self.bytes(memory.interpreterByteCount)) for every tensor of the file on its own, greedy by size"
    )
    return facts.text
  }

  /// Sections of what was built, planned against built.
  private var sectionsText: String {
    guard let built else { return "not built: \(notBuilt ?? "")" }
    var lines = [
      built.linked == nil
        ? "Memory by section: sums over the object files, before a linker leaves out what is not called"
        : "Memory by section, linked; only what running the network calls",
      "compiler  \(built.compiler)", "flags     \(built.flags)", "",
    ]
    var table = TextTable([.left(""), .right("text"), .right("rodata"), .right("data"), .right("bss")])
    func append(_ name: String, _ sizes: SectionSizes) {
      table.append([name] + [sizes.text, sizes.rodata, sizes.data, sizes.bss].map(ReportText.grouped))
    }
    for row in built.rows { append(row.part.rawValue, row.sizes) }
    append("total", built.total)
    lines.append(table.text)
    return (lines + ["", comparisonTable.text]).joined(separator: "\n")
  }

  private var comparisonTable: TextTable {
    var table = TextTable([.left(""), .right("planned"), .right("built"), .left("")])
    let data = built?.rows.first { $0.part == .data }?.sizes
    if let data {
      let isEqual = data.flash == summary.weights
      table.append([
        "weights", ReportText.grouped(summary.weights), ReportText.grouped(data.flash),
        isEqual ? "as planned" : "differs",
      ])
    } else {
      table.append(["weights", ReportText.grouped(summary.weights), "-", "in \(weights.place)"])
    }
    let ram = built?.total.ram ?? 0
    table.append([
      "activations", ReportText.grouped(summary.activations), "-", "the caller's memory",
    ])
    table.append(["variables of the code", "0", ReportText.grouped(ram), ram == 0 ? "as planned" : "of the toolchain"])
    return table
  }

  /// Flash and RAM with the share of the code.
  private var footprintTable: TextTable {
    var table = TextTable([
      .left("footprint"), .right("total"), .right("code"), .right("weights"), .right("activations"),
    ])
    func code(_ count: Int?) -> String { count.map(ReportText.grouped) ?? "not built" }
    table.append([
      "flash", ReportText.grouped(summary.flash), code(summary.codeFlash), ReportText.grouped(summary.weights), "-",
    ])
    table.append([
      "RAM", ReportText.grouped(summary.ram), code(summary.codeRAM), "-", ReportText.grouped(summary.activations),
    ])
    return table
  }

  private static func bytes(_ count: Int) -> String {
    count < 10_240 ? ReportText.bytes(count) : "\(ReportText.grouped(count)) B (\(ReportText.bytes(count)))"
  }

  // MARK: Layers and nodes

  private var layerTable: TextTable {
    var table = TextTable([
      .right("layer"), .left("kind"), .left("output"), .right("parameters"), .right("bytes"), .right("MACC"),
      .left("reads"), .right("node"), .left("name"),
    ])
    for layer in layers {
      table.append([
        "\(layer.index)", layer.kind, layer.output, ReportText.grouped(layer.parameterCount),
        ReportText.grouped(layer.parameterByteCount), ReportText.grouped(layer.macc),
        layer.readsFrom.map { $0 < 0 ? "input" : "\($0)" }.joined(separator: ","), layer.node.map { "\($0)" } ?? "-",
        ReportText.shortened(layer.name),
      ])
    }
    return table
  }

  private var nodeTable: TextTable {
    var table = TextTable([
      .right("node"), .left("layers"), .left("kind"), .left("output"), .right("MACC"), .right("weights"),
      .left("kernels"),
    ])
    for node in nodes {
      table.append([
        "\(node.index)", ReportText.numbers(node.layers), node.kind, node.output, ReportText.grouped(node.macc),
        ReportText.grouped(node.weightsByteCount), node.kernels.isEmpty ? "-" : node.kernels.joined(separator: ", "),
      ])
    }
    return table
  }

  private var kindTable: TextTable {
    var sums: [String: (count: Int, macc: Int, weights: Int)] = [:]
    for node in nodes {
      let old = sums[node.kind] ?? (0, 0, 0)
      sums[node.kind] = (old.count + 1, old.macc + node.macc, old.weights + node.weightsByteCount)
    }
    var table = TextTable([.left("kind"), .right("nodes"), .right("MACC"), .right("share"), .right("weights")])
    for (kind, sum) in sums.sorted(by: { ($1.value.macc, $0.key) < ($0.value.macc, $1.key) }) {
      table.append([
        kind, "\(sum.count)", ReportText.grouped(sum.macc), Self.share(sum.macc, macc), ReportText.grouped(sum.weights),
      ])
    }
    return table
  }

  private var shareTable: TextTable {
    var table = TextTable([.right("node"), .right("MACC"), .left(""), .right("weights"), .left("")])
    let total = nodes.reduce(0) { $0 + $1.weightsByteCount }
    for node in nodes where node.macc > 0 || node.weightsByteCount > 0 {
      table.append([
        "\(node.index)", Self.share(node.macc, macc), Self.bar(node.macc, nodes.map(\.macc).max() ?? 0),
        Self.share(node.weightsByteCount, total),
        Self.bar(node.weightsByteCount, nodes.map(\.weightsByteCount).max() ?? 0),
      ])
    }
    return table
  }

  private static func share(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "-" : ReportText.percent(Double(part) / Double(whole))
  }

  /// A bar as long as the share of the largest.
  private static func bar(_ value: Int, _ largest: Int) -> String {
    largest == 0 ? "" : String(repeating: "#", count: (24 * value + largest - 1) / largest)
  }
}

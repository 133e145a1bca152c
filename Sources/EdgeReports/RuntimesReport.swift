package import EdgeRunner

/// Which drivers there are, what they can do, and which of them work here.
package struct RuntimesReport: Sendable, Encodable {
  /// One driver.
  package struct Entry: Sendable, Encodable {
    package var name: String
    package var summary: String
    package var isUsable: Bool
    package var version: String?
    /// Where the runtime was found, or why it is unusable.
    package var reason: String
    package var hint: String?
    package var capabilities: [String]
    package var descriptorForms: [String]
  }

  package var drivers: [Entry]

  /// Asks every one of `drivers`.
  package init(_ drivers: [any Driver]) {
    self.drivers = drivers.map { driver in
      let availability = driver.availability()
      return Entry(
        name: driver.name, summary: driver.summary, isUsable: availability.isUsable, version: availability.version,
        reason: availability.reason, hint: availability.hint, capabilities: driver.capabilities.names,
        descriptorForms: driver.descriptorForms)
    }
  }

  /// For people.
  package var text: String {
    var table = TextTable([.left("driver"), .left("usable"), .left("version"), .left("where, or why not")])
    for driver in drivers {
      table.append([driver.name, driver.isUsable ? "yes" : "no", driver.version ?? "-", driver.reason])
    }
    var lines = [table.text, ""]
    for driver in drivers {
      lines.append("\(driver.name): \(driver.summary)")
      lines += driver.descriptorForms.map { "  \($0)" }
      lines.append("  can do: \((["outputs"] + driver.capabilities).joined(separator: ", "))")
      if let hint = driver.hint { lines.append("  to use it: \(hint)") }
    }
    return lines.joined(separator: "\n")
  }
}

import ArgumentParser
import EdgeDrivers
import EdgeLink
import EdgeReports

/// `edgerunner ports`: lists the serial ports and which of them `serial` would try.
struct PortsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ports",
    abstract: "Lists the serial ports, their USB devices, and why each is or is not taken for a board.",
    discussion: "The descriptor `serial` without a port tries the candidates in the order shown.")

  @OptionGroup var json: JSONOption

  func run() throws {
    let ports = PortDiscovery().ports()
    if json.isOn {
      try JSONOutput.print(ports.map(Row.init))
    } else if ports.isEmpty {
      Console.note("no serial ports found")
    } else {
      var table = TextTable([.left("port"), .left("USB"), .left("device"), .left("tried"), .left("why")])
      for port in ports {
        let row = Row(port)
        table.append([row.port, row.usb ?? "-", row.device ?? "-", row.isCandidate ? "yes" : "no", row.reason])
      }
      Console.line(table.text)
    }
  }

  /// A port in JSON.
  private struct Row: Encodable {
    var port: String
    /// Vendor and product number, `0483:374b`.
    var usb: String?
    /// What the device calls itself.
    var device: String?
    var serialNumber: String?
    var isCandidate: Bool
    var reason: String

    init(_ information: SerialPortInformation) {
      port = information.path
      usb = information.usb?.identifier
      let names = [information.usb?.manufacturer, information.usb?.productName].compactMap(\.self)
      device = names.isEmpty ? nil : names.joined(separator: " ")
      serialNumber = information.usb?.serialNumber
      isCandidate = information.isCandidate
      reason = information.reason
    }
  }
}

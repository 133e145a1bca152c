import Foundation

/// Lists the serial ports of this machine, the likeliest boards first.
package struct PortDiscovery: Sendable {
  /// Where the kernel describes terminals (Linux).
  var systemRoot: String
  /// Where their device files are.
  var deviceRoot: String

  package init() { self.init(systemRoot: "/sys/class/tty", deviceRoot: "/dev") }

  /// Looks elsewhere, for tests.
  package init(systemRoot: String, deviceRoot: String) {
    self.systemRoot = systemRoot
    self.deviceRoot = deviceRoot
  }

  /// All ports: candidates by rank, then those passed over; by path within each.
  package func ports() -> [SerialPortInformation] {
    #if canImport(Darwin)
      let found = callOutDevices()
    #else
      let found = terminals()
    #endif
    return found.sorted { ($0.order, $0.path) < ($1.order, $1.path) }
  }

  private func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  // MARK: Linux

  /// Terminals with a device behind them.
  package func terminals() -> [SerialPortInformation] {
    names(in: systemRoot).compactMap { name in
      let device = URL(fileURLWithPath: "\(systemRoot)/\(name)/device").resolvingSymlinksInPath()
      guard FileManager.default.fileExists(atPath: device.path) else { return nil }
      let path = "\(deviceRoot)/\(name)"
      if let usb = usbIdentity(of: device) { return withAccess(SerialPortInformation(path: path, usb: usb)) }
      let bus = device.appendingPathComponent("subsystem").resolvingSymlinksInPath().lastPathComponent
      // The kernel lists addresses of UARTs that the machine does not have.
      if bus == "platform" || bus == "serial-base" {
        guard name.hasPrefix("ttyS") == false else { return nil }
      }
      return SerialPortInformation(
        path: path, usb: nil, verdict: .passedOver,
        reason: "not on USB (\(bus)): it may be the system's console; name it to use it")
    }
  }

  /// The USB device above `device`, found by its identity files.
  private func usbIdentity(of device: URL) -> SerialPortInformation.USBIdentity? {
    var folder = device
    // Terminal, port, interface, device, and some room.
    for _ in 0..<8 {
      if let vendor = number(folder, "idVendor"), let product = number(folder, "idProduct") {
        return SerialPortInformation.USBIdentity(
          vendor: vendor, product: product, manufacturer: text(folder, "manufacturer"),
          productName: text(folder, "product"), serialNumber: text(folder, "serial"))
      }
      guard folder.pathComponents.count > 1 else { return nil }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private func text(_ folder: URL, _ file: String) -> String? {
    guard let data = FileManager.default.contents(atPath: folder.appendingPathComponent(file).path) else { return nil }
    let line = String(decoding: data.prefix(256), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return line.isEmpty ? nil : line
  }

  private func number(_ folder: URL, _ file: String) -> UInt16? {
    text(folder, file).flatMap { UInt16($0, radix: 16) }
  }

  /// A port that this user cannot open is no candidate, whatever it is.
  private func withAccess(_ port: SerialPortInformation) -> SerialPortInformation {
    var port = port
    if FileManager.default.fileExists(atPath: port.path),
      !FileManager.default.isReadableFile(atPath: port.path) || !FileManager.default.isWritableFile(atPath: port.path)
    {
      port.verdict = .passedOver
      port.reason += ", but this user may not open it (join the group that owns it, e.g. dialout)"
    }
    return port
  }

  // MARK: macOS

  /// Call-out devices, judged by their names: identities would need the I/O Registry.
  package func callOutDevices() -> [SerialPortInformation] {
    names(in: deviceRoot).filter { $0.hasPrefix("cu.") }.map { name in
      let path = "\(deviceRoot)/\(name)"
      if name.hasPrefix("cu.usbmodem") {
        return SerialPortInformation(
          path: path, usb: nil, verdict: .candidate(rank: 1), reason: "a USB modem device, as ST-LINK probes are")
      }
      if name.hasPrefix("cu.usbserial") || name.hasPrefix("cu.SLAB") || name.hasPrefix("cu.wchusbserial") {
        return SerialPortInformation(
          path: path, usb: nil, verdict: .candidate(rank: 3), reason: "a USB serial adapter")
      }
      return SerialPortInformation(
        path: path, usb: nil, verdict: .passedOver, reason: "not a USB serial port; name it to use it")
    }
  }
}

extension SerialPortInformation {
  /// Place in the list.
  fileprivate var order: Int {
    if case .candidate(let rank) = verdict { return rank }
    return .max
  }
}

/// A serial port and what is known of the device behind it.
package struct SerialPortInformation: Sendable, Hashable {
  /// What a USB device says of itself.
  package struct USBIdentity: Sendable, Hashable {
    package var vendor: UInt16
    package var product: UInt16
    package var manufacturer: String?
    package var productName: String?
    package var serialNumber: String?

    package init(
      vendor: UInt16, product: UInt16, manufacturer: String? = nil, productName: String? = nil,
      serialNumber: String? = nil
    ) {
      self.vendor = vendor
      self.product = product
      self.manufacturer = manufacturer
      self.productName = productName
      self.serialNumber = serialNumber
    }

    /// `0483:374b`.
    package var identifier: String { "\(Self.digits(vendor)):\(Self.digits(product))" }

    private static func digits(_ number: UInt16) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: 4 - text.count) + text
    }
  }

  /// Whether the search for a board tries the port, and when.
  package enum Verdict: Sendable, Hashable {
    /// Tried, lower ranks first.
    case candidate(rank: Int)
    case passedOver
  }

  /// What to open: `/dev/ttyACM0`.
  package var path: String
  /// Nil for ports that are not on USB, or where the system does not tell.
  package var usb: USBIdentity?
  package var verdict: Verdict
  /// Why the verdict is as it is.
  package var reason: String

  package init(path: String, usb: USBIdentity?, verdict: Verdict, reason: String) {
    self.path = path
    self.usb = usb
    self.verdict = verdict
    self.reason = reason
  }

  package var isCandidate: Bool { verdict != .passedOver }
  /// ST's devices.
  package var isLikelyBoard: Bool {
    if case .candidate(let rank) = verdict { return rank <= 1 }
    return false
  }

  /// ST's vendor number: ST-LINK probes and boards with USB of their own.
  package static let stVendor: UInt16 = 0x0483
  /// ST's product number for boards that are serial devices themselves.
  package static let stSerialProduct: UInt16 = 0x5740

  /// Judges a port on USB.
  init(path: String, usb: USBIdentity) {
    let text = "\(usb.manufacturer ?? "") \(usb.productName ?? "")".lowercased()
    let isProbe = text.contains("stlink") || text.contains("st-link")
    switch (usb.vendor, usb.product) {
    case (Self.stVendor, Self.stSerialProduct):
      self.init(path: path, usb: usb, verdict: .candidate(rank: 0), reason: "an ST board with USB of its own")
    case _ where usb.vendor == Self.stVendor || isProbe:
      self.init(path: path, usb: usb, verdict: .candidate(rank: 1), reason: "an ST device, such as an ST-LINK probe")
    case (_, Self.stSerialProduct):
      self.init(
        path: path, usb: usb, verdict: .candidate(rank: 2), reason: "a USB serial device with ST's product number")
    default:
      self.init(path: path, usb: usb, verdict: .candidate(rank: 3), reason: "a USB serial device of another maker")
    }
  }
}

import EdgeDrivers
import EdgeLink
import Foundation
import Testing

@Suite struct PortDiscoveryTests {
  /// A folder laid out as the kernel does.
  private final class FakeSystem {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("ports-\(UUID().uuidString)")
    var discovery: PortDiscovery {
      PortDiscovery(systemRoot: root.path + "/class/tty", deviceRoot: root.path + "/dev")
    }

    init() throws {
      for folder in ["class/tty", "dev", "bus/usb", "bus/platform", "bus/pci"] {
        try FileManager.default.createDirectory(
          at: root.appendingPathComponent(folder), withIntermediateDirectories: true)
      }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// A terminal on an interface of a USB device.
    func addUSB(_ name: String, _ device: String, _ files: [String: String]) throws {
      let folder = root.appendingPathComponent("devices/pci0/\(device)")
      let interface = folder.appendingPathComponent("\(device):1.2")
      try FileManager.default.createDirectory(at: interface, withIntermediateDirectories: true)
      for (file, text) in files {
        try Data((text + "\n").utf8).write(to: folder.appendingPathComponent(file))
      }
      try add(name, device: interface, bus: "usb")
    }

    func addOther(_ name: String, bus: String) throws {
      let device = root.appendingPathComponent("devices/\(bus)/\(name)")
      try FileManager.default.createDirectory(at: device, withIntermediateDirectories: true)
      try add(name, device: device, bus: bus)
    }

    private func add(_ name: String, device: URL, bus: String) throws {
      let terminal = root.appendingPathComponent("class/tty/\(name)")
      try FileManager.default.createDirectory(at: terminal, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: terminal.appendingPathComponent("device"), withDestinationURL: device)
      try FileManager.default.createSymbolicLink(
        at: device.appendingPathComponent("subsystem"),
        withDestinationURL: root.appendingPathComponent("bus/\(bus)"))
      try Data().write(to: root.appendingPathComponent("dev/\(name)"))
    }
  }

  @Test func portsAreRankedAndJudged() throws {
    let system = try FakeSystem()
    try system.addUSB("ttyUSB0", "1-1", ["idVendor": "0403", "idProduct": "6001", "product": "FT232R USB UART"])
    try system.addUSB(
      "ttyACM1", "1-2",
      ["idVendor": "0483", "idProduct": "374b", "manufacturer": "STMicroelectronics", "serial": "066CFF"])
    try system.addUSB("ttyACM0", "1-3", ["idVendor": "0483", "idProduct": "5740"])
    try system.addUSB("ttyACM2", "1-4", ["idVendor": "1234", "idProduct": "5740"])
    try system.addUSB("ttyACM3", "1-5", ["idVendor": "1209", "idProduct": "0001", "product": "STLink clone"])
    try system.addOther("ttyS0", bus: "platform")
    try system.addOther("ttyS4", bus: "pci")
    try FileManager.default.createDirectory(
      at: system.root.appendingPathComponent("class/tty/tty1"), withIntermediateDirectories: true)
    let ports = system.discovery.terminals().sorted { $0.path < $1.path }
    let names = ports.map { URL(fileURLWithPath: $0.path).lastPathComponent }
    #expect(names == ["ttyACM0", "ttyACM1", "ttyACM2", "ttyACM3", "ttyS4", "ttyUSB0"])
    #expect(ports.map(\.isCandidate) == [true, true, true, true, false, true])
    #expect(ports[1].usb?.identifier == "0483:374b")
    #expect(ports[1].usb?.serialNumber == "066CFF")
    #expect(ports[1].usb?.manufacturer == "STMicroelectronics")
    #expect(
      ports.map(\.verdict) == [
        .candidate(rank: 0), .candidate(rank: 1), .candidate(rank: 2), .candidate(rank: 1), .passedOver,
        .candidate(rank: 3),
      ])
    #expect(ports.allSatisfy { !$0.reason.isEmpty })
    #if !canImport(Darwin)
      #expect(
        system.discovery.ports().map { URL(fileURLWithPath: $0.path).lastPathComponent } == [
          "ttyACM0", "ttyACM1", "ttyACM3", "ttyACM2", "ttyUSB0", "ttyS4",
        ])
    #endif
  }

  @Test func aMachineWithoutPortsHasNone() {
    #expect(PortDiscovery(systemRoot: "/no/such/folder", deviceRoot: "/dev").terminals().isEmpty)
  }

  @Test func callOutDevicesAreJudgedByName() throws {
    let system = try FakeSystem()
    for name in ["cu.usbmodem14203", "cu.usbserial-110", "cu.Bluetooth-Incoming-Port", "tty.usbmodem14203"] {
      try Data().write(to: system.root.appendingPathComponent("dev/\(name)"))
    }
    #expect(system.discovery.callOutDevices().map(\.isCandidate) == [false, true, true])
  }
}

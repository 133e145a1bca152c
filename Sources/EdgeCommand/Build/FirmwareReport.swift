import EdgeBoards
import EdgeReports

/// What `edgerunner build` tells.
struct FirmwareReport: Encodable {
  var board: String
  var title: String
  /// Path of the firmware.
  var elf: String
  var networks: [String]
  var isUntestedOnHardware: Bool
  var regions: [MemoryReport.Region]

  init(_ image: FirmwareImage) {
    board = image.board.name
    title = image.board.title
    elf = image.elfPath
    networks = image.networks
    isUntestedOnHardware = image.board.isUntestedOnHardware
    regions = image.memory.regions
  }

  /// A table of the board's memory.
  var text: String {
    var table = TextTable([
      .left("region"), .left("holds"), .right("address"), .right("used"), .right("size"), .right("free"), .right(""),
    ])
    for region in regions {
      let share = Double(region.used) / Double(region.size)
      table.append([
        region.name, region.kind.rawValue, Self.hexadecimal(region.address), "\(region.used)", "\(region.size)",
        "\(region.size - region.used)", "\(Int((share * 100).rounded(.up)))%",
      ])
      for section in region.sections where region.sections.count > 1 {
        table.append(["", section.name, Self.hexadecimal(section.address), "\(section.size)"])
      }
    }
    return "\(elf): \(networks.joined(separator: ", ")) for \(title)\n\n\(table.text)"
  }

  private static func hexadecimal(_ address: UInt32) -> String {
    let digits = String(address, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}

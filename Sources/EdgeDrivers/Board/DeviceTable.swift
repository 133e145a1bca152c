// Table: names of the devices that boards announce by number.
import EdgeBoards
import EdgeLink

/// Names of the devices that boards announce by number.
enum DeviceTable {
  /// A device family as descriptions name it.
  enum Family: String {
    case stm32, stellar, software, virtual
  }

  /// Family and name; nil for numbers that are not in the table.
  static func device(_ identifier: UInt32) -> (family: Family, name: String)? {
    if identifier == SoftwareBoard.deviceIdentifier { return (.software, "EdgeRunner software board") }
    if let board = BoardSpecification.all.first(where: { $0.deviceIdentifier == identifier }),
      let name = board.deviceName
    {
      return (board.emulator == nil ? .stm32 : .virtual, name)
    }
    if let name = stellarNames[identifier] { return (.stellar, name) }
    if let name = stm32Names[identifier] { return (.stm32, "STM32" + name) }
    return otherNames[identifier].map { (.stm32, $0) }
  }

  private static let stellarNames: [UInt32: String] = [
    0x2511: "SR5E1", 0x2633: "SR6G3", 0x2636: "SR6G6", 0x2637: "SR6G7", 0x2643: "SR6P3", 0x2646: "SR6P6",
    0x2647: "SR6P7", 0x2663: "SR6P3E", 0x2A47: "SR6P7G7",
  ]

  private static let otherNames: [UInt32: String] = [0x155: "Corstone SSE-300 FVP"]

  private static let stm32Names: [UInt32: String] = [
    // F0, F3
    0x440: "F03x/F05x", 0x442: "F091", 0x444: "F03x", 0x445: "F04x", 0x448: "F07x", 0x422: "F30xB/C", 0x432: "F37x",
    0x438: "F30x/F33x", 0x439: "F301", 0x446: "F303D/E",
    // F4, F7
    0x413: "F4x", 0x419: "F4x7", 0x421: "F446", 0x423: "F401xB/C", 0x431: "F411xC/E", 0x433: "F401xD/E",
    0x434: "F469", 0x441: "F412", 0x458: "F410", 0x463: "F413", 0x449: "F746", 0x451: "F76x/F77x", 0x452: "F72x/F73x",
    // G0, G4
    0x456: "G051/61", 0x460: "G07x/8x", 0x466: "G031/41", 0x467: "G0B1/C1", 0x468: "G454", 0x469: "G474",
    0x479: "G491",
    // H5, H7
    0x474: "H503", 0x484: "H5x", 0x450: "H743/53/50xx and H745/55/47/57xx", 0x47B: "H7Pxxx", 0x480: "H7A/7B",
    0x483: "H7[2,3]x", 0x485: "H7[R,]Sxx",
    // L0, L4, L5, U3, U5
    0x417: "L0x3", 0x425: "L0x2", 0x447: "L0x5", 0x457: "L0x1", 0x415: "L4x6xx", 0x435: "L43xxx", 0x461: "L49xxx",
    0x462: "L45xxx", 0x464: "L4x2", 0x470: "L4R/S", 0x471: "L4Q", 0x472: "L5[5,6]2xx", 0x42A: "U3xx",
    0x482: "U575/585",
    // W, MP, N, V
    0x494: "WB1", 0x495: "WBxx", 0x497: "WLx", 0x500: "MP1", 0x486: "N6xx", 0x499: "V8xx",
  ]
}

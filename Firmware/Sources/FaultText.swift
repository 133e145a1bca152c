import Board

/// What a fault was, for people.
enum FaultText {
  /// `usage fault at 0x10001234, status 0x00010000, address 0x00000000`.
  static func what(_ record: board_fault_record) -> WireText {
    var text = WireText()
    switch record.cause {
    case 2: text.append("non-maskable interrupt")
    case 3: text.append("hard fault")
    case 4: text.append("memory fault")
    case 5: text.append("bus fault")
    case 6: text.append("usage fault")
    case 7: text.append("security fault")
    case BOARD_CAUSE_WATCHDOG: text.append("watchdog: node took too long")
    default:
      text.append("exception ")
      text.append(decimal: UInt64(record.cause))
    }
    text.append(" at ")
    text.append(hexadecimal: record.program_counter)
    guard record.cause != BOARD_CAUSE_WATCHDOG else { return text }
    text.append(", status ")
    text.append(hexadecimal: record.status)
    text.append(", address ")
    text.append(hexadecimal: record.address)
    return text
  }

  /// `node 12 model.2/conv of yolov8n`.
  static func place(_ record: board_fault_record) -> WireText {
    var text = WireText()
    guard record.network < board_network_count else {
      text.append("outside of the networks")
      return text
    }
    let description = Networks.description(Int(record.network))
    text.append("node ")
    text.append(decimal: UInt64(record.node))
    text.append(" ")
    text.append(description.pointee.nodes[Int(record.node)].name, limit: 60)
    text.append(" of ")
    text.append(description.pointee.name)
    return text
  }
}

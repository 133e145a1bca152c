import Board

/// The fault that the C code has recorded.
extension Fault {
  init(_ record: board_fault_record) {
    self.init(
      cause: record.cause == BOARD_CAUSE_WATCHDOG ? .watchdog : .exception(record.cause),
      programCounter: record.program_counter, status: record.status, address: record.address)
  }

  /// Where the fault of `record` happened.
  static func place(_ record: board_fault_record) -> WireText {
    guard record.network < board_network_count else { return placeOutsideOfNetworks }
    let description = Networks.description(Int(record.network)).pointee
    return place(
      node: record.node, name: WireText(cString: description.nodes[Int(record.node)].name, limit: 60),
      network: WireText(cString: description.name))
  }
}

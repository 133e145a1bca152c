/// Firmware that was built: an ELF file that emulators, debuggers and flash tools take.
package struct FirmwareImage: Sendable {
  package var board: BoardSpecification
  /// Path of the ELF file.
  package var elfPath: String
  /// Names by which hosts select the networks, in order.
  package var networks: [String]
  package var memory: MemoryReport
}

/// Firmware that was built: an ELF file that emulators, debuggers and flash tools take.
public struct FirmwareImage: Sendable {
  public var board: BoardSpecification
  /// Path of the ELF file.
  public var elfPath: String
  /// Names by which hosts select the networks, in order.
  public var networks: [String]
  public var memory: MemoryReport
}

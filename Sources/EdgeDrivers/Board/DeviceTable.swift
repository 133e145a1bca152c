/// Names of the devices that boards announce by number.
enum DeviceTable {
  /// Number of `SoftwareBoard`, outside the ranges in use.
  static let softwareBoard: UInt32 = 0xED6E
}

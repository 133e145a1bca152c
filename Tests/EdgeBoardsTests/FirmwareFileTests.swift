import EdgeBoards
import EdgeTestSupport
import Foundation
import Testing

@Suite("Firmware files")
struct FirmwareFileTests {
  /// The header of a little-endian ELF file with no tables.
  private func header(fileClass: UInt8, machine: UInt8) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 64)
    bytes.replaceSubrange(0..<7, with: [0x7F, 0x45, 0x4C, 0x46, fileClass, 1, 1])
    bytes[18] = machine
    return bytes
  }

  @Test(
    "only files of 32-bit Arm are taken for firmware",
    arguments: [(1, 40, nil), (2, 183, "not 32-bit"), (1, 243, "not for Arm")] as [(UInt8, UInt8, String?)])
  func kinds(fileClass: UInt8, machine: UInt8, complaint: String?) throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("firmware.elf")
    try Data(header(fileClass: fileClass, machine: machine)).write(to: path)
    var found: String?
    do throws(FirmwareError) {
      _ = try FirmwareBuilder.read(path.path)
    } catch { found = error.description }
    #expect(complaint.map { found?.contains($0) == true } ?? (found == nil), "\(found ?? "read")")
  }
}

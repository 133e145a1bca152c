import EdgeVision
import Foundation

/// The picture files beside the tests, and pictures made up on the spot.
enum PictureSamples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/Pictures")

  /// Names of the files that have recorded pixels.
  static let recorded: [String] = names(where: { $0.pathExtension != "ppm" && expectedURL($0).isReachable })

  /// Those of them whose format this machine reads: some libraries are looked for at run time.
  static let decodable: [String] = recorded.filter(isReadable)

  /// False when the library that reads the file's format is not installed.
  static func isReadable(_ name: String) -> Bool {
    do throws(PictureError) {
      _ = try PictureDecoder().size(of: (try? bytes(name)) ?? [])
      return true
    } catch {
      if case .missingLibrary = error.reason { return false }
      return true
    }
  }

  /// Names of all picture files.
  static let all: [String] = names(where: { $0.pathExtension != "ppm" })

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The pixels that OpenCV decodes from the file.
  static func expected(_ name: String) throws -> Picture {
    try ppm(expectedURL(folder.appendingPathComponent(name)))
  }

  /// A binary PPM as the fixture script writes it: `P6 width height 255` and a newline, then the pixels.
  private static func ppm(_ url: URL) throws -> Picture {
    let bytes = [UInt8](try Data(contentsOf: url))
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0
    let fields = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    return Picture(width: fields[0], height: fields[1], pixels: Array(bytes[(end + 1)...]))
  }

  private static func expectedURL(_ url: URL) -> URL {
    url.deletingPathExtension().appendingPathExtension("ppm")
  }

  private static func names(where predicate: (URL) -> Bool) -> [String] {
    let urls = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    return urls.filter(predicate).map(\.lastPathComponent).sorted()
  }
}

extension URL {
  fileprivate var isReachable: Bool { FileManager.default.fileExists(atPath: path) }
}

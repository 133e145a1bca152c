import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation

/// Networks as files, for drivers that open files.
enum ModelFiles {
  private static let folder = Result { try TemporaryFolder() }

  /// Writes `network` and returns the path; the file's name ends with the case's.
  static func path(_ network: OperatorCase, seed: UInt64) throws -> String {
    let url = try folder.get().url.appendingPathComponent("\(seed)_\(network.name).tflite")
    if !FileManager.default.fileExists(atPath: url.path) {
      try Data(TFLiteWriter.write(network.graph)).write(to: url, options: .atomic)
    }
    return url.path
  }
}

public import Foundation

/// Real models, pictures and recorded answers that lie beside a checkout in `../shared`, never in the repository.
///
/// Tests that need them carry `.enabled(if: SharedFiles.arePresent, SharedFiles.whyAbsent)`.
public enum SharedFiles {
  /// Root of the repository, found from this file's own path.
  public static let repositoryRoot: URL = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder, from the environment variable `EDGERUNNER_SHARED` or beside the checkout.
  public static let root: URL = {
    if let path = ProcessInfo.processInfo.environment["EDGERUNNER_SHARED"] { return URL(fileURLWithPath: path) }
    return repositoryRoot.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  /// True when the folder holds the models.
  public static let arePresent: Bool = FileManager.default.fileExists(
    atPath: root.appendingPathComponent("models").path)

  /// Why a test that needs the folder is skipped.
  public static let whyAbsent = "the shared models and pictures are not beside the checkout (set EDGERUNNER_SHARED)"

  /// A file of the folder.
  public static func url(_ path: String) -> URL { root.appendingPathComponent(path) }
  /// Path of a file of the folder.
  public static func path(_ path: String) -> String { url(path).path }

  /// The four models that `golden/golden.json` records, without extension.
  public static let goldenModels = [
    "yolov8n_192_quant_pc_uf_od_coco-person-st", "yolov8n_256_quant_pc_uf_pose_coco-st",
    "yolov8n_256_quant_pc_ii_seg_coco-st", "yolov8n_320_quant_pt_uf_od_coco-person-st",
  ]

  /// All quantized TFLite models of the folder, without extension.
  public static let tfliteModels = goldenModels + ["D_yolov8n_full_integer_quant", "E_yolov8n_full_integer_quant_224"]
}

/// The two deterministic inputs that the recorded answers use, as bytes in NHWC order with three channels.
public enum GoldenInput: String, Sendable, CaseIterable {
  case weyl, ramp

  /// `height * width * 3` bytes; an int8 model takes each byte minus 128.
  public func bytes(height: Int, width: Int) -> [UInt8] {
    switch self {
    case .weyl:
      return (0..<height * width * 3).map {
        UInt8(truncatingIfNeeded: (UInt32(truncatingIfNeeded: $0) &* 2_654_435_761) >> 24)
      }
    case .ramp:
      var bytes: [UInt8] = []
      bytes.reserveCapacity(height * width * 3)
      for y in 0..<height {
        for x in 0..<width {
          bytes.append(UInt8(x * 255 / (width - 1)))
          bytes.append(UInt8(y * 255 / (height - 1)))
          bytes.append((x / 32 + y / 32) % 2 == 0 ? 64 : 192)
        }
      }
      return bytes
    }
  }
}

import EdgeDatasets
import EdgeDetection
import EdgeEvaluation

/// Gives `count` bytes from `start` to every reader of data sets, and to that of journals; called by libFuzzer.
///
/// Whatever the bytes are, a reader must return or throw.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
  let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
  let text = String(decoding: bytes, as: UTF8.self)
  if let description = try? DatasetDescription(text, path: "fuzz") {
    precondition(!description.classNames.contains { $0.utf8.count > count + 400 })
  }
  if let annotations = try? COCOAnnotations(bytes) {
    for picture in annotations.pictures.indices {
      for task in DetectorTask.allCases { _ = annotations.labels(picture: picture, task: task, keypointCount: 17) }
      _ = annotations.truths(picture: picture, for: .keypoints)
    }
    for object in annotations.objects {
      guard let segmentation = object.segmentation, !segmentation.isPolygons else { continue }
      _ = segmentation.mask(height: 32, width: 32)
    }
  }
  _ = try? COCOResults(bytes)
  for version in UltralyticsVersion.allCases {
    for (task, shape) in [
      (DetectorTask.detect, nil), (.segment, nil), (.pose, KeypointShape(count: 2, dimensions: 3)),
      (.detect, KeypointShape(count: 2, dimensions: 2)),
    ] {
      let rules = LabelFile.Rules(classCount: 3, keypointShape: shape, task: task, version: version)
      guard let contents = try? LabelFile.parse(text, path: "fuzz", rules: rules) else { continue }
      precondition(contents.labels.allSatisfy { (0..<3).contains($0.classIndex) })
    }
  }
  if let record = PictureRecord(json: bytes) {
    guard let again = PictureRecord(json: Array(record.json.utf8)) else { preconditionFailure("no record any more") }
    precondition(again.json == record.json)
  }
  return 0
}

extension COCOSegmentation {
  /// Polygons are as slow as they are large, which is no mistake of the reader.
  fileprivate var isPolygons: Bool { if case .polygons = self { true } else { false } }
}

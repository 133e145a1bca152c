import EdgeModel

/// Box, a score that there is any object, and class scores of each anchor in one output, as YOLOv5 and YOLOv7 have them,
/// and YOLOX with one anchor per cell: `[1, anchors, 5 + classes + masks]` or with the two dimensions swapped; beside it,
/// for masks, prototypes as in a combined head. An object's score is the product of the two.
///
/// Facts: Ultralytics YOLOv5 `models/yolo.py`, Megvii YOLOX `yolo_head.py`.
enum ObjectnessHead: HeadArrangement {
  static let kinds = [HeadKind.yolov5]

  /// Anchors in each cell of YOLOv5's grids.
  static let anchorsPerCell = 3
  /// A box, and the score of any object.
  private static let otherCount = 5
  private static let cocoClassCount = 80

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    guard outputs.consists(ofPlanes: 1...1, volumes: 0...1) else { return nil }
    let plane = outputs.planes[0]
    let isFeaturesFirst = outputs.isFeaturesFirst(plane)
    let (featureCount, anchorCount) = (
      outputs.shapes[plane][isFeaturesFirst ? 1 : 2], outputs.shapes[plane][isFeaturesFirst ? 2 : 1]
    )
    guard isMatch(outputs, featureCount: featureCount, anchorCount: anchorCount) else { return nil }
    return try decoder(of: outputs)
  }

  /// A decoder for one output with objectness, and prototypes beside it for masks.
  /// - Parameter expectsCells: true where boxes may be as YOLOX has them before they are decoded.
  static func decoder(
    of outputs: HeadOutputs, expectsCells: Bool = false
  ) throws(DetectionHeadError) -> any HeadDecoder {
    let plane = outputs.planes[0]
    let isFeaturesFirst = outputs.isFeaturesFirst(plane)
    let (featureCount, anchorCount) = (
      outputs.shapes[plane][isFeaturesFirst ? 1 : 2], outputs.shapes[plane][isFeaturesFirst ? 2 : 1]
    )
    let block = HeadLayout.Block(
      output: plane, firstRow: 0, rowCount: 4, isFeaturesFirst: isFeaturesFirst, featureCount: featureCount)
    let layout = try HeadLayout(
      outputs, boxes: block, scores: block, anchorCount: anchorCount, hasObjectness: true)
    return AnchorDecoder(
      outputs, layout: layout, cells: anchorCount == outputs.gridCount ? outputs.grid : nil,
      expectsCells: expectsCells)
  }

  private static func isMatch(_ outputs: HeadOutputs, featureCount: Int, anchorCount: Int) -> Bool {
    if outputs.options.kind.map(kinds.contains) ?? false { return true }
    let task = outputs.options.task ?? outputs.metadata?.task.flatMap { DetectorTask(rawValue: $0) }
    // Behind 80 names, 81 numbers may be 80 scores and an angle.
    if task == .pose || task == .obb || outputs.metadata?.keypointShape != nil { return false }
    var maskCounts = [0]
    if let volume = outputs.volumes.first { maskCounts = [outputs.shapes[volume][1], outputs.shapes[volume][3]] }
    let classCounts = maskCounts.map { featureCount - otherCount - $0 }
    if outputs.namedCount > 0 { return classCounts.contains(outputs.namedCount) }
    // Nobody else has three anchors in each cell.
    if anchorCount == anchorsPerCell * outputs.gridCount { return classCounts.contains { $0 > 0 } }
    guard outputs.volumes.isEmpty, classCounts == [cocoClassCount] else { return false }
    outputs.notes.add(
      "the \(featureCount) numbers per anchor are taken for a box, a score of any object and COCO's 80 classes; "
        + "--head yolo takes them for a box and 81 classes")
    return true
  }
}

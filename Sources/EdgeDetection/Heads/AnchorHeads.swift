/// Boxes, scores and extras of each anchor in one output: `[1, 4 + classes + extras, anchors]` or
/// `[1, anchors, 4 + classes + extras]`; beside it, for masks, prototypes `[1, height, width, masks]` or
/// `[1, masks, height, width]`.
enum CombinedHead: HeadArrangement {
  static let kinds = [HeadKind.yolo]

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    guard outputs.consists(ofPlanes: 1...1, volumes: 0...1), let output = outputs.planes.first else { return nil }
    let shape = outputs.shapes[output]
    let isFeaturesFirst = outputs.isFeaturesFirst(output)
    let block = HeadLayout.Block(
      output: output, firstRow: 0, rowCount: 4, isFeaturesFirst: isFeaturesFirst,
      featureCount: isFeaturesFirst ? shape[1] : shape[2])
    // YOLOX is arranged so, with one number more than here is taken for a class.
    let mayBeCells = !isFeaturesFirst && shape[1] == outputs.gridCount && outputs.namedCount == 0
    return AnchorDecoder(
      outputs,
      layout: try HeadLayout(
        outputs, boxes: block, scores: block, anchorCount: isFeaturesFirst ? shape[2] : shape[1]),
      cells: mayBeCells ? outputs.grid : nil)
  }
}

/// Boxes `[1, 4, anchors]` and scores `[1, classes + extras, anchors]` in two outputs, either of them with the two
/// dimensions swapped, in any order; prototypes as in a combined head.
enum SplitHead: HeadArrangement {
  static let kinds = [HeadKind.yolo]

  static func decoder(for outputs: HeadOutputs) throws(DetectionHeadError) -> (any HeadDecoder)? {
    guard outputs.consists(ofPlanes: 2...2, volumes: 0...1) else { return nil }
    func block(_ output: Int, isFeaturesFirst: Bool) -> (block: HeadLayout.Block, anchorCount: Int) {
      let shape = outputs.shapes[output]
      let block = HeadLayout.Block(
        output: output, firstRow: 0, rowCount: 4, isFeaturesFirst: isFeaturesFirst,
        featureCount: shape[isFeaturesFirst ? 1 : 2])
      return (block, shape[isFeaturesFirst ? 2 : 1])
    }
    for (boxOutput, scoreOutput) in [(0, 1), (1, 0)].map({ (outputs.planes[$0.0], outputs.planes[$0.1]) }) {
      for boxesFirst in [true, false] {
        let boxes = block(boxOutput, isFeaturesFirst: boxesFirst)
        guard boxes.block.featureCount == 4 else { continue }
        for scoresFirst in [boxesFirst, !boxesFirst] {
          let scores = block(scoreOutput, isFeaturesFirst: scoresFirst)
          guard boxes.anchorCount == scores.anchorCount else { continue }
          return AnchorDecoder(
            outputs,
            layout: try HeadLayout(
              outputs, boxes: boxes.block, scores: scores.block, anchorCount: boxes.anchorCount))
        }
      }
    }
    return nil
  }
}

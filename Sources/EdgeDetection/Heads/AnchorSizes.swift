/// Widths and heights of the anchors of each grid, in the unit they are stated in.
struct AnchorSizes {
  private enum Unit: String {
    case fractions = "fractions of the input"
    case cells = "cells"
    case pixels
  }

  private let numbers: [Double]
  private let perCell: Int
  private let isShared: Bool
  private let unit: Unit
  private let isStated: Bool

  /// The anchors that the caller or the metadata states, otherwise the usual ones of such a head.
  ///
  /// What they are measured in follows from their sizes: fractions are at most 1, and no anchor is larger than the grid in
  /// cells.
  init(
    _ outputs: HeadOutputs, levelCount: Int, perCell: Int, classCount: Int, isYOLOv3: Bool
  ) throws(DetectionHeadError) {
    let stated = outputs.statedAnchors
    let numbers =
      stated.isEmpty
      ? Self.usual(levelCount: levelCount, perCell: perCell, classCount: classCount, isYOLOv3: isYOLOv3) : stated
    isShared = numbers.count == perCell * 2 && levelCount > 1
    guard numbers.count == perCell * 2 * levelCount || isShared else {
      let needed = perCell * levelCount
      throw .inconsistent(
        "\(levelCount) grid(s) with \(perCell) anchors per cell need \(needed) anchors, "
          + (numbers.isEmpty ? "none are stated" : "\(numbers.count / 2) are stated"))
    }
    self.numbers = numbers
    self.perCell = perCell
    isStated = !stated.isEmpty
    let largest = numbers.max() ?? 0
    let strides = outputs.volumes.compactMap { FeatureMap(outputs, volume: $0)?.stride }
    let cellsPerSide = max(outputs.inputWidth, outputs.inputHeight) / max(strides.max() ?? 32, 1)
    unit = largest <= 1 ? .fractions : largest > Double(cellsPerSide) * 2 ? .pixels : .cells
  }

  /// Sizes of one grid's anchors in pixels of the input.
  func pixels(
    level: Int, stride: Float, inputWidth: Float, inputHeight: Float
  ) -> [(width: Float, height: Float)] {
    let first = isShared ? 0 : level * perCell
    return (first..<first + perCell).map { anchor in
      let (width, height) = (Float(numbers[anchor * 2]), Float(numbers[anchor * 2 + 1]))
      return switch unit {
      case .fractions: (width * inputWidth, height * inputHeight)
      case .cells: (width * stride, height * stride)
      case .pixels: (width, height)
      }
    }
  }

  /// The anchors, their unit and where they come from, for a note.
  func text(levelCount: Int) -> String {
    numbers.map { "\($0)" }.joined(separator: ",") + " in \(unit.rawValue)"
      + (isStated ? "" : ", which such networks usually have")
  }

  /// Anchors of well-known networks; empty where there are none for this shape.
  ///
  /// Sources: the configurations of YOLOv2 and YOLOv3 in Darknet; ST's model zoo for persons.
  private static func usual(levelCount: Int, perCell: Int, classCount: Int, isYOLOv3: Bool) -> [Double] {
    switch (isYOLOv3, levelCount, perCell, classCount) {
    case (true, 3, 3, _):
      [10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326]
    case (true, 2, 3, _): [10, 14, 23, 27, 37, 58, 81, 82, 135, 169, 344, 319]
    case (false, 1, 5, 20): [1.08, 1.19, 3.42, 4.41, 6.63, 11.38, 9.42, 5.11, 16.62, 10.52]
    case (false, 1, 5, 80):
      [0.57273, 0.677385, 1.87446, 2.06253, 3.33843, 5.47434, 7.88282, 3.52778, 9.77052, 9.16828]
    case (false, 1, 5, _): [0.9883, 3.3606, 2.1194, 5.3759, 3.0520, 9.1336, 5.5517, 9.3066, 9.7260, 11.1422]
    case (false, 2..., 3, _): [0.5, 0.5, 0.07, 0.25, 0.23, 0.7]
    default: []
    }
  }
}

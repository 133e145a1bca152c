/// Finds room for labels: at their boxes, inside the picture, and clear of the labels placed before.
package struct LabelPlacement {
  /// A rectangle in pixels of the picture.
  package struct Area {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    func overlaps(_ other: Area) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
  }

  private let pictureWidth: Double
  private let pictureHeight: Double
  private var placed: [Area] = []

  package init(pictureWidth: Int, pictureHeight: Int) {
    self.pictureWidth = Double(pictureWidth)
    self.pictureHeight = Double(pictureHeight)
  }

  /// A place for a label of the given size at a box.
  ///
  /// Above the left corner where there is room, else inside; other corners are tried when another label is in the way,
  /// and when all are taken the first place is shared.
  package mutating func place(width: Double, height: Double, at box: BoundingBox, margin: Double) -> Area {
    let (areas, inside) = candidates(width: width, height: height, at: box, margin: margin)
    let chosen = areas.first(where: isFree) ?? areas.first ?? inside
    placed.append(chosen)
    return chosen
  }

  /// The same, but nil when another label is in the way at every corner.
  package mutating func placeWhereFree(
    width: Double, height: Double, at box: BoundingBox, margin: Double
  ) -> Area? {
    let (areas, inside) = candidates(width: width, height: height, at: box, margin: margin)
    guard let chosen = (areas + [inside]).first(where: isFree) else { return nil }
    placed.append(chosen)
    return chosen
  }

  private func isFree(_ area: Area) -> Bool { !placed.contains { $0.overlaps(area) } }

  /// The places at the corners that lie inside the picture, and the one at the upper left corner in any case.
  private func candidates(
    width: Double, height: Double, at box: BoundingBox, margin: Double
  ) -> (areas: [Area], inside: Area) {
    let left = Double(box.x1) - margin
    let right = Double(box.x2) + margin - width
    let above = Double(box.y1) - margin - height
    let below = Double(box.y2) + margin
    let insideTop = Double(box.y1) - margin
    let insideBottom = below - height
    let corners = [
      (left, above), (left, insideTop), (right, above), (right, insideTop), (left, below), (left, insideBottom),
      (right, below), (right, insideBottom),
    ]
    let areas = corners.filter { $0.1 >= 0 && $0.1 + height <= pictureHeight }.map { area($0, width, height) }
    return (areas, area((left, insideTop), width, height))
  }

  /// The area at a corner, moved into the picture as far as possible.
  private func area(_ corner: (Double, Double), _ width: Double, _ height: Double) -> Area {
    Area(
      x: max(min(corner.0, pictureWidth - width), 0), y: max(min(corner.1, pictureHeight - height), 0), width: width,
      height: height)
  }
}

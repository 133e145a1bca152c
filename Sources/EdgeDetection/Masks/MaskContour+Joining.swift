extension MaskContour {
  /// One polygon for a mask of several parts, as Ultralytics writes them: neighbours in the list are joined where they
  /// come closest, parts in between are walked to their far side and finished on the way back.
  public static func joined(_ contours: [MaskContour]) -> [Point] {
    guard contours.count > 1 else { return contours.first?.points ?? [] }
    let bridges = (1..<contours.count).map { closest(contours[$0 - 1].points, contours[$0].points) }
    var outward: [Point] = []
    var homeward: [Point] = []
    for (index, contour) in contours.enumerated() {
      if index == 0 {
        outward += closedLoop(contour.points, from: bridges[0].first)
      } else if index == contours.count - 1 {
        outward += closedLoop(contour.points, from: bridges[index - 1].second)
      } else {
        let entry = bridges[index - 1].second
        let exit = bridges[index].first
        // Walked in the direction in which the exit comes after the entry without passing the list's end.
        let count = contour.points.count
        let loop =
          entry <= exit
          ? closedLoop(contour.points, from: entry) : closedLoop(contour.points.reversed(), from: count - 1 - entry)
        let turn = abs(exit - entry)
        outward += loop[...turn]
        homeward = loop[turn...] + homeward
      }
    }
    return outward + homeward
  }

  /// The largest outline by number of points, the first of equals: all that release 8.2.39 keeps.
  public static func largest(_ contours: [MaskContour]) -> [Point] {
    let count = contours.map(\.points.count).max()
    return contours.first { $0.points.count == count }?.points ?? []
  }

  /// All points from one on, round to that one again.
  private static func closedLoop(_ points: [Point], from start: Int) -> [Point] {
    Array(points[start...] + points[...start])
  }

  /// Indices of the closest pair of points, the first of equals by the first index, then the second.
  private static func closest(_ first: [Point], _ second: [Point]) -> (first: Int, second: Int) {
    var best = (first: 0, second: 0)
    var bestDistance = Int.max
    for (i, a) in first.enumerated() {
      for (j, b) in second.enumerated() {
        let distance = (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
        if distance < bestDistance { (best, bestDistance) = ((i, j), distance) }
      }
    }
    return best
  }
}

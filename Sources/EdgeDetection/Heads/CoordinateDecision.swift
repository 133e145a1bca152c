import EdgeModel
import Synchronization

/// What the boxes of one model are measured in: decided once, from its file or from its outputs, and never again.
///
/// Shared by all copies of a head, from any thread.
final class CoordinateDecision: Sendable {
  private struct State {
    var coordinates: BoxCoordinates
    /// True where the outputs leave no doubt; false where they fit what such files usually have.
    var isProven: Bool
  }

  /// What files of the model's format usually have: `automatic` where the format is not known.
  private let usual: BoxCoordinates
  private let notes: HeadNotes
  private let state = Mutex<State?>(nil)

  init(usual: BoxCoordinates, notes: HeadNotes) {
    self.usual = usual
    self.notes = notes
  }

  /// What the boxes are measured in; never `automatic`.
  /// - Parameters:
  ///   - chosen: what the caller says, which is not questioned.
  ///   - evidence: what the outputs of one picture say, asked for until there is no doubt.
  /// - Throws: `DetectionHeadError.contradictingCoordinates` when these outputs prove what earlier boxes were not read as.
  func coordinates(
    _ chosen: BoxCoordinates, evidence: () -> CoordinateEvidence
  ) throws(DetectionHeadError) -> BoxCoordinates {
    if chosen != .automatic { return chosen }
    if let known = state.withLock({ $0 }), known.isProven { return known.coordinates }
    let proven = evidence().coordinates
    let result = state.withLock { state -> Result<State, DetectionHeadError> in
      let assumed = usual == .automatic ? BoxCoordinates.normalized : usual
      if let known = state, let proven, proven != known.coordinates, !known.isProven {
        return .failure(.contradictingCoordinates(before: known.coordinates, now: proven))
      }
      let known = state.flatMap { $0.isProven || proven == nil ? $0 : nil }
      let new = known ?? State(coordinates: proven ?? assumed, isProven: proven != nil)
      state = new
      return .success(new)
    }
    let decided = try result.get()
    if decided.isProven, usual != .automatic, decided.coordinates != usual {
      notes.add(
        "the boxes are read as \(decided.coordinates.words), as the outputs show, though files of this format mostly "
          + "have \(usual.words)")
    }
    return decided.coordinates
  }
}

/// What the boxes of one picture's outputs, good or not, say about their coordinates.
///
/// A head predicts a box at every place of its grid, so the boxes without an object tell as much as those with one:
/// their middles lie all over the input.
struct CoordinateEvidence {
  /// What the outputs prove; nil where they do not.
  let coordinates: BoxCoordinates?

  /// Fewer boxes than this do not show how fractions spread.
  private static let leastCount = 32
  /// Fractions go a little beyond 1, pixels far beyond.
  private static let greatestFraction: Float = 2
  /// Middles of fractions spread over more than this part of the input.
  private static let leastSpread: Float = 0.25
  /// Middles of fractions lie nearer to their places in the grid than this part of the input, on average; offsets, which
  /// do not depend on the place, lie about a third of the input away.
  private static let greatestDistance: Float = 0.15

  /// - Parameters:
  ///   - points: a point of each box, such as its middle, by anchor.
  ///   - grid: where the anchors lie, for heads whose boxes may be in cells; nil for others.
  init(points: some Sequence<(x: Float, y: Float)>, grid: AnchorGrid? = nil) {
    // Rows of zeros only fill up.
    let finite = points.enumerated().filter {
      $0.element.x.isFinite && $0.element.y.isFinite && ($0.element.x != 0 || $0.element.y != 0)
    }
    guard !finite.isEmpty else {
      coordinates = nil
      return
    }
    let reaches = finite.map { max(abs($0.element.x), abs($0.element.y)) }.sorted()
    if reaches[reaches.count / 2] > Self.greatestFraction {
      coordinates = .pixels
    } else if finite.count < Self.leastCount {
      coordinates = nil
    } else if let grid {
      let distance = finite.reduce(into: Float(0)) { sum, point in
        let place = grid.middle(of: point.offset)
        sum += max(abs(point.element.x - place.x), abs(point.element.y - place.y))
      }
      coordinates = distance / Float(finite.count) < Self.greatestDistance ? .normalized : .cells
    } else {
      func spread(_ values: [Float]) -> Float {
        let sorted = values.sorted()
        return sorted[sorted.count * 9 / 10] - sorted[sorted.count / 10]
      }
      let isSpread =
        max(spread(finite.map(\.element.x)), spread(finite.map(\.element.y))) > Self.leastSpread
      coordinates = isSpread ? .normalized : nil
    }
  }
}

import Synchronization

/// What heads guessed, chose or left out, each thing once, in the order it was met.
///
/// Shared by all copies of a head, from any thread.
final class HeadNotes: Sendable {
  private let texts = Mutex<[String]>([])

  /// Adds a note unless it is there already.
  func add(_ text: String) {
    texts.withLock { if !$0.contains(text) { $0.append(text) } }
  }

  /// The notes so far.
  var all: [String] { texts.withLock { $0 } }
}

extension HeadNotes {
  /// Scores that no comparison can rank were met.
  func addUnrankableScores() {
    add("the outputs hold scores that are infinite or not numbers: these are left out")
  }

  /// Coordinates that lie nowhere were met.
  func addUnplaceableBoxes() {
    add("the outputs hold boxes that are infinite or not numbers: these are left out")
  }
}

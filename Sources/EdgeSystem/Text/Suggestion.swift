/// What somebody may have meant who wrote a name that does not exist.
package enum Suggestion {
  /// The names that are at most as far from `text` as `maximumDistance` says for each, nearest first.
  ///
  /// Case does not count. Names equally near keep their order.
  /// - Parameter maximumDistance: the edits that a slip of the fingers may take in a name.
  package static func names(
    like text: String, among names: [String], maximumDistance: (String) -> Int
  ) -> [String] {
    let wanted = text.lowercased()
    let ranked = names.map { (name: $0, distance: wanted.editDistance(to: $0.lowercased())) }
    return ranked.filter { $0.distance <= maximumDistance($0.name) }.sorted { $0.distance < $1.distance }.map(\.name)
  }
}

extension String {
  /// Fewest insertions, deletions, replacements and swaps of neighbours that turn this text into `other`
  /// (optimal string alignment distance).
  package func editDistance(to other: String) -> Int {
    let a = Array(self)
    let b = Array(other)
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = Swift.min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = Swift.min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

/// Settings that say which pictures of a data set take part.
protocol DataShare {
  /// The data set, as its user named it.
  var data: String { get }
  /// Part of the data set.
  var split: String { get }
  /// What the model does.
  var task: String { get }
  /// Pictures of the split.
  var pictureCount: Int { get }
  /// Pictures that take part.
  var usedPictureCount: Int { get }
  /// Seed of the choice of pictures; nil when all take part.
  var seed: UInt64? { get }
}

extension DataShare {
  /// One line: the data.
  var shareText: String {
    let share =
      usedPictureCount < pictureCount
      ? "\(usedPictureCount) of \(pictureCount) pictures (seed \(seed ?? 0))" : "\(pictureCount) pictures"
    return "\(data) (\(split), \(task)), \(share)"
  }
}

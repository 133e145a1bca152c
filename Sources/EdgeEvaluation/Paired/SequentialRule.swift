import Foundation

/// When a comparison that looks at its figures again and again may stop, without being fooled by looking often.
///
/// Pictures come in random order. The comparison is looked at after 30 pictures, then after half as many again each
/// time, and at the end; each look has an equal share of the error that is allowed (Bonferroni), so that the chance that
/// any of the intervals misses the true difference stays within it.
public struct SequentialRule: Sendable, Hashable {
  /// Pictures after which the figures are looked at, ascending; the last is the number of all.
  public let looks: [Int]
  /// A difference smaller than this does not matter.
  public let margin: Double
  /// The confidence level of each look's interval.
  public let level: Double

  /// Pictures before the first look: intervals of fewer are not to be relied on.
  public static let firstLook = 30
  /// Resamples per look, enough for the tails of its interval.
  public static let resampleCount = 2000

  /// What a look decided.
  public enum Decision: String, Sendable, Hashable, Codable {
    case worse
    case better
    /// The difference is within the margin.
    case equal = "no difference beyond the margin"
  }

  /// - Parameter level: of all looks together.
  public init(pictureCount: Int, margin: Double = 0.01, level: Double = 0.95) {
    var looks: [Int] = []
    var next = Self.firstLook
    // A last step of a few pictures would be a look for nothing.
    while next * 5 < pictureCount * 4 {
      looks.append(next)
      next = (next * 3 + 1) / 2
    }
    looks.append(pictureCount)
    self.looks = looks
    self.margin = margin
    self.level = 1 - (1 - level) / Double(looks.count)
  }

  /// Pictures after which no kind of picture that is worth more than the margin is likely to have stayed unseen: were a
  /// share `margin` of all pictures of that kind, one would have come up, but for the error of one look.
  public var leastPicturesForEquality: Int {
    guard margin < 1 else { return 1 }
    return Int((log(1 - level) / log(1 - margin)).rounded(.up))
  }

  /// What the interval after some pictures decides; nil to go on.
  public func decision(_ interval: BootstrapInterval, pictureCount: Int) -> Decision? {
    if interval.upper < 0 { return .worse }
    if interval.lower > 0 { return .better }
    if interval.lower > -margin, interval.upper < margin, pictureCount >= leastPicturesForEquality { return .equal }
    return nil
  }
}

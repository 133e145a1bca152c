import Foundation

/// How long each stage of a validation took per picture, in milliseconds on the host, and how fast the whole was.
///
/// Stages run at the same time, so that their sum may exceed the wall time.
public struct StageTimes: Sendable, Encodable {
  /// Pictures that were measured.
  public var pictures: Int
  /// Pictures that the model ran on at once.
  public var sessions: Int
  /// From the file to pixels.
  public var decode: Double
  /// From pixels to the network's input.
  public var preprocess: Double
  /// The invocation, transfers to a device included.
  public var inference: Double
  /// From the network's outputs to detections.
  public var postprocess: Double
  /// Comparison with the labels.
  public var match: Double
  /// Wall time of the whole in seconds, and pictures per second of it.
  public var wallSeconds: Double
  /// Pictures per second of wall time.
  public var picturesPerSecond: Double
  /// Most memory that the process held at once, in bytes; nil where the system does not tell.
  public var peakMemoryByteCount: Int?

  /// Means over pictures from their sums.
  public init(
    _ sum: PictureRecord.Times, pictures: Int, sessions: Int, wall: Duration, peakMemoryByteCount: Int? = nil
  ) {
    func mean(_ duration: Duration) -> Double { duration / .milliseconds(1) / Double(max(pictures, 1)) }
    self.pictures = pictures
    self.sessions = sessions
    decode = mean(sum.decoding)
    preprocess = mean(sum.preprocessing)
    inference = mean(sum.inference)
    postprocess = mean(sum.postprocessing)
    match = mean(sum.matching)
    wallSeconds = wall / .seconds(1)
    picturesPerSecond = wallSeconds > 0 ? Double(pictures) / wallSeconds : 0
    self.peakMemoryByteCount = peakMemoryByteCount
  }

  /// One line for people.
  public var text: String {
    String(
      format: "Speed: %.1fms decode, %.1fms preprocess, %.1fms inference, %.1fms postprocess, %.1fms match per image; "
        + "%.1f images/s with %d session%@", decode, preprocess, inference, postprocess, match, picturesPerSecond,
      sessions, sessions == 1 ? "" : "s")
  }
}

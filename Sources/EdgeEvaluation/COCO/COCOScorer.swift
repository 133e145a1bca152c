import EdgeDatasets

/// Scores detections of many pictures under the COCO protocol.
public struct COCOScorer: Sendable {
  /// The thresholds, ranges and limits of the figures.
  public let parameters: COCOParameters
  /// Number of categories; those without objects give no figures.
  public let categoryCount: Int

  /// - Parameters:
  ///   - parameters: the protocol's constants for boxes, masks or keypoints.
  ///   - categoryCount: number of categories that objects and detections refer to.
  public init(_ parameters: COCOParameters, categoryCount: Int) {
    self.parameters = parameters
    self.categoryCount = categoryCount
  }

  /// Scores `detections[i]` against `truths[i]` on all cores. Traps when the counts differ.
  ///
  /// Pictures must be ascending by id: detections of equal score rank in this order.
  public func scores(of detections: [COCODetections], against truths: [COCOTruths]) -> COCOScores {
    precondition(detections.count == truths.count, "as many pictures with detections as with objects")
    let matcher = COCOMatcher(parameters)
    let outcomes = parallelMap(count: truths.count, chunk: 32) { matcher.match(detections[$0], to: truths[$0]) }
    return COCOScores(outcomes, categoryCount: categoryCount, parameters: parameters)
  }
}

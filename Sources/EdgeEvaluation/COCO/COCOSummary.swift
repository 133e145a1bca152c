/// The figures that the COCO protocol reports: twelve for boxes and masks, ten for keypoints.
public struct COCOSummary: Sendable, Hashable, Codable {
  /// One figure.
  public struct Line: Sendable, Hashable, Codable {
    /// Short name as papers use it: `AP`, `AP50`, `APs`, `AR100`.
    public var name: String
    /// True for precision, false for recall.
    public var isPrecision: Bool
    /// Overlap thresholds it is the mean of, as text: `0.50:0.95` or `0.50`.
    public var overlap: String
    /// Area range.
    public var area: String
    /// Best detections per picture and category that count.
    public var detectionLimit: Int
    /// From 0 to 1; nil when nothing was to be found.
    public var value: Double?

    /// The line as the protocol's reference program prints it; -1 stands for nothing to be found.
    public var text: String {
      let title = isPrecision ? "Average Precision  (AP)" : "Average Recall     (AR)"
      let areaText = String(repeating: " ", count: max(0, 6 - area.count)) + area
      let limitText = String(detectionLimit)
      let paddedLimit = String(repeating: " ", count: max(0, 3 - limitText.count)) + limitText
      let overlapText = overlap + String(repeating: " ", count: max(0, 9 - overlap.count))
      return " \(title) @[ IoU=\(overlapText) | area=\(areaText) | maxDets=\(paddedLimit) ] = \(fixed(value ?? -1, 3))"
    }
  }

  /// The figures in the order in which pycocotools prints them.
  public var lines: [Line]

  /// The protocol's figures of `scores`, whose parameters must be the protocol's own.
  public init(_ scores: COCOScores) {
    let parameters = scores.parameters
    let limits = parameters.detectionLimits
    let last = limits.count - 1
    func line(_ name: String, precision: Bool, overlap: Double? = nil, area: String = "all", limit: Int) -> Line? {
      guard let range = parameters.areaRanges.firstIndex(where: { $0.name == area }) else { return nil }
      let first = parameters.overlapThresholds.first ?? 0
      let final = parameters.overlapThresholds.last ?? 0
      return Line(
        name: name, isPrecision: precision,
        overlap: overlap.map { fixed($0, 2) } ?? "\(fixed(first, 2)):\(fixed(final, 2))", area: area,
        detectionLimit: limits[limit],
        value: precision
          ? scores.averagePrecision(overlap: overlap, area: range, limit: limit)
          : scores.averageRecall(overlap: overlap, area: range, limit: limit))
    }
    let isKeypoints = parameters.shape == .keypoints
    var lines = [
      line("AP", precision: true, limit: last), line("AP50", precision: true, overlap: 0.5, limit: last),
      line("AP75", precision: true, overlap: 0.75, limit: last),
      line("APs", precision: true, area: "small", limit: last),
      line("APm", precision: true, area: "medium", limit: last),
      line("APl", precision: true, area: "large", limit: last),
    ]
    if isKeypoints {
      lines += [
        line("AR", precision: false, limit: last), line("AR50", precision: false, overlap: 0.5, limit: last),
        line("AR75", precision: false, overlap: 0.75, limit: last),
      ]
    } else {
      lines += limits.indices.map { line("AR\(limits[$0])", precision: false, limit: $0) }
      lines.append(line("ARs", precision: false, area: "small", limit: last))
    }
    lines += [
      line("ARm", precision: false, area: "medium", limit: last),
      line("ARl", precision: false, area: "large", limit: last),
    ]
    self.lines = lines.compactMap { $0 }
  }

  /// The figure called `name`; nil when there is none or nothing was to be found.
  public subscript(name: String) -> Double? { lines.first { $0.name == name }?.value }
}

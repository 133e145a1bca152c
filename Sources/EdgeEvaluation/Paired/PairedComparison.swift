import EdgeDatasets
public import EdgeDetection

/// Whether one runtime's detections are worse than another's on the same pictures.
///
/// Pictures are drawn with replacement, the same ones for both runtimes, and the figures of both are computed again from
/// the matches that were decided once; the interval of a difference is that of its resampled values.
public struct PairedComparison: Sendable {
  /// How intervals are computed.
  public struct Options: Sendable, Hashable, Codable {
    /// Resamples of the pictures.
    public var resampleCount = 1000
    /// Decides which pictures are drawn; equal seeds give equal intervals.
    public var seed: UInt64 = 0
    /// Share of intervals that hold the true difference, for one figure.
    public var level = 0.95

    /// A thousand resamples and intervals of 95 %, unless given.
    public init(resampleCount: Int = 1000, seed: UInt64 = 0, level: Double = 0.95) {
      self.resampleCount = resampleCount
      self.seed = seed
      self.level = level
    }
  }

  /// What an interval says.
  public enum Verdict: String, Sendable, Hashable, Codable {
    /// All detections are the same to the last bit.
    case identical
    /// The interval holds zero.
    case noDifference = "no difference shown"
    case worse
    case better
  }

  /// One figure of both runtimes.
  public struct Figure: Sendable, Hashable {
    /// What is scored: boxes, masks or poses.
    public var kind: ObjectKind
    /// `Ultralytics` or `COCO`: whose figure it is.
    public var scorer: String
    /// Name of the figure, such as `mAP50-95`.
    public var name: String
    /// The reference's value.
    public var reference: Double
    /// The candidate's value.
    public var candidate: Double
    /// Of `difference`.
    public var interval: BootstrapInterval
    /// What the interval says about the candidate.
    public var verdict: Verdict

    /// The candidate's figure less the reference's.
    public var difference: Double { candidate - reference }
  }

  /// How intervals were computed.
  public let options: Options
  /// Pictures that both runtimes worked on.
  public let pictureCount: Int
  /// True when every detection of every picture is the same.
  public let isIdentical: Bool
  /// By kind, Ultralytics' before COCO's; figures that nothing was to be found for are left out.
  public let figures: [Figure]

  /// - Parameters:
  ///   - reference: in the order of the pictures' paths.
  ///   - candidate: the same pictures in the same order.
  ///   - kinds: what is compared, the most important last.
  ///   - categoryCount: categories on the COCO side.
  ///   - isIdentical: whether masks and keypoints are the same, too; nil where there are none.
  ///   - isHeadlineOnly: leave out the COCO protocol's figures, which cost the most.
  public init(
    reference: [PictureOutcome], candidate: [PictureOutcome], kinds: [ObjectKind], categoryCount: Int,
    parameters: [ObjectKind: COCOParameters] = [:], version: UltralyticsVersion = .v84190, options: Options = Options(),
    isIdentical given: Bool? = nil, isHeadlineOnly: Bool = false
  ) {
    precondition(reference.map(\.path) == candidate.map(\.path), "both runtimes have seen the same pictures")
    self.options = options
    pictureCount = reference.count
    isIdentical = given != false && zip(reference, candidate).allSatisfy { $0.hasSameDetections(as: $1) }
    let (isIdentical, count) = (isIdentical, reference.count)
    let tables = kinds.flatMap { kind in
      Self.tables(
        kind, [reference, candidate], categoryCount: categoryCount,
        parameters: parameters[kind] ?? kind.cocoShape.map { COCOParameters($0) }, version: version
      ).prefix(isHeadlineOnly ? 1 : 2)
    }
    let weights = isIdentical ? [] : ResampledWeights.bootstrap(pictureCount: count, options: options)
    let parts = isIdentical ? [] : ResampledWeights.jackknife(pictureCount: count)
    figures = tables.flatMap { table -> [Figure] in
      let observed = (
        table.reference([Int32](repeating: 1, count: count)), table.candidate([Int32](repeating: 1, count: count))
      )
      let replicates = Self.differences(table, weights)
      let jackknife = Self.differences(table, parts)
      return table.names.indices.compactMap { index in
        let (a, b) = (observed.0[index], observed.1[index])
        guard a.isFinite, b.isFinite else { return nil }
        let interval =
          isIdentical
          ? BootstrapInterval(lower: 0, upper: 0)
          : BootstrapInterval(
            observed: b - a, replicates: replicates.map { $0[index] }, jackknife: jackknife.map { $0[index] },
            level: options.level)
        return Figure(
          kind: table.kind, scorer: table.scorer, name: table.names[index], reference: a, candidate: b,
          interval: interval, verdict: isIdentical ? .identical : Verdict(interval))
      }
    }
  }

  /// The figure that the verdict is about: Ultralytics' mAP50-95 of the most important kind.
  public var headline: Figure? {
    let kind = figures.last?.kind
    return figures.first { $0.kind == kind && $0.name == UltralyticsResampling.names.last }
  }

  /// What the headline figure says about the candidate.
  public var verdict: Verdict { isIdentical ? .identical : headline?.verdict ?? .noDifference }

  /// One scorer's figures of both runtimes by the weights of the pictures.
  private struct Table: Sendable {
    var kind: ObjectKind
    var scorer: String
    var names: [String]
    var reference: @Sendable ([Int32]) -> [Double]
    var candidate: @Sendable ([Int32]) -> [Double]
  }

  private static func tables(
    _ kind: ObjectKind, _ runs: [[PictureOutcome]], categoryCount: Int, parameters: COCOParameters?,
    version: UltralyticsVersion
  ) -> [Table] {
    let native = runs.map { run in UltralyticsResampling(run.map { $0.ultralytics(kind) }, version: version) }
    let tables = [
      Table(
        kind: kind, scorer: "Ultralytics", names: UltralyticsResampling.names,
        reference: { native[0].figures($0) }, candidate: { native[1].figures($0) })
    ]
    guard let parameters else { return tables }
    let order = runs[0].positionsByID
    let coco = runs.map { run in
      COCOResampling(
        run.map { $0.coco[kind] ?? COCOPictureOutcome() }, order: order, categoryCount: categoryCount,
        parameters: parameters)
    }
    return tables + [
      Table(
        kind: kind, scorer: "COCO", names: coco[0].names, reference: { coco[0].figures($0) },
        candidate: { coco[1].figures($0) })
    ]
  }

  private static func differences(_ table: Table, _ weights: [[Int32]]) -> [[Double]] {
    parallelMap(count: weights.count, chunk: 8) { index in
      zip(table.candidate(weights[index]), table.reference(weights[index])).map { $0 - $1 }
    }
  }
}

extension PairedComparison.Verdict {
  init(_ interval: BootstrapInterval) {
    self = interval.upper < 0 ? .worse : interval.lower > 0 ? .better : .noDifference
  }
}

/// How often each picture counts in each resample.
package enum ResampledWeights {
  /// Most parts that are left out in turn to measure the skew.
  private static let partLimit = 200

  /// Pictures drawn with replacement, as many as there are.
  package static func bootstrap(pictureCount: Int, options: PairedComparison.Options) -> [[Int32]] {
    var seeds = SplitMix64(seed: options.seed)
    return (0..<options.resampleCount).map { _ in
      var generator = SplitMix64(seed: seeds.next())
      var weights = [Int32](repeating: 0, count: pictureCount)
      for _ in 0..<pictureCount { weights[Int.random(in: 0..<pictureCount, using: &generator)] += 1 }
      return weights
    }
  }

  /// All pictures but one part in turn: single pictures, or as many equal parts as the limit allows.
  package static func jackknife(pictureCount: Int) -> [[Int32]] {
    let partCount = min(pictureCount, partLimit)
    return (0..<partCount).map { part in (0..<pictureCount).map { $0 % partCount == part ? 0 : 1 } }
  }
}

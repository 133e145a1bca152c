import EdgeDatasets
public import EdgeDetection

/// The figures of one kind under both protocols.
public struct KindScores: Sendable {
  /// What is scored.
  public var kind: ObjectKind
  /// Ultralytics' own figures.
  public var ultralytics: UltralyticsScores
  /// The COCO protocol's; nil for what that knows nothing of.
  public var coco: COCOScores?

  /// The figures that pycocotools prints; nil for what it knows nothing of.
  public var cocoSummary: COCOSummary? { coco.map { COCOSummary($0) } }
}

/// The figures of a whole validation, one entry per kind that was compared.
public struct ValidationScores: Sendable {
  /// Boxes first, then masks or poses.
  public var kinds: [KindScores]

  /// Scores pictures, which must be in the order of their paths.
  /// - Parameters:
  ///   - outcomes: one per picture.
  ///   - kinds: what is scored.
  ///   - categoryCount: categories of the COCO side: those of the annotations, or the data set's classes.
  public init(
    _ outcomes: [PictureOutcome], kinds: [ObjectKind], categoryCount: Int, parameters: [ObjectKind: COCOParameters],
    version: UltralyticsVersion = .v84190
  ) {
    self.kinds = kinds.map { kind in
      KindScores(
        kind: kind, ultralytics: UltralyticsScores(outcomes.map { $0.ultralytics(kind) }, version: version),
        coco: kind.cocoShape.map { shape in
          COCOScores(
            outcomes.cocoOrder.map { $0.coco[kind] ?? COCOPictureOutcome() }, categoryCount: categoryCount,
            parameters: parameters[kind] ?? COCOParameters(shape))
        })
    }
  }

  /// The figures of a kind; nil when it was not compared.
  public subscript(kind: ObjectKind) -> KindScores? { kinds.first { $0.kind == kind } }
}

extension [PictureOutcome] {
  /// Ascending by id, as the COCO protocol ranks equal scores.
  var cocoOrder: [PictureOutcome] { positionsByID.map { self[$0] } }

  /// Positions ascending by id; numbers come before names.
  var positionsByID: [Int] { indices.sorted { self[$0].id < self[$1].id } }
}

import EdgeDatasets

/// Precision and recall under the COCO protocol, for every threshold, category, area range and detection limit.
public struct COCOScores: Sendable {
  /// The thresholds, ranges and limits that index the figures.
  public let parameters: COCOParameters
  /// Number of categories.
  public let categoryCount: Int
  /// Precision at each recall threshold, -1 for a category without objects; see `precision(...)` for the order.
  private var precisions: [Double]
  /// Largest recall, -1 for a category without objects.
  private var recalls: [Double]

  /// Scores all detections of all pictures together.
  /// - Parameters:
  ///   - outcomes: one per picture, ascending by the pictures' ids: detections of equal score rank in this order.
  ///   - categoryCount: number of categories; detections of others are left out.
  public init(_ outcomes: [COCOPictureOutcome], categoryCount: Int, parameters: COCOParameters) {
    self.parameters = parameters
    self.categoryCount = categoryCount
    let accumulator = COCOAccumulator(parameters)
    let grouped = COCOCategoryOutcomes.grouped(outcomes, categoryCount: categoryCount)
    let curves = parallelMap(count: categoryCount) { accumulator.curves(of: grouped[$0]) }
    precisions = curves.flatMap(\.precisions)
    recalls = curves.flatMap(\.recalls)
  }

  /// Precision at a recall, or -1 where the category has no objects.
  ///
  /// All arguments are positions in the parameters' lists; `category` is a position in the list of categories.
  public func precision(threshold: Int, recall: Int, category: Int, area: Int, limit: Int) -> Double {
    let cell = cell(threshold: threshold, category: category, area: area, limit: limit)
    return precisions[cell * parameters.recallThresholds.count + recall]
  }

  /// Largest recall reached, or -1 where the category has no objects. The arguments are as in `precision(...)`.
  public func recall(threshold: Int, category: Int, area: Int, limit: Int) -> Double {
    recalls[cell(threshold: threshold, category: category, area: area, limit: limit)]
  }

  private func cell(threshold: Int, category: Int, area: Int, limit: Int) -> Int {
    ((category * parameters.areaRanges.count + area) * parameters.detectionLimits.count + limit)
      * parameters.overlapThresholds.count + threshold
  }

  /// Mean precision over recalls, categories and overlap thresholds; nil when nothing was to be found.
  /// - Parameters:
  ///   - overlap: only this overlap threshold; nil for the mean of all.
  ///   - category: only this category; nil for the mean of all that have objects.
  ///   - area: position of the area range.
  ///   - limit: position of the detection limit; nil for the last.
  public func averagePrecision(
    overlap: Double? = nil, category: Int? = nil, area: Int = 0, limit: Int? = nil
  ) -> Double? {
    mean(overlap: overlap, category: category) { threshold, category in
      let cell = cell(threshold: threshold, category: category, area: area, limit: limit ?? lastLimit)
      let count = parameters.recallThresholds.count
      guard precisions[cell * count] > -1 else { return nil }
      return precisions[cell * count..<(cell + 1) * count].reduce(0, +) / Double(count)
    }
  }

  /// Mean of the largest recalls over categories and overlap thresholds; nil when nothing was to be found.
  ///
  /// The arguments are as in `averagePrecision`.
  public func averageRecall(
    overlap: Double? = nil, category: Int? = nil, area: Int = 0, limit: Int? = nil
  ) -> Double? {
    mean(overlap: overlap, category: category) { threshold, category in
      let value = recall(threshold: threshold, category: category, area: area, limit: limit ?? lastLimit)
      return value > -1 ? value : nil
    }
  }

  private var lastLimit: Int { parameters.detectionLimits.count - 1 }

  private func mean(overlap: Double?, category: Int?, _ value: (Int, Int) -> Double?) -> Double? {
    var sum = 0.0
    var count = 0
    for threshold in parameters.overlapThresholds.indices
    where overlap == nil || parameters.overlapThresholds[threshold] == overlap {
      for category in category.map({ $0..<$0 + 1 }) ?? 0..<categoryCount {
        guard let value = value(threshold, category) else { continue }
        sum += value
        count += 1
      }
    }
    return count == 0 ? nil : sum / Double(count)
  }
}

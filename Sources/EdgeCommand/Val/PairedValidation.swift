import EdgeDatasets
import EdgeDetection
import EdgeEvaluation
import EdgeReports

/// Several descriptors on the same pictures: the first is the reference that the others are compared with.
struct PairedValidation {
  let validations: [ValidationJob]
  let options: ComparisonOptions
  let seed: UInt64
  /// When to stop early; nil to see all pictures.
  let rule: SequentialRule?
  /// What was decided about each descriptor but the first, and after how many pictures.
  private var decisions: [(decision: SequentialRule.Decision, pictureCount: Int)?]

  /// - Throws: `CommandFailure` when the descriptors do different things.
  init(_ validations: [ValidationJob], options: ComparisonOptions, seed: UInt64) throws(CommandFailure) {
    self.validations = validations
    self.options = options
    self.seed = seed
    let pictureCount = validations.first?.dataset.pictures.count ?? 0
    rule =
      options.stopsWhenDecided ? SequentialRule(pictureCount: pictureCount, margin: options.margin) : nil
    decisions = Array(repeating: nil, count: max(validations.count - 1, 0))
    guard let reference = validations.first else { return }
    for other in validations.dropFirst() {
      let tasks = (reference.validator.detector.head.task, other.validator.detector.head.task)
      guard tasks.0 == tasks.1 else {
        throw CommandFailure(
          .usage, "\(reference.descriptor) does \(tasks.0.rawValue) and \(other.descriptor) does \(tasks.1.rawValue)",
          hint: "compare descriptors of one task, or force it by --task")
      }
      guard reference.dataset.classNames == other.dataset.classNames else {
        throw CommandFailure(
          .usage, "\(reference.descriptor) and \(other.descriptor) are scored on different classes of the data set",
          hint: "choose the classes that both know by --classes")
      }
    }
  }

  /// Pictures after which the figures are looked at; the last is the number of all.
  var looks: [Int] { rule?.looks ?? [validations.first?.dataset.pictures.count ?? 0] }

  /// Looks at the figures after some pictures; true when there is nothing left to decide.
  mutating func isDecided(after pictureCount: Int) -> Bool {
    guard let rule, decisions.contains(where: { $0 == nil }) else { return rule != nil }
    for index in decisions.indices where decisions[index] == nil {
      let (reference, candidate) = outcomes(index + 1)
      let comparison = comparison(reference, candidate, isIdentical: nil, headlineOnly: true)
      let interval = comparison.headline?.interval ?? BootstrapInterval(lower: 0, upper: 0)
      if let decision = rule.decision(interval, pictureCount: reference.count) {
        decisions[index] = (decision, reference.count)
      }
    }
    return !decisions.contains { $0 == nil }
  }

  /// The report on one descriptor, saved and drawn into its folder.
  func report(_ index: Int, _ drawings: ValidationDrawings) async throws -> PairedReport {
    let validation = validations[index]
    let (reference, candidate) = outcomes(index)
    let changeRule = DetectionChange.Rule()
    let (changes, isIdentical) = differences(validation, rule: changeRule)
    let comparison = comparison(reference, candidate, isIdentical: isIdentical, headlineOnly: false)
    let report = PairedReport(
      comparison, changes: changes, rule: changeRule, labels: (Self.label(0), Self.label(index)),
      descriptors: (validations[0].descriptor, validation.descriptor),
      names: ClassNames(list: validation.dataset.classNames),
      stop: rule.map {
        .init(rule: $0, decision: decisions[index - 1]?.decision, pictureCount: validation.nextPosition)
      })
    try await drawings.save(report, changes, rule: changeRule, reference: validations[0], candidate: validation)
    return report
  }

  /// `A`, `B` and so on.
  static func label(_ index: Int) -> String { String(UnicodeScalar(UInt8(65 + index % 26))) }

  private func comparison(
    _ reference: [PictureOutcome], _ candidate: [PictureOutcome], isIdentical: Bool?, headlineOnly: Bool
  ) -> PairedComparison {
    let validator = validations[0].validator
    var choice = PairedComparison.Options(resampleCount: options.resampleCount, seed: seed)
    if let rule {
      choice.level = rule.level
      choice.resampleCount = max(choice.resampleCount, SequentialRule.resampleCount)
    }
    return PairedComparison(
      reference: reference, candidate: candidate, kinds: headlineOnly ? validator.kinds.suffix(1) : validator.kinds,
      categoryCount: validations[0].dataset.classNames.count, parameters: validator.cocoParameters,
      version: validator.detector.options.version, options: choice, isIdentical: isIdentical,
      isHeadlineOnly: headlineOnly)
  }

  /// Outcomes of the reference and of another descriptor on the pictures that both could use.
  private func outcomes(_ index: Int) -> ([PictureOutcome], [PictureOutcome]) {
    let (reference, candidate) = (validations[0].outcomes, validations[index].outcomes)
    if reference.map(\.path) == candidate.map(\.path) { return (reference, candidate) }
    let common = Set(reference.map(\.path)).intersection(candidate.map(\.path))
    return (reference.filter { common.contains($0.path) }, candidate.filter { common.contains($0.path) })
  }

  /// The changes between the reference and another descriptor, those of most first, and whether both found the same on
  /// every picture, masks and keypoints included.
  private func differences(
    _ validation: ValidationJob, rule: DetectionChange.Rule
  ) -> (changes: [PictureChange], isIdentical: Bool) {
    let reference = validations[0]
    var changes: [PictureChange] = []
    var isIdentical = reference.nextPosition == validation.nextPosition
    // Picture by picture, because all masks together would not fit into memory.
    for (position, (a, b)) in zip(reference.entries, validation.entries).enumerated() {
      switch (a, b) {
      case (.done(let a), .done(let b)):
        isIdentical = isIdentical && a.objects == b.objects
        if let change = PictureChange(path: a.path, picture: position, a.objects, b.objects, rule: rule) {
          changes.append(change)
        }
      case (.failed, .failed): break
      default: isIdentical = false
      }
    }
    return (PictureChange.ranked(changes), isIdentical)
  }
}

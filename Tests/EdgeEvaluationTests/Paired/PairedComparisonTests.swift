import EdgeDatasets
import EdgeEvaluation
import Foundation
import Testing

@Suite("Paired comparison")
struct PairedComparisonTests {
  private func compare(
    _ a: [PictureOutcome], _ b: [PictureOutcome], resamples: Int = 100, seed: UInt64 = 0
  ) -> PairedComparison {
    PairedComparison(
      reference: a, candidate: b, kinds: [.boxes], categoryCount: 5,
      options: .init(resampleCount: resamples, seed: seed))
  }

  @Test func identicalDetectionsDifferByExactlyZero() throws {
    let outcomes = GeneratedOutcomes().outcomes()
    let result = compare(outcomes, outcomes)
    #expect(result.isIdentical && result.verdict == .identical)
    #expect(
      result.figures.map(\.name) == ["P", "R", "mAP50", "mAP50-95", "AP", "AP50", "AP75", "APs", "APm", "APl", "AR100"])
    for figure in result.figures {
      #expect(figure.difference == 0 && figure.interval == BootstrapInterval(lower: 0, upper: 0))
    }
    #expect(outcomes.changes(to: outcomes).isEmpty)
  }

  @Test func aDetectorThatLosesObjectsIsWorseAndTheOtherWayRoundBetter() throws {
    let outcomes = GeneratedOutcomes(pictureCount: 120).outcomes()
    let degraded = outcomes.losing(0.3)
    let worse = compare(outcomes, degraded)
    let headline = try #require(worse.headline)
    #expect(headline.name == "mAP50-95" && headline.scorer == "Ultralytics")
    #expect(worse.verdict == .worse && headline.interval.upper < 0)
    #expect(headline.interval.lower < headline.difference && headline.difference < headline.interval.upper)
    #expect(compare(degraded, outcomes).verdict == .better)
  }

  @Test func noiseOnConfidencesIsNoDifference() {
    let outcomes = GeneratedOutcomes(pictureCount: 120).outcomes()
    var generator = SplitMix64(seed: 5)
    let noisy = outcomes.map { outcome in
      var outcome = outcome
      outcome.confidences = outcome.confidences.map { $0 * (1 + Float.random(in: -1e-4...1e-4, using: &generator)) }
      return outcome
    }
    let result = compare(outcomes, noisy)
    #expect(!result.isIdentical && result.verdict == .noDifference)
  }

  @Test func resultsDependOnTheSeedAndOnNothingElse() {
    let outcomes = GeneratedOutcomes().outcomes()
    let degraded = outcomes.losing(0.1)
    let first = compare(outcomes, degraded, seed: 3)
    #expect(first.figures == compare(outcomes, degraded, seed: 3).figures)
    let other = compare(outcomes, degraded, seed: 4)
    #expect(first.figures != other.figures)
    #expect(first.figures.map(\.difference) == other.figures.map(\.difference))
  }

  @Test func anEmptyComparisonHasNoFigures() {
    let result = compare([], [])
    #expect(result.figures.isEmpty && result.headline == nil && result.verdict == .identical)
  }

  @Test("intervals hold the true value about as often as they claim", arguments: [0.8, 0.95], [false, true])
  func coverage(level: Double, isSkewed: Bool) {
    var generator = SplitMix64(seed: 17)
    func sample() -> Double {
      let uniform = Double.random(in: 1e-12..<1, using: &generator)
      if isSkewed { return -log(uniform) - 1 }
      return (-2 * log(uniform)).squareRoot() * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }
    let (count, trials) = (60, 400)
    let weights = ResampledWeights.bootstrap(
      pictureCount: count, options: .init(resampleCount: 300, seed: 1))
    let parts = ResampledWeights.jackknife(pictureCount: count)
    var held = 0
    for _ in 0..<trials {
      let values = (0..<count).map { _ in sample() }
      func mean(_ weights: [Int32]) -> Double {
        var sum = 0.0
        var total: Int32 = 0
        for index in values.indices {
          sum += values[index] * Double(weights[index])
          total += weights[index]
        }
        return sum / Double(total)
      }
      let interval = BootstrapInterval(
        observed: mean([Int32](repeating: 1, count: count)), replicates: weights.map(mean),
        jackknife: parts.map(mean), level: level)
      if interval.lower <= 0 && 0 <= interval.upper { held += 1 }
    }
    // Three standard errors of the count, and two per cent for what a bootstrap of 60 values falls short by.
    let share = Double(held) / Double(trials)
    let error = 3 * (level * (1 - level) / Double(trials)).squareRoot()
    #expect(share > level - error - 0.02 && share < level + error, "\(share)")
  }

  @Test func intervalsOfOneValueAreThatValue() {
    let interval = BootstrapInterval(observed: 0.5, replicates: [0.5, 0.5, .nan], jackknife: [], level: 0.95)
    #expect(interval == BootstrapInterval(lower: 0.5, upper: 0.5))
    #expect(BootstrapInterval(observed: 1, replicates: [], jackknife: [], level: 0.9).margin == 0)
    let onesided = BootstrapInterval(observed: 9, replicates: [1, 2, 3, 4], jackknife: [1, 2], level: 0.5)
    #expect(onesided.lower >= 1 && onesided.upper <= 4 && onesided.lower < onesided.upper)
  }
}

@Suite("Sequential rule")
struct SequentialRuleTests {
  @Test(arguments: [1, 29, 30, 37, 225, 5000])
  func looksAscendToAllPicturesAndShareTheError(pictureCount: Int) {
    let rule = SequentialRule(pictureCount: pictureCount)
    #expect(rule.looks.last == pictureCount && rule.looks == rule.looks.sorted())
    #expect(Set(rule.looks).count == rule.looks.count && rule.looks.dropLast().allSatisfy { $0 >= 30 })
    #expect(abs((1 - rule.level) * Double(rule.looks.count) - 0.05) < 1e-12)
  }

  @Test func decisionsFollowTheInterval() {
    let rule = SequentialRule(pictureCount: 1000, margin: 0.05)
    func decide(_ lower: Double, _ upper: Double, _ count: Int = 500) -> SequentialRule.Decision? {
      rule.decision(BootstrapInterval(lower: lower, upper: upper), pictureCount: count)
    }
    #expect(decide(-0.2, -0.1) == .worse && decide(0.001, 0.1) == .better)
    #expect(decide(-0.04, 0.04) == .equal && decide(-0.06, 0.01) == nil && decide(-0.04, 0.04, 60) == nil)
    #expect(rule.leastPicturesForEquality > 60 && rule.leastPicturesForEquality < 200)
  }

  /// Two runtimes without any true difference, looked at again and again.
  @Test func lookingOftenSeldomMisleads() {
    var generator = SplitMix64(seed: 23)
    var wrong = 0
    let trials = 80
    for trial in 0..<trials {
      let rule = SequentialRule(pictureCount: 120)
      let values = (0..<120).map { _ in Double.random(in: -1...1, using: &generator) }
      for look in rule.looks {
        func mean(_ weights: [Int32]) -> Double {
          zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(weights.reduce(0, +))
        }
        let weights = ResampledWeights.bootstrap(
          pictureCount: look, options: .init(resampleCount: 300, seed: UInt64(trial)))
        let interval = BootstrapInterval(
          observed: values.prefix(look).reduce(0, +) / Double(look), replicates: weights.map(mean),
          jackknife: [], level: rule.level)
        let decision = rule.decision(interval, pictureCount: look)
        if decision == .worse || decision == .better { wrong += 1 }
        if decision != nil { break }
      }
    }
    #expect(Double(wrong) / Double(trials) <= 0.12, "\(wrong) of \(trials)")
  }
}

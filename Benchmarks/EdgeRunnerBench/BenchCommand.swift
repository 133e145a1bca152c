import ArgumentParser
import EdgeEvaluation
import EdgeReports
import Foundation

/// Measures all benchmarks and prints one table per group, or one JSON document.
@main
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edgerunner-bench", abstract: "Measures every figure that EdgeRunner's README states.")

  @Option(help: "Only groups and names that contain this text.")
  var filter: String?

  @Option(help: "Measurements of each benchmark.")
  var rounds = 30

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  @Option(help: ArgumentHelp("Score the files in this folder and print what it took.", visibility: .hidden))
  var score: String?

  @Option(help: ArgumentHelp("Shape for --score.", visibility: .hidden))
  var shape = "bbox"

  @Option(help: ArgumentHelp("Open this descriptor and print the nanoseconds it took.", visibility: .hidden))
  var load: String?

  func run() async throws {
    if let load {
      _ = try await loadTime(of: load)
      print(try await Int64(loadTime(of: load) / .nanoseconds(1)))
      return
    }
    if let score {
      guard let shape = COCOShape(rawValue: shape) else { throw ValidationError("--shape \(shape)") }
      let run = try ScoringRun(folder: URL(fileURLWithPath: score), shape: shape)
      print(String(decoding: try JSONEncoder().encode(run), as: UTF8.self))
      return
    }
    var reports: [GroupReport] = []
    var skipped: [SkippedSource] = []
    for source in benchmarkSources {
      do {
        let wanted = try await source.make().filter { benchmark in
          filter.map { (benchmark.group + " " + benchmark.name).contains($0) } ?? true
        }
        for group in Dictionary(grouping: wanted, by: \.group).sorted(by: { $0.key < $1.key }) {
          reports.append(try await measure(group.key, group.value))
        }
      } catch let unavailable as Unavailable {
        skipped.append(SkippedSource(name: source.name, reason: unavailable.reason))
      }
    }
    var tables: [BenchTable] = []
    for source in tableSources where filter.map(source.name.contains) ?? true {
      do {
        tables += try await source.make()
      } catch let unavailable as Unavailable {
        skipped.append(SkippedSource(name: source.name, reason: unavailable.reason))
      }
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(
        String(decoding: try encoder.encode(Report(groups: reports, tables: tables, skipped: skipped)), as: UTF8.self))
    } else {
      for report in reports { print(report.text, terminator: "\n\n") }
      for table in tables { print(table.text, terminator: "\n\n") }
      for source in skipped { print("skipped \(source.name): \(source.reason)") }
    }
  }

  private func measure(_ group: String, _ benchmarks: [Benchmark]) async throws -> GroupReport {
    var samples = Array(repeating: Samples(), count: benchmarks.count)
    for benchmark in benchmarks { _ = try await benchmark.run() }
    for _ in 0..<max(rounds, 1) {
      for (index, benchmark) in benchmarks.enumerated() { samples[index].append(try await benchmark.run()) }
    }
    let reference = samples.first?.median ?? .nan
    return GroupReport(
      group: group,
      rows: zip(benchmarks, samples).map { benchmark, samples in
        BenchmarkReport(
          name: benchmark.name, samples: samples.count, medianMilliseconds: samples.median,
          minimumMilliseconds: samples.minimum, spread: samples.spread, isNoisy: samples.isNoisy,
          ratioToFirst: samples.median / reference)
      })
  }
}

/// Everything a run of the benchmarks found.
struct Report: Codable {
  var groups: [GroupReport]
  var tables: [BenchTable]
  var skipped: [SkippedSource]
}

/// Benchmarks that could not run here.
struct SkippedSource: Codable {
  var name: String
  var reason: String
}

/// The figures of one group.
struct GroupReport: Codable {
  var group: String
  var rows: [BenchmarkReport]

  var text: String {
    var table = TextTable([
      .left(group), .right("median ms"), .right("min ms"), .right("spread"), .right("ratio"), .left(""),
    ])
    for row in rows {
      table.append([
        row.name, String(format: "%.3f", row.medianMilliseconds), String(format: "%.3f", row.minimumMilliseconds),
        String(format: "%.0f%%", row.spread * 100), String(format: "%.2f", row.ratioToFirst),
        row.isNoisy ? "too noisy to quote" : "",
      ])
    }
    return table.text
  }
}

/// The figures of one benchmark.
struct BenchmarkReport: Codable {
  var name: String
  var samples: Int
  var medianMilliseconds: Double
  var minimumMilliseconds: Double
  /// Distance of the quartiles as a share of the median.
  var spread: Double
  var isNoisy: Bool
  /// Median over the median of the group's first benchmark.
  var ratioToFirst: Double
}

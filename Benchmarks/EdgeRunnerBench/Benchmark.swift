/// One thing to measure.
///
/// Benchmarks of one group are alternatives for the same work: they run in turn, round by round, so that whatever else
/// the machine does hits all of them alike, and the report gives each one's ratio to the group's first.
struct Benchmark: Sendable {
  /// What is compared, e.g. `yolov8n 192, one inference`.
  var group: String
  /// Who does it, e.g. `native` or `litert, 1 thread`.
  var name: String
  /// Runs it once, after a warm-up call that is not counted, and returns how long it took.
  var run: @Sendable () async throws -> Duration
}

/// What makes benchmarks; throwing means that they cannot run here, and why.
struct BenchmarkSource: Sendable {
  var name: String
  var make: @Sendable () async throws -> [Benchmark]
}

/// Every source, in the order of the report. A new one is a line here.
let benchmarkSources: [BenchmarkSource] = [
  startUpBenchmarks,
  runtimeLatencyBenchmarks,
  smallNetworkBenchmarks,
  invocationOverheadBenchmarks,
  generatedLibraryBenchmarks,
]

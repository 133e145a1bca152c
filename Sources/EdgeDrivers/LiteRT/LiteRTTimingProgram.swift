import CEdgeHost
import EdgeFormats
import EdgeRunner

/// A LiteRT program compiled with its profiler.
final class LiteRTTimingProgram: LiteRTProgram, TimingProgram, @unchecked Sendable {
  let isReusable = true
  private var profiler: OpaquePointer?
  private var runs: [[NodeProfile]] = []

  init(library: LiteRTLibrary, ports: LiteRTPorts, settings: LiteRTSettings) throws(RunnerError) {
    try super.init(library: library, ports: ports, settings: settings, profiling: true)
    try library.check(library.profiler(compiled, &profiler), "get the profiler")
    // The first run of a LiteRT program allocates and packs; its times say nothing.
    try super.run()
  }

  override func run() throws(RunnerError) {
    try library.check(library.resetProfiler(profiler), "reset the profiler")
    try library.check(library.startProfiler(profiler), "start the profiler")
    try super.run()
    try library.check(library.stopProfiler(profiler), "stop the profiler")
    var count: Int32 = 0
    try library.check(library.profilerEventCount(profiler, &count), "count the profiler's events")
    var records = [EdgeLiteRtProfiledEvent](repeating: EdgeLiteRtProfiledEvent(), count: max(Int(count), 1))
    try library.check(library.profilerEvents(profiler, count, &records), "read the profiler's events")
    // Tags belong to the profiler until its next reset, so they are copied now.
    let events = records.prefix(max(Int(count), 0)).map(LiteRTEvent.init)
    // Operators beyond the file's own are those that show results.
    runs.append(
      LiteRTEvent.nodes(of: events.filter { $0.kind != .sourceOperator || $0.number < ports.outline.operatorCount }))
  }

  func takeNodes() -> [[NodeProfile]] {
    defer { runs = [] }
    return runs
  }
}

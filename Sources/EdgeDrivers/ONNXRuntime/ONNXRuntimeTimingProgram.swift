import CEdgeHost
import EdgeModel
import EdgeRunner
import Foundation

/// An ONNX Runtime session that writes a trace, from which its nodes are read once at the end.
final class ONNXRuntimeTimingProgram: ONNXRuntimeProgram, TimingProgram, @unchecked Sendable {
  private(set) var isReusable = true
  private var runCount = 0
  private let folder: URL

  init(
    library: ONNXRuntimeLibrary, bytes: TensorStorage, settings: ONNXRuntimeSettings
  ) throws(RunnerError) {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("edgerunner-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw RunnerError(.inputOutput, "cannot make a folder for the trace", cause: error)
    }
    try super.init(
      library: library, bytes: bytes, settings: settings, tracePrefix: folder.appendingPathComponent("trace").path)
    // The first run allocates; its times say nothing.
    try super.run()
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  override func run() throws(RunnerError) {
    try super.run()
    runCount += 1
  }

  func takeNodes() throws(RunnerError) -> [[NodeProfile]] {
    isReusable = false
    var text: UnsafeMutablePointer<CChar>?
    try library.check(library.api.pointee.end_profiling(session, library.allocator, &text), "end the trace")
    let path = library.take(text)
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw RunnerError(.inputOutput, "cannot read the trace \(path)", cause: error)
    }
    let runs = try ONNXRuntimeTrace(data).runs
    // Before the runs that count came those of the preparation.
    guard runs.count >= runCount else {
      throw RunnerError(.deviceFailure, "ONNX Runtime's trace holds \(runs.count) runs, expected \(runCount)")
    }
    return Array(runs.suffix(runCount))
  }
}

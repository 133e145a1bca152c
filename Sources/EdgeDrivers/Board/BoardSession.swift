import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeWire
import Synchronization

/// One model on a board. Invocations queue on the link.
struct BoardSession: Session {
  let link: BoardLink
  let model: ModelInformation
  let capabilities: Capabilities
  /// The runtime's name, for messages.
  let runtime: String
  let nodes: BoardNodeReader

  func invoke(
    _ inputs: [Tensor], mode: InvocationMode, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> InvocationResult {
    let needs = try InvocationNeeds(mode: mode, observer: observer, capabilities: capabilities, runtime: runtime)
    var batch = try SampleBatch(inputs, for: model, keepsOutputs: needs.outputs)
    let start = ContinuousClock.now
    var profile = Profile(durations: [], hostDuration: .zero)
    var times = Profile.TransferTimes(upload: .zero, inference: .zero, download: .zero)
    for sample in 0..<batch.count {
      let (run, profiles) = try await run(sample, of: batch, needs: needs, observer: observer)
      times.upload += run.upload
      times.inference += run.inference
      times.download += run.download
      let total = profiles.isEmpty ? run.model.durationOnBoard : profiles.reduce(.zero) { $0 + ($1.duration ?? .zero) }
      profile.durations.append(total)
      if mode != .ioOnly { profile.nodes.append(profiles) }
      profile.details = details(of: run.model)
      guard needs.outputs else { continue }
      for (position, output) in run.outputs.enumerated() {
        batch.withOutput(position, sample: sample) { destination in
          output.bytes.withUnsafeBytes { destination.copyMemory(from: $0) }
        }
      }
    }
    if mode == .ioOnly || profile.nodes.allSatisfy(\.isEmpty) { profile.nodes = [] }
    profile.transfer = times
    profile.hostDuration = ContinuousClock.now - start
    return InvocationResult(outputs: batch.outputs, profile: profile)
  }

  /// Runs one sample; the observer sees each node while the next is still on its way.
  private func run(
    _ sample: Int, of batch: SampleBatch, needs: InvocationNeeds, observer: (any NodeObserver)?
  ) async throws(RunnerError) -> (BoardRun, [NodeProfile]) {
    var parameters: RunParameters = []
    if needs.nodes { parameters.insert(.perLayer) }
    if needs.data { parameters.insert(.perLayerWithData) }
    // Values do not matter when only times do: one element each saves the upload.
    if !needs.outputs { parameters.formUnion([.performance, .constantValue]) }
    let inputs = model.inputs.indices.map { position in
      batch.withInput(position, sample: sample) { bytes in
        Array(needs.outputs ? bytes : UnsafeRawBufferPointer(rebasing: bytes[..<elementByteCount(position, bytes)]))
      }
    }
    let order = BoardRunOrder(
      modelName: model.name, parameters: parameters, inputs: inputs, isFirstSample: sample == 0)
    let seen = Mutex<(profiles: [NodeProfile], failure: RunnerError?)>(([], nil))
    let (nodes, wantsData) = (nodes, needs.data)
    do throws(LinkError) {
      let run = try await link.run(order) { node, index in
        let profile = nodes.profile(node, index: index, keepsData: wantsData)
        seen.withLock { $0.profiles.append(profile) }
        do throws(RunnerError) {
          try observer?.replay([profile], sample: sample)
          return true
        } catch {
          seen.withLock { $0.failure = error }
          return false
        }
      }
      if needs.data { try requireData(run) }
      return (run, seen.withLock { $0.profiles })
    } catch {
      throw seen.withLock { $0.failure } ?? error.runnerError(line: link.lineDescription)
    }
  }

  private func elementByteCount(_ position: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
    min(bytes.count, max(1, model.inputs[position].elementType.bitWidth / 8))
  }

  /// A board may report nodes and keep all their data, which must not pass for a run with data.
  private func requireData(_ run: BoardRun) throws(LinkError) {
    let tensors = run.nodes.flatMap(\.tensors)
    guard !tensors.isEmpty, tensors.allSatisfy(\.isWithheld) else { return }
    throw LinkError(.withheld, step: "run of \(model.name)")
  }

  private func details(of report: OperatorMessage) -> [RunnerInformation.Detail] {
    var details: [RunnerInformation.Detail] = [
      .init("time on the board", "\(report.durationOnBoard)")
    ]
    let counters = report.counterValues
    if !counters.isEmpty, nodes.counter != .nothing {
      let isKnown = report.counterType.source == 0
      let name = isKnown ? nodes.counter.name : "counters \(report.counterType.source)"
      details.append(.init(name, counters.map(String.init).joined(separator: " ")))
    }
    if report.stackUsed >= 0 || report.heapUsed >= 0 {
      let stack = report.stackUsed < 0 ? "not monitored" : "\(report.stackUsed) bytes"
      details.append(.init("stack", stack))
      if report.heapUsed >= 0 { details.append(.init("heap", "\(report.heapUsed) bytes")) }
    }
    return details
  }
}

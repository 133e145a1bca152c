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
    var loop = try SampleLoop(
      inputs, of: model, mode: mode, observer: observer, capabilities: capabilities, runtime: runtime)
    var times = Profile.TransferTimes(upload: .zero, inference: .zero, download: .zero)
    for sample in loop.samples {
      let (run, profiles) = try await run(sample, of: loop.batch, needs: loop.needs, observer: observer)
      times.upload += run.upload
      times.inference += run.inference
      times.download += run.download
      let cost =
        profiles.isEmpty ? SampleLoop.Cost(duration: run.model.durationOnBoard) : SampleLoop.Cost(nodes: profiles)
      loop.finish(sample, cost) { position, room in
        run.outputs[position].bytes.withUnsafeBytes { room.copyMemory(from: $0) }
      }
      loop.profile.details = details(of: run.model)
    }
    loop.profile.transfer = times
    return loop.result()
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

import EdgeLink
import EdgeModel
import EdgeRunner
import EdgeWire

/// Turns a board's reports into nodes of the runner contract.
struct BoardNodeReader: Sendable {
  var runtime: RuntimeIdentifier.Runtime
  /// The report's number is an operator of the source file.
  var namesSourceOperators: Bool
  /// What the board's counters count.
  var counter = BoardCounter.cycles
  /// The network's nodes as they were planned, where the plan is known; otherwise empty.
  var planned: [NodeDescription] = []

  /// - Parameter keepsData: false drops the data of the node's results.
  func profile(_ node: BoardNode, index: Int, keepsData: Bool) -> NodeProfile {
    let tensors = node.tensors.enumerated().map { position, tensor in
      tensor.descriptor.description(fallbackName: "ai_tens_\(index)_\(position)")
    }
    let isUnderstood = tensors.allSatisfy { $0 != nil }
    let description = NodeDescription(
      index: index, name: NodeKind.name(node.report, index: index, runtime: runtime),
      kind: NodeKind.text(node.report.kind, runtime: runtime),
      sourceOperators: namesSourceOperators ? [Int(node.report.identifier)] : [],
      outputs: isUnderstood ? tensors.compactMap(\.self) : [],
      outputTensorIndices: isUnderstood ? tensors.map { _ in nil } : [])
    var profile = NodeProfile(
      node: plannedNode(index, like: description) ?? description, duration: node.report.durationOnBoard)
    switch counter {
    case .cycles: profile.cycles = node.report.cycles
    case .instructions: profile.instructions = node.report.cycles
    case .nothing: break
    }
    guard keepsData, isUnderstood, !node.tensors.contains(where: \.isWithheld) else { return profile }
    profile.data = zip(node.tensors, tensors).compactMap { tensor, description in
      guard let description, description.byteCount == tensor.bytes.count else { return nil }
      return Tensor(bytes: tensor.bytes, description)
    }
    if profile.data.count != node.tensors.count { profile.data = [] }
    return profile
  }
}

extension BoardNodeReader {
  /// Node `index` of the plan, if the board's node can be that one.
  private func plannedNode(_ index: Int, like reported: NodeDescription) -> NodeDescription? {
    guard index < planned.count else { return nil }
    let node = planned[index]
    guard node.outputs.map(\.byteCount) == reported.outputs.map(\.byteCount),
      reported.sourceOperators.allSatisfy(node.sourceOperators.contains)
    else { return nil }
    return node
  }
}

extension BoardTensor {
  /// The board announced the tensor and kept its data.
  var isWithheld: Bool { descriptor.flags.contains(.withoutData) }
}

extension Tensor {
  /// A tensor of exactly the bytes that `description` needs.
  init(bytes: [UInt8], _ description: TensorDescription) {
    self.init(
      shape: description.shape, elementType: description.elementType, quantization: description.quantization)
    withUnsafeMutableBytes { destination in
      bytes.withUnsafeBytes { destination.copyMemory(from: $0) }
    }
  }
}

extension OperatorMessage {
  /// Duration as the board computed it; zero for values that are none.
  var durationOnBoard: Duration {
    guard duration.isFinite, duration >= 0, duration < 1e12 else { return .zero }
    return .nanoseconds(Int64(Double(duration) * 1e6))
  }

  /// Counters in order, 32 or 64 bits wide.
  var counterValues: [UInt64] {
    guard counterType.is64Bit else { return (0..<counters.count).map { UInt64(counters[$0]) } }
    return stride(from: 0, to: counters.count - 1, by: 2).map {
      UInt64(counters[$0]) | UInt64(counters[$0 + 1]) << 32
    }
  }

  /// Cycles of a node: its only counter, or before, during and after together. Nil when nobody counted.
  var cycles: UInt64? {
    let values = counterValues
    guard !values.isEmpty else { return nil }
    return values.reduce(0, &+)
  }
}

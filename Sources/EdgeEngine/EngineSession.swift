import CEdgeKernels
package import EdgeModel
package import EdgePlanner

/// One arena on which an engine runs. Not for concurrent use: one run at a time.
package final class EngineSession {
  /// What is executed; shared by all sessions.
  package let engine: Engine
  private let arena: TensorStorage
  private let operands: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>

  /// Allocates the arena, zeroed; nothing is allocated afterwards.
  package init(engine: Engine) {
    self.engine = engine
    arena = TensorStorage(byteCount: engine.layout.byteCount)
    operands = .allocate(capacity: max(engine.places.count, 1))
    for (index, place) in engine.places.enumerated() {
      switch place {
      case .arena(let offset): operands[index] = arena.baseAddress + offset
      case .fixed(let address): operands[index] = address
      case .null: operands[index] = nil
      }
    }
  }

  deinit { operands.deallocate() }

  /// Bytes of input `index` in the arena, for writing before a run. Their contents do not survive the run.
  package func inputBytes(_ index: Int) -> UnsafeMutableRawBufferPointer {
    let input = engine.plan.inputs[index]
    return UnsafeMutableRawBufferPointer(start: address(of: input.place), count: input.byteCount)
  }

  /// Bytes of output `index` in the arena, valid until the next run.
  package func outputBytes(_ index: Int) -> UnsafeRawBufferPointer { bytes(of: engine.plan.outputs[index]) }

  /// Bytes of a tensor that its node has just made; later steps may overwrite them.
  package func bytes(of tensor: PlanTensor) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: address(of: tensor.place), count: tensor.byteCount)
  }

  private func address(of place: PlanOperand) -> UnsafeMutableRawPointer {
    switch place {
    case .buffer(let buffer, let offset): arena.baseAddress + engine.layout.bufferOffsets[buffer] + offset
    case .constant(let index): engine.plan.constants[index].storage.baseAddress
    case .unused: preconditionFailure("an unused operand has no address")
    }
  }

  /// Runs all steps on the inputs written before. Allocates nothing.
  package func run() {
    for call in engine.calls { execute(call) }
  }

  /// Runs the steps of one node.
  package func run(node: PlanNode) {
    for step in node.steps { execute(engine.calls[step]) }
  }

  @inline(__always)
  private func execute(_ call: Engine.Call) {
    call.function(
      call.parameters, operands.baseAddress! + call.operands.lowerBound, arena.baseAddress + call.scratchOffset)
  }

  /// Copies `inputs` in, runs, and copies the outputs out.
  package func run(_ inputs: [Tensor]) throws(EngineError) -> [Tensor] {
    try setInputs(inputs)
    run()
    return outputs()
  }

  /// Copies `inputs` into the arena after checking count, element type and size.
  package func setInputs(_ inputs: [Tensor]) throws(EngineError) {
    guard inputs.count == engine.plan.inputs.count else {
      throw .invalidInput("\(inputs.count) input(s) given, the model takes \(engine.plan.inputs.count)")
    }
    for (index, (tensor, wanted)) in zip(inputs, engine.plan.inputs).enumerated() {
      guard tensor.elementType == wanted.elementType, tensor.byteCount == wanted.byteCount else {
        throw .invalidInput(
          "input #\(index + 1) is \(tensor.elementType) \(tensor.shape), the model takes \(wanted.elementType) "
            + "\(wanted.shape)")
      }
      tensor.withUnsafeBytes { inputBytes(index).copyMemory(from: $0) }
    }
  }

  /// Copies of the outputs of the last run.
  package func outputs() -> [Tensor] { engine.plan.outputs.map { copy(of: $0) } }

  /// A copy of a tensor's present contents.
  package func copy(of tensor: PlanTensor) -> Tensor {
    var result = Tensor(shape: tensor.shape, elementType: tensor.elementType, quantization: tensor.quantization)
    let source = bytes(of: tensor)
    result.withUnsafeMutableBytes { $0.copyMemory(from: source) }
    return result
  }
}

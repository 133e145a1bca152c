import CEdgeNetwork
import EdgeModel
import EdgeRunner

/// An instance of a network behind the "st-ai" interface.
final class STAIProgram: LibraryProgram {
  private let network: STAINetwork
  /// Keeps the code loaded.
  private let library: DynamicLibrary
  private let context: STAIContext
  private let activations: [TensorStorage]
  private let states: [TensorStorage]
  /// Inputs and outputs that the library leaves to the caller.
  private let ownInputs: [TensorStorage]
  private let ownOutputs: [TensorStorage]
  private let inputs: [UnsafeMutableRawPointer]
  private let outputs: [UnsafeMutableRawPointer]
  private var watch: NodeWatch?
  private var hasCallback = false
  private var isStopped = false
  /// Node that runs or ran last; events carry numbers of the library's own.
  private var node = -1
  private var mismatch: RunnerError?

  init(_ network: STAINetwork, _ library: DynamicLibrary, _ context: STAIContext) throws(RunnerError) {
    self.network = network
    self.library = library
    self.context = context
    let (functions, info, memory) = (context.functions, context.info, context.memory.baseAddress)
    let reader = STAIReader(path: network.model.name)
    func brings(_ flag: Int) -> Bool { info.flags & Int32(flag) != 0 }
    func allocate(_ sizes: [Int]) -> [TensorStorage] { sizes.map { TensorStorage(byteCount: $0) } }

    activations =
      brings(EDGE_STAI_ACTIVATIONS)
      ? [] : allocate(try reader.allocations(info.activations, Int(info.activation_count), "activations"))
    if !brings(EDGE_STAI_ACTIVATIONS) {
      try functions.check(Self.set(functions.setActivations, memory, activations), "set_activations")
    }
    states =
      brings(EDGE_STAI_STATES) ? [] : allocate(try reader.allocations(info.states, Int(info.state_count), "states"))
    if !brings(EDGE_STAI_STATES) {
      try functions.check(Self.set(functions.setStates, memory, states), "set_states")
    }
    if !network.weights.isEmpty {
      try functions.check(Self.set(functions.setWeights, memory, network.weights), "set_weights")
    }
    if brings(EDGE_STAI_INPUTS) {
      ownInputs = []
      inputs = try Self.get(functions.getInputs, memory, network.model.inputs.count, functions, "get_inputs")
    } else {
      ownInputs = allocate(network.model.inputs.map(\.byteCount))
      inputs = ownInputs.map(\.baseAddress)
    }
    if brings(EDGE_STAI_OUTPUTS) {
      ownOutputs = []
      outputs = try Self.get(functions.getOutputs, memory, network.model.outputs.count, functions, "get_outputs")
    } else {
      ownOutputs = allocate(network.model.outputs.map(\.byteCount))
      outputs = ownOutputs.map(\.baseAddress)
    }
  }

  private static func set(
    _ function: STAIFunctions.Set, _ context: UnsafeMutableRawPointer, _ buffers: [TensorStorage]
  ) -> Int32 {
    var addresses = buffers.map { Optional($0.baseAddress) }
    // An empty array may have no address, which libraries take for a mistake.
    if addresses.isEmpty { addresses.append(nil) }
    return function(context, &addresses, Int32(buffers.count))
  }

  private static func get(
    _ function: STAIFunctions.Get, _ context: UnsafeMutableRawPointer, _ count: Int, _ functions: STAIFunctions,
    _ name: String
  ) throws(RunnerError) -> [UnsafeMutableRawPointer] {
    var addresses = [UnsafeMutableRawPointer?](repeating: nil, count: max(count, 1))
    var written = Int32(count)
    try functions.check(function(context, &addresses, &written), name)
    let found = addresses.prefix(count).compactMap { $0 }
    guard found.count == count else {
      throw RunnerError(.deviceFailure, "stai_\(functions.name)_\(name) returns null addresses")
    }
    return found
  }

  func inputBytes(_ position: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: inputs[position], count: network.model.inputs[position].byteCount)
  }

  func outputBytes(_ position: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: outputs[position], count: network.model.outputs[position].byteCount)
  }

  func run(watch: NodeWatch?) throws(RunnerError) {
    let (functions, memory) = (context.functions, context.memory.baseAddress)
    if !ownInputs.isEmpty { try functions.check(Self.set(functions.setInputs, memory, ownInputs), "set_inputs") }
    if !ownOutputs.isEmpty { try functions.check(Self.set(functions.setOutputs, memory, ownOutputs), "set_outputs") }
    self.watch = watch
    isStopped = false
    node = -1
    mismatch = nil
    defer { self.watch = nil }
    // A run that is not watched has no callback, so that it pays nothing for one.
    if watch != nil || hasCallback {
      hasCallback = watch != nil
      let cookie = Unmanaged.passUnretained(self).toOpaque()
      try functions.check(
        functions.setCallback(memory, watch == nil ? nil : Self.callback, cookie), "set_callback")
    }
    try functions.check(functions.run(memory, Int32(EDGE_STAI_RUN_SYNCHRONOUS)), "run")
    if let mismatch { throw mismatch }
  }

  /// The interface has no way to end a run, so nodes after the end are not shown.
  private static let callback: edge_stai_callback = { cookie, event, payload in
    guard let cookie, let payload else { return }
    let program = Unmanaged<STAIProgram>.fromOpaque(cookie).takeUnretainedValue()
    guard let watch = program.watch, !program.isStopped else { return }
    let buffers = payload.load(as: edge_stai_node_event.self).buffers
    if event & Int32(EDGE_STAI_NODE_START) != 0 {
      program.node += 1
      program.isStopped = !watch.nodeWillRun(program.node)
    } else if event & Int32(EDGE_STAI_NODE_STOP) != 0 {
      program.isStopped = !watch.nodeDidRun(program.node, program.results(buffers))
    }
  }

  /// Addresses of the present node's results, as many as its description has.
  private func results(_ buffers: edge_stai_pointers) -> [UnsafeRawPointer?] {
    let expected = network.nodes.indices.contains(node) ? network.nodes[node].outputs.count : 0
    guard Int(buffers.size) == expected, expected == 0 || buffers.data != nil else {
      mismatch = RunnerError(
        .deviceFailure, "node \(node) of \(network.model.name) shows \(buffers.size) results, described are \(expected)"
      )
      isStopped = true
      return []
    }
    return (0..<expected).map { position in UnsafeRawPointer(buffers.data?[position]) }
  }
}

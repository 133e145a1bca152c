import CEdgeNetwork
import EdgeModel
import EdgeRunner

/// A network that EdgeRunner printed.
final class PrintedNetwork: LibraryNetwork {
  let description: PrintedDescription
  let library: PrintedLibrary
  /// Nil when the library holds them.
  let weights: TensorStorage?

  var model: ModelInformation { description.model }
  var nodes: [NodeDescription] { description.nodes }

  init(_ library: PrintedLibrary, _ description: PrintedDescription, weights: TensorStorage?) throws(RunnerError) {
    self.library = library
    self.description = description
    self.weights = weights
    // Wrong weights would only show as wrong answers; one look at them is cheap beside loading.
    let program = try PrintedProgram(self)
    guard library.functions.check(program.network) == EDGE_OK else {
      throw RunnerError(
        .invalidModel, "the weights of \(description.model.name) are not those that \(library.path) was built with",
        hint: "use the file that was generated together with the library")
    }
  }

  func makeProgram() throws(RunnerError) -> any LibraryProgram { try PrintedProgram(self) }
}

/// An instance of a printed network.
final class PrintedProgram: LibraryProgram {
  fileprivate let network: UnsafeMutablePointer<edge_network>
  private let owner: PrintedNetwork
  private let memory: [TensorStorage]
  private var watch: NodeWatch?

  init(_ owner: PrintedNetwork) throws(RunnerError) {
    self.owner = owner
    let regions = owner.description.regions
    memory = regions.map { TensorStorage(byteCount: Int($0.size) + Int($0.alignment)) }
    let addresses = zip(memory, regions).map { storage, region -> UnsafeMutableRawPointer? in
      storage.baseAddress.alignedUp(toMultipleOf: Int(region.alignment))
    }
    network = .allocate(capacity: 1)
    network.initialize(to: edge_network())
    let status = owner.library.functions.create(
      network, owner.description.pointer, addresses, regions.map { Int($0.size) }, owner.weights?.baseAddress)
    guard status == EDGE_OK else {
      network.deallocate()
      throw RunnerError(
        .deviceFailure, "\(owner.library.path) refuses to create \(owner.model.name): status \(status.rawValue)")
    }
  }

  deinit { network.deallocate() }

  func inputBytes(_ position: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: address(owner.description.pointer.pointee.inputs + position),
      count: owner.model.inputs[position].byteCount)
  }

  func outputBytes(_ position: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: address(owner.description.pointer.pointee.outputs + position),
      count: owner.model.outputs[position].byteCount)
  }

  private func address(_ tensor: UnsafePointer<edge_tensor>) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(mutating: owner.library.functions.data(network, tensor))
  }

  func run(watch: NodeWatch?) throws(RunnerError) {
    let functions = owner.library.functions
    self.watch = watch
    defer { self.watch = nil }
    if watch == nil {
      functions.observe(network, nil, nil)
    } else {
      functions.observe(network, Self.callback, Unmanaged.passUnretained(self).toOpaque())
    }
    let status = functions.run(network)
    guard status == EDGE_OK || status == EDGE_STOPPED else {
      throw RunnerError(.deviceFailure, "\(owner.model.name) ended with status \(status.rawValue)")
    }
  }

  private static let callback: edge_node_callback = { context, _, node, event in
    guard let context else { return 1 }
    let program = Unmanaged<PrintedProgram>.fromOpaque(context).takeUnretainedValue()
    guard let watch = program.watch else { return 0 }
    let index = Int(node)
    if event == EDGE_NODE_BEGIN { return watch.nodeWillRun(index) ? 0 : 1 }
    return watch.nodeDidRun(index, program.results(of: index)) ? 0 : 1
  }

  private func results(of node: Int) -> [UnsafeRawPointer?] {
    let raw = owner.description.pointer.pointee.nodes[node]
    return (0..<Int(raw.output_count)).map { position in
      UnsafeRawPointer(address(raw.outputs + position))
    }
  }
}

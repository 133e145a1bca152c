import EdgeCodeGenerator
import EdgeEmulation
import EdgeFormats
import EdgeModel
import EdgeTestSupport
import Foundation

/// Instructions that each layer kind and a whole network take on emulated microcontrollers.
let emulatedInstructionTables = TableSource(name: "emulated instructions") {
  guard let tools = EmulatedMachine.tools else { throw Unavailable(reason: EmulatedMachine.whyAbsent) }
  let layers = MeasuredLayer.all + [try MeasuredLayer.wholeNetwork()].compactMap { $0 }
  return try EmulatedMachine.all.map { try instructionTable(of: layers, on: $0, compiler: tools.compilers[0]) }
}

/// One row for each layer: its work, and for each kind of kernels the instructions and the work for each of them.
private func instructionTable(
  of layers: [MeasuredLayer], on machine: EmulatedMachine, compiler: CCompiler
) throws -> BenchTable {
  let kinds = PrintedNetwork.Kernels.allCases.filter(machine.tells)
  var rows = layers.map { [$0.name] }
  var first = layers.map { _ in 0.0 }
  for kernels in kinds {
    let networks = try layers.enumerated().map { index, layer in
      try PrintedNetwork(
        layer.graph, name: "layer_\(index)", inputs: layer.inputs, machine: machine, kernels: kernels)
    }
    let outcome = try EmulatedProgram(networks, machine: machine, compiler: compiler).run(countingInstructions: true)
    guard outcome.differences.isEmpty else {
      throw Unavailable(reason: "wrong results on \(machine): \(outcome.differences)")
    }
    for (index, counts) in outcome.instructions.enumerated() {
      let macs = networks[index].design.macs
      let work = macs > 0 ? macs : layers[index].resultCount
      let count = Double(counts.reduce(0, +))
      if kernels == kinds[0] {
        rows[index].append(macs > 0 ? "\(work) MACs" : "\(work) results")
        first[index] = count
      }
      rows[index] += [String(format: "%.0f", count), String(format: "%.3f", Double(work) / count)]
      if kernels != kinds[0] { rows[index].append(String(format: "%.2fx", first[index] / count)) }
    }
  }
  let columns = kinds.flatMap { [$0.rawValue, "per insn"] + ($0 == kinds[0] ? [] : ["gain"]) }
  return BenchTable(
    title: "Emulated instructions, \(machine.processor)", columns: ["layer", "work"] + columns, rows: rows,
    notes: [
      "Counted by the emulator, the same in each run; these are not cycles, which it does not know.",
      "Compiled with -O2 by \(compiler.version).",
    ])
}

/// One network to count.
private struct MeasuredLayer {
  var name: String
  var graph: Graph
  var inputs: [Tensor]

  var resultCount: Int { graph.outputs.reduce(0) { $0 + graph.tensors[$1].shape.reduce(1, *) } }

  static let all: [MeasuredLayer] = [
    convolution("conv2d 3x3, 24x24x64 to 64", size: 24, channels: (64, 64), kernel: 3),
    convolution("conv2d 1x1, 24x24x128 to 128", size: 24, channels: (128, 128), kernel: 1),
    convolution("conv2d 3x3/2, 96x96x3 to 16", size: 96, channels: (3, 16), kernel: 3, stride: 2),
    depthwise("depthwise 3x3, 24x24x128", size: 24, channels: 128, kernel: 3),
    depthwise("depthwise 5x5, 12x12x100", size: 12, channels: 100, kernel: 5),
    elementwise("add, 24x24x128", .add(.none), operands: 2),
    elementwise("multiply, 24x24x128", .multiply(.none), operands: 2),
    elementwise("add, reference arithmetic, 24x24x128", .add(.none), operands: 2, outputScale: 90),
    elementwise("maximum, 24x24x128", .maximum, operands: 2),
    elementwise("logistic, 24x24x128", .logistic, operands: 1),
    pool("max pool 5x5, 12x12x128", filter: 5, stride: 1) { .maxPool2D($0) },
    pool("average pool 3x3/2, 12x12x128", filter: 3, stride: 2) { .averagePool2D($0) },
    pool("average pool 12x12, 12x12x128", filter: 12, stride: 12) { .averagePool2D($0) },
  ]

  /// A person detector, of the files beside the checkout; nil without them.
  static func wholeNetwork() throws -> MeasuredLayer? {
    guard SharedFiles.arePresent else { return nil }
    let model = try TFLiteReader.read(contentsOf: SharedFiles.path("models/\(SharedFiles.goldenModels[0]).tflite"))
    let input = model.graph.tensors[model.graph.inputs[0]]
    let bytes = GoldenInput.weyl.bytes(height: input.shape[1], width: input.shape[2])
    return MeasuredLayer(
      name: "yolov8n 192, whole", graph: model.graph,
      inputs: [Tensor(shape: input.shape, elementType: input.elementType, values: bytes)])
  }

  private static func convolution(
    _ name: String, size: Int, channels: (Int, Int), kernel: Int, stride: Int = 1
  ) -> MeasuredLayer {
    let b = CaseBuilder(seed: 1)
    let x = b.int8Input([1, size, size, channels.0])
    let w = b.weights([channels.1, kernel, kernel, channels.0], axis: 0, perChannel: true)
    let y = b.op(
      .conv2D(.init(padding: .same, strideHeight: stride, strideWidth: stride)),
      [x, w, b.bias(channels.1, x: x, w: w)], [1, size / stride, size / stride, channels.1], .int8, b.quantization())
    return MeasuredLayer(b.finish(name, outputs: [y]))
  }

  private static func depthwise(_ name: String, size: Int, channels: Int, kernel: Int) -> MeasuredLayer {
    let b = CaseBuilder(seed: 2)
    let x = b.int8Input([1, size, size, channels])
    let w = b.weights([1, kernel, kernel, channels], axis: 3, perChannel: true)
    let y = b.op(
      .depthwiseConv2D(.init(padding: .same), depthMultiplier: 1), [x, w, b.bias(channels, x: x, w: w)],
      [1, size, size, channels], .int8, b.quantization())
    return MeasuredLayer(b.finish(name, outputs: [y]))
  }

  /// - Parameter outputScale: of two operands; a very large one leaves all but the reference arithmetic.
  private static func elementwise(
    _ name: String, _ kind: OperatorKind, operands: Int, outputScale: Float? = nil
  ) -> MeasuredLayer {
    let b = CaseBuilder(seed: 3)
    let shape = [1, 24, 24, 128]
    let shared = kind == .maximum ? b.quantization() : nil
    let inputs = (0..<operands).map { _ in b.int8Input(shape, shared) }
    var q = shared ?? (operands == 1 ? Quantization(scale: 1.0 / 256, zeroPoint: -128) : b.quantization())
    if let outputScale { q = Quantization(scale: outputScale, zeroPoint: 0) }
    return MeasuredLayer(b.finish(name, outputs: [b.op(kind, inputs, shape, .int8, q)]))
  }

  private static func pool(
    _ name: String, filter: Int, stride: Int, _ kind: (PoolAttributes) -> OperatorKind
  ) -> MeasuredLayer {
    let b = CaseBuilder(seed: 4)
    let q = b.quantization()
    let x = b.int8Input([1, 12, 12, 128], q)
    let attributes = PoolAttributes(
      padding: .same, strideHeight: stride, strideWidth: stride, filterHeight: filter, filterWidth: filter)
    let y = b.op(kind(attributes), [x], [1, 12 / stride, 12 / stride, 128], .int8, q)
    return MeasuredLayer(b.finish(name, outputs: [y]))
  }

  private init(_ c: OperatorCase) {
    self.init(name: c.name, graph: c.graph, inputs: c.inputs)
  }

  private init(name: String, graph: Graph, inputs: [Tensor]) {
    (self.name, self.graph, self.inputs) = (name, graph, inputs)
  }
}
